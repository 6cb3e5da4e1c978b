using OneTable.Services.Data;

namespace OneTable.Services.Dictionary;

/// <summary>Fills code_sets, codes and fields from dictionary/codesets.yaml and dictionary/fields.yaml.</summary>
static class DictionaryFiles
{
    public const string Kind = "dictionary";

    sealed class CodeSetsFile { public List<CodeSetEntry> Codesets { get; set; } = []; }
    sealed class FieldsFile { public List<FieldEntry> Fields { get; set; } = []; }

    public static void Fill(Tx tx)
    {
        var sets = Contents.Find(tx, Kind, "codesets")!;
        foreach (var set in Yaml.Read<CodeSetsFile>(sets.Body, sets.File).Codesets) set.Keep(tx);
        TagFile.Fill(tx);
        var fields = Contents.Find(tx, Kind, "fields")!;
        var position = 0;
        foreach (var field in Yaml.Read<FieldsFile>(fields.Body, fields.File).Fields) field.Keep(tx, position++, edited: false, fields.File);
        // What was edited here stands over the file.
        foreach (var set in Contents.All(tx, DictionaryDesk.CodeSets)) Yaml.Read<CodeSetEntry>(set.Body, set.File).Keep(tx);
        foreach (var field in Contents.All(tx, DictionaryDesk.Fields)) Yaml.Read<FieldEntry>(field.Body, field.File).Keep(tx, position++, edited: true, field.File);
        FieldCatalog.Touch(tx);
    }
}

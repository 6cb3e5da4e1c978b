using OneTable.Services.Data;

namespace OneTable.Services.Dictionary;

/// <summary>Fills code_sets, codes and fields from dictionary/codesets.yaml and dictionary/fields.yaml.</summary>
static class DictionaryFiles
{
    public const string Kind = "dictionary";

    sealed class CodeSetsFile { public List<SetEntry> Codesets { get; set; } = []; }
    sealed class SetEntry
    {
        public string Name { get; set; } = "";
        public string Standard { get; set; } = "";
        public string Checked { get; set; } = "";
        public string? Note { get; set; }
        public List<CodeEntry> Values { get; set; } = [];
    }
    sealed class CodeEntry
    {
        public string Code { get; set; } = "";
        public string Label { get; set; } = "";
        public List<string> Aliases { get; set; } = [];
    }
    sealed class FieldsFile { public List<FieldEntry> Fields { get; set; } = []; }
    public static void Fill(Tx tx)
    {
        var sets = Contents.Find(tx, Kind, "codesets")!;
        foreach (var set in Yaml.Read<CodeSetsFile>(sets.Body, sets.File).Codesets) Keep(tx, set);
        var fields = Contents.Find(tx, Kind, "fields")!;
        var position = 0;
        foreach (var field in Yaml.Read<FieldsFile>(fields.Body, fields.File).Fields) field.Keep(tx, position++, edited: false, fields.File);
        FieldCatalog.Touch(tx);
    }

    static void Keep(Tx tx, SetEntry set)
    {
        tx.Run(tx.Dialect.Upsert("INSERT INTO code_sets (name, standard, checked, note) VALUES (@p0, @p1, @p2, @p3)",
            "name", "standard", "checked", "note"), set.Name, set.Standard, set.Checked, set.Note);
        var position = 0;
        foreach (var code in set.Values)
            tx.Run(tx.Dialect.Upsert("INSERT INTO codes (code_set, code, label, aliases, position) VALUES (@p0, @p1, @p2, @p3, @p4)",
                "code_set, code", "label", "aliases", "position"), set.Name, code.Code, code.Label, string.Join('|', code.Aliases), position++);
    }
}

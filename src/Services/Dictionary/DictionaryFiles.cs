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
    sealed class FieldEntry
    {
        public string Label { get; set; } = "";
        public string Subject { get; set; } = "person";
        public string Library { get; set; } = "base";
        public string Type { get; set; } = "text";
        public string? Codeset { get; set; }
        public string Sensitivity { get; set; } = "";
        public string? At { get; set; }
        public List<string> Aliases { get; set; } = [];
        public string Owner { get; set; } = "社区";
        public bool AbsentMeansNo { get; set; }
        public int? ValidDays { get; set; }
    }

    public static void Fill(Tx tx)
    {
        var sets = Contents.Find(tx, Kind, "codesets")!;
        foreach (var set in Yaml.Read<CodeSetsFile>(sets.Body, sets.File).Codesets) Keep(tx, set);
        var fields = Contents.Find(tx, Kind, "fields")!;
        foreach (var field in Yaml.Read<FieldsFile>(fields.Body, fields.File).Fields) Keep(tx, field, fields.File);
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

    static void Keep(Tx tx, FieldEntry field, string file)
    {
        var sensitivity = Array.IndexOf(["低", "中", "高", "极高"], field.Sensitivity) + 1;
        if (sensitivity == 0) throw new Refusal("content_invalid", $"{file}：字段「{field.Label}」的 sensitivity 只能是 低、中、高、极高。");
        if (!Enum.TryParse<FieldType>(field.Type, ignoreCase: true, out _))
            throw new Refusal("content_invalid", $"{file}：字段「{field.Label}」的 type「{field.Type}」不认识。");
        var at = field.At?.Split('.', 2);
        tx.Run(tx.Dialect.Upsert("""
            INSERT INTO fields (label, subject, library, type, code_set, sensitivity, table_name, column_name, aliases, owner, absent_means_no, valid_days)
            VALUES (@p0, @p1, @p2, @p3, @p4, @p5, @p6, @p7, @p8, @p9, @p10, @p11)
            """, "label",
            "subject", "library", "type", "code_set", "sensitivity", "table_name", "column_name", "aliases", "owner", "absent_means_no", "valid_days"),
            field.Label, field.Subject, field.Library, field.Type, field.Codeset, sensitivity, at?[0], at is [_, var column] ? column : null,
            string.Join('|', field.Aliases), field.Owner, field.AbsentMeansNo ? 1 : 0, field.ValidDays);
    }
}

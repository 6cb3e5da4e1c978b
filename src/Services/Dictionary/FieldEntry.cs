using OneTable.Services.Data;

namespace OneTable.Services.Dictionary;

/// <summary>A field as a file or a form says it; kept as a content of its own once somebody edited it here.</summary>
public sealed class FieldEntry
{
    public string Label { get; set => field = value ?? ""; } = ""; // a form may send null for each of them
    public string Subject { get; set => field = value ?? ""; } = Dictionary.Subject.Person.Kind;
    public string Library { get; set => field = value ?? ""; } = "base";
    public string Group { get; set => field = value ?? ""; } = "";
    public string Type { get; set => field = value ?? ""; } = "text";
    public string? Codeset { get; set; }
    public string Sensitivity { get; set => field = value ?? ""; } = "";
    /// <summary>table.column, tags, or nothing: not kept yet.</summary>
    public string? At { get; set; }
    public List<string> Aliases { get; set => field = [.. (value ?? []).OfType<string>()]; } = [];
    public string Owner { get; set => field = value ?? ""; } = "社区";
    public bool AbsentMeansNo { get; set; }
    public bool ReadOnly { get; set; }
    public int? ValidDays { get; set; }
    /// <summary>How it is asked at a door; from its label where nothing is said.</summary>
    public string? Ask { get; set; }

    static readonly string[] Columns =
    [
        "subject", "library", "type", "code_set", "sensitivity", "table_name", "column_name", "aliases", "owner", "absent_means_no",
        "valid_days", "page_group", "read_only", "position", "edited", "ask",
    ];

    /// <summary>Writes the row by which the dictionary is read.</summary>
    public void Keep(Tx tx, int position, bool edited, string file)
    {
        var sensitivity = Array.IndexOf(["低", "中", "高", "极高"], Sensitivity) + 1;
        if (sensitivity == 0) throw new Refusal("content_invalid", $"{file}：字段「{Label}」的 sensitivity 只能是 低、中、高、极高。");
        if (!Enum.TryParse<FieldType>(Type, ignoreCase: true, out _))
            throw new Refusal("content_invalid", $"{file}：字段「{Label}」的 type「{Type}」不认识。");
        var at = At?.Split('.', 2);
        object?[] values =
        [
            Label, Subject, Library, Type, Codeset, sensitivity, at?[0], at is [_, var column] ? column : null, string.Join('|', Aliases), Owner,
            AbsentMeansNo ? 1 : 0, ValidDays, Group, ReadOnly ? 1 : 0, position, edited ? 1 : 0, Ask,
        ];
        tx.Run(tx.Dialect.Upsert($"""
            INSERT INTO fields (label, {string.Join(", ", Columns)}) VALUES ({string.Join(", ", values.Select((_, i) => "@p" + i))})
            """, "label", Columns), values);
    }
}

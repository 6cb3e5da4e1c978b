using OneTable.Services.Data;

namespace OneTable.Services.Dictionary;

/// <summary>The fields and code sets in memory, found by label or alias. An empty dictionary is read again each time.</summary>
public sealed class FieldCatalog(Database db)
{
    sealed record CodeRow(string CodeSet, string Code, string Label, string Aliases);

    sealed record FieldRow
    {
        public string Label { get; init; } = "";
        public string Subject { get; init; } = "";
        public string Library { get; init; } = "";
        public string Type { get; init; } = "";
        public string? CodeSet { get; init; }
        public int Sensitivity { get; init; }
        public string? TableName { get; init; }
        public string? ColumnName { get; init; }
        public string Aliases { get; init; } = "";
        public bool AbsentMeansNo { get; init; }
    }

    sealed record Snapshot(IReadOnlyList<Field> Fields, Dictionary<string, Field> ByName, Dictionary<string, CodeSet> CodeSets);

    Snapshot? snapshot;

    public IReadOnlyList<Field> All => Current.Fields;
    public Field? Find(string name) => Current.ByName.GetValueOrDefault(name.Trim());
    public CodeSet? CodeSet(string name) => Current.CodeSets.GetValueOrDefault(name);

    /// <summary>A field that must be there, or a refusal that names the file.</summary>
    public Field Require(string name, string file) =>
        Find(name) ?? throw new Refusal("content_invalid", $"{file}：字段「{name}」不在字段表里。");

    public void Reload() => Volatile.Write(ref snapshot, Load());

    Snapshot Current
    {
        get
        {
            if (Volatile.Read(ref snapshot) is not { Fields.Count: > 0 }) Reload();
            return snapshot!;
        }
    }

    Snapshot Load() => db.Read(tx =>
    {
        var sets = tx.Query<CodeRow>("SELECT code_set AS CodeSet, code AS Code, label AS Label, aliases AS Aliases FROM codes ORDER BY code_set, position")
            .GroupBy(c => c.CodeSet)
            .ToDictionary(g => g.Key, g => new CodeSet(g.Key, [.. g.Select(c => new Code(c.Code, c.Label, Words(c.Aliases)))]));
        var fields = tx.Query<FieldRow>("""
            SELECT label AS Label, subject AS Subject, library AS Library, type AS Type, code_set AS CodeSet, sensitivity AS Sensitivity,
              table_name AS TableName, column_name AS ColumnName, aliases AS Aliases, absent_means_no AS AbsentMeansNo FROM fields ORDER BY label
            """).Select(f => new Field(f.Label, f.Subject, f.Library, Enum.Parse<FieldType>(f.Type, ignoreCase: true),
                CodeSetOf(f, sets), (Sensitivity)f.Sensitivity, f.TableName, f.ColumnName, Words(f.Aliases), f.AbsentMeansNo))
            .ToList();
        var byName = fields.ToDictionary(f => f.Label);
        foreach (var field in fields)
            foreach (var alias in field.Aliases) byName.TryAdd(alias, field);
        return new Snapshot(fields, byName, sets);
    });

    static CodeSet? CodeSetOf(FieldRow field, Dictionary<string, CodeSet> sets) => field.CodeSet is null ? null
        : sets.GetValueOrDefault(field.CodeSet) ?? throw new Refusal("content_invalid", $"字段「{field.Label}」的代码集「{field.CodeSet}」不存在。");

    static string[] Words(string list) => list.Split('|', StringSplitOptions.RemoveEmptyEntries);
}

using OneTable.Services.Data;

namespace OneTable.Services.Dictionary;

/// <summary>
/// The fields and code sets in memory, found by label or alias. What this host changes shows at once, what another changed
/// within a second; an empty dictionary is read again each time.
/// </summary>
public sealed class FieldCatalog(Database db)
{
    sealed record SetRow(string Name, string Standard, string Checked, string? Note);
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
        public string PageGroup { get; init; } = "";
        public string Owner { get; init; } = "";
        public int? ValidDays { get; init; }
        public bool ReadOnly { get; init; }
        public string? Ask { get; init; }
    }

    sealed record Snapshot(long Version, IReadOnlyList<Field> Fields, Dictionary<Subject, IReadOnlyList<Field>> Kept,
        Dictionary<string, Field> ByName, Dictionary<string, CodeSet> CodeSets, Tags Tags);

    static readonly TimeSpan checkEvery = TimeSpan.FromSeconds(1);
    Snapshot? snapshot;
    long checkedAt;

    /// <summary>Grows with every change of the dictionary.</summary>
    public long Version => Current.Version;
    public IReadOnlyList<Field> All => Current.Fields;

    /// <summary>The fields that are kept of a person, in the order of the page.</summary>
    public IReadOnlyList<Field> Person => Of(Subject.Person);

    /// <summary>The fields that are kept of a subject, in the order of its page.</summary>
    public IReadOnlyList<Field> Of(Subject subject) => Current.Kept.GetValueOrDefault(subject, []);
    public IEnumerable<CodeSet> CodeSets => Current.CodeSets.Values;
    public Tags Tags => Current.Tags;
    public Field? Find(string? name) => name is null ? null : Current.ByName.GetValueOrDefault(name.Trim());
    public CodeSet? CodeSet(string name) => Current.CodeSets.GetValueOrDefault(name);

    /// <summary>The field by which its value is written: 出生日期 for 年龄; null where nobody writes it by hand.</summary>
    public Field? WrittenBy(Field field) => field.IsWritten ? field : Of(field.Subject).FirstOrDefault(f => f.IsWritten && f.Table == field.Table && f.Column == field.Column);

    /// <summary>A field that must be there, or a refusal that names the file.</summary>
    public Field Require(string name, string file) =>
        Find(name) ?? throw new Refusal("content_invalid", $"{file}：字段「{name}」不在字段表里。");

    public void Reload() => Volatile.Write(ref snapshot, Load());

    /// <summary>Says within a change of the dictionary that it changed.</summary>
    public static void Touch(Tx tx) => tx.Run("UPDATE versions SET number = number + 1 WHERE name = 'dictionary'");

    Snapshot Current
    {
        get
        {
            if (Volatile.Read(ref snapshot) is not { Fields.Count: > 0 } known || IsOutdated(known)) Reload();
            return snapshot!;
        }
    }

    bool IsOutdated(Snapshot known)
    {
        var last = Volatile.Read(ref checkedAt);
        if (db.Time.GetElapsedTime(last) < checkEvery) return false;
        return Interlocked.CompareExchange(ref checkedAt, db.Time.GetTimestamp(), last) == last && db.Read(VersionNow) != known.Version;
    }

    static long VersionNow(Tx tx) => tx.Value<long>("SELECT number FROM versions WHERE name = 'dictionary'");

    Snapshot Load() => db.Read(tx =>
    {
        var version = VersionNow(tx); // before the rest: a change in between is then seen at the next look
        var codes = tx.Query<CodeRow>("SELECT code_set AS CodeSet, code AS Code, label AS Label, aliases AS Aliases FROM codes ORDER BY code_set, position")
            .ToLookup(c => c.CodeSet, CodeOf);
        var sets = tx.Query<SetRow>("SELECT name AS Name, standard AS Standard, checked AS Checked, note AS Note FROM code_sets ORDER BY name")
            .ToDictionary(s => s.Name, s => new CodeSet(s.Name, [.. codes[s.Name]]) { Standard = s.Standard, Checked = s.Checked, Note = s.Note });
        var fields = tx.Query<FieldRow>("""
            SELECT label AS Label, subject AS Subject, library AS Library, type AS Type, code_set AS CodeSet, sensitivity AS Sensitivity,
              table_name AS TableName, column_name AS ColumnName, aliases AS Aliases, absent_means_no AS AbsentMeansNo,
              page_group AS PageGroup, owner AS Owner, valid_days AS ValidDays, read_only AS ReadOnly, ask AS Ask
            FROM fields ORDER BY edited, position, label
            """).Select(f => new Field(f.Label, SubjectOf(f), f.Library, Enum.Parse<FieldType>(f.Type, ignoreCase: true),
                CodeSetOf(f, sets), (Sensitivity)f.Sensitivity, f.TableName, f.ColumnName, Words(f.Aliases), f.AbsentMeansNo)
            { Group = f.PageGroup, Owner = f.Owner, ValidDays = f.ValidDays, ReadOnly = f.ReadOnly, Ask = f.Ask })
            .ToList();
        var byName = fields.ToDictionary(f => f.Label);
        foreach (var field in fields)
            foreach (var alias in field.Aliases) byName.TryAdd(alias, field);
        return new Snapshot(version, fields, fields.Where(f => f.IsKept).GroupBy(f => f.Subject).ToDictionary(g => g.Key, g => (IReadOnlyList<Field>)[.. g]), byName, sets, new Tags(this, Dictionary.Tags.Load(tx)));
    });

    static Subject SubjectOf(FieldRow field) => Subject.Of(field.Subject)
        ?? throw new Refusal("content_invalid", $"字段「{field.Label}」的 subject「{field.Subject}」不认识。");

    static CodeSet? CodeSetOf(FieldRow field, Dictionary<string, CodeSet> sets) => field.CodeSet is null ? null
        : sets.GetValueOrDefault(field.CodeSet) ?? throw new Refusal("content_invalid", $"字段「{field.Label}」的代码集「{field.CodeSet}」不存在。");

    static Code CodeOf(CodeRow row)
    {
        var names = Words(row.Aliases).ToLookup(w => w[0] == CodeSetEntry.Pattern);
        return new(row.Code, row.Label, [.. names[false]], [.. names[true].Select(p => p[1..])]);
    }

    static string[] Words(string list) => list.Split('|', StringSplitOptions.RemoveEmptyEntries);
}

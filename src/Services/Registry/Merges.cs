using System.Text.Encodings.Web;
using System.Text.Json;
using OneTable.Services.Data;
using OneTable.Services.Dictionary;
using OneTable.Services.Divisions;
using OneTable.Services.Staff;

namespace OneTable.Services.Registry;

/// <param name="Choices">Field → first (the survivor's), second (the merged one's) or both; what is not named goes by the suggestion.</param>
public sealed record MergeOrder(long SurvivorId, long MergedId, IReadOnlyDictionary<string, string>? Choices, string? Reason);

public sealed record MergeRow(long Id, long SurvivorId, string SurvivorName, string MergedName, long At, string Actor);

/// <summary>
/// Two records of one person become one. The merged one's rows leave the registry's tables whole and lie in the merge, so that
/// nothing else has to know of merged people; what hung on it hangs on the survivor. Undoing puts everything back.
/// </summary>
public sealed class Merges(People people, Ledger ledger, FieldCatalog fields, Duplicates duplicates)
{
    const int HopsMax = 20, ListMax = 50;
    static readonly JsonSerializerOptions json = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>What points at a person: table, column, and which rows of it.</summary>
    static readonly (string Table, string Column, string Where)[] references =
    [
        ("todos", "person_id", "1 = 1"), ("cases", "person_id", "1 = 1"), ("notices", "person_id", "1 = 1"), ("residents", "person_id", "1 = 1"),
        ("relations", "from_id", "from_kind = 'person'"), ("relations", "to_id", "to_kind = 'person'"), ("households", "head_person_id", "1 = 1"),
        ("moves", "person_id", "1 = 1"), ("deaths", "person_id", "1 = 1"), ("claims", "person_id", "1 = 1"),
        ("bindings", "person_id", "1 = 1"), ("proxies", "person_id", "1 = 1"), ("proxies", "actor_id", "1 = 1"),
        // What both were found for, the survivor keeps; that of the other ends with the next night.
        ("findings", "person_id", "NOT EXISTS (SELECT 1 FROM findings o WHERE o.person_id = @to AND o.scenario = findings.scenario AND o.occasion = findings.occasion)"),
    ];

    /// <summary>Where a person stands among others: table, and whose rows they are.</summary>
    static readonly (string Table, string Key)[] memberships = [("household_members", "household_id"), ("comparison_items", "comparison_id")];

    sealed record Row
    {
        public long Id { get; init; }
        public long SurvivorId { get; init; }
        public long MergedId { get; init; }
        public string RowsJson { get; init; } = "";
        public string MovedJson { get; init; } = "";
        public string ValuesJson { get; init; } = "";
        public long? UndoneAt { get; init; }
    }

    /// <summary>Who somebody has become by merges; the same id where that is nobody else.</summary>
    public static long SurvivorOf(Tx tx, long id)
    {
        for (var hops = 0; hops < HopsMax; hops++)
        {
            if (tx.Value<long?>("SELECT survivor_id FROM merges WHERE merged_id = @p0 AND undone_at IS NULL ORDER BY at DESC LIMIT 1", id) is not { } next) break;
            id = next;
        }
        return id;
    }

    /// <summary>The merges of people the reader sees, the last first; of one person where that is given.</summary>
    public IReadOnlyList<MergeRow> List(Tx tx, Scope scope, long? survivor = null) => [.. tx.Query<MergeRow>($"""
        SELECT m.id AS Id, m.survivor_id AS SurvivorId, p.name AS SurvivorName, m.merged_name AS MergedName, m.at AS At, m.actor AS Actor
        FROM merges m JOIN people p ON p.id = m.survivor_id WHERE m.undone_at IS NULL AND {Seen.Person}{(survivor is null ? "" : " AND m.survivor_id = @survivor")}
        ORDER BY m.at DESC LIMIT {ListMax}
        """, new { scope.From, scope.To, survivor })];

    /// <summary>Returns what undoes it.</summary>
    public long Merge(Tx tx, StaffMember me, MergeOrder order)
    {
        var (survivor, merged) = (order.SurvivorId, order.MergedId);
        foreach (var person in new[] { survivor, merged }.Order()) // in one order, so that two merges do not wait for each other in a ring
            tx.Value<long?>("SELECT id FROM people WHERE id = @p0" + tx.ForUpdate, person);
        if (survivor == merged || Ownership.Find(tx, me.Scope, survivor) is null || Ownership.Find(tx, me.Scope, merged) is not { } gone)
            throw new Refusal("not_found", "两个人都要在您的辖区里才能合并。");
        if (tx.Count<int>("SELECT COUNT(*) FROM moves WHERE open_key = @merged", new { merged }) + tx.Count<int>("SELECT COUNT(*) FROM deaths WHERE open_key = @merged", new { merged }) > 0)
            throw new Refusal("in_hand", "他的移交或疑似去世还没办完，办完再合并。");
        if (tx.Count<int>("SELECT COUNT(*) FROM claims WHERE person_id = @merged AND open_key IS NOT NULL", new { merged }) > 0)
            throw new Refusal("in_hand", "他有一项待遇正在办，办完或撤回再合并。");
        var reason = Conflicts.Limited(order.Reason);
        var taken = duplicates.Differing(tx, survivor, merged, _ => true).Differing
            .Select(d => (Difference: d, Choice: order.Choices?.GetValueOrDefault(d.Field.Label) ?? d.Suggested)).ToList();
        if (taken.Any(t => t.Choice is not (Duplicates.First or Duplicates.Second or Duplicates.Both) || t.Choice == Duplicates.Both && !t.Difference.Field.IsTags))
            throw new Refusal("bad_choice", "每一项请选留哪一边的。");

        Affected.Leaves(tx, merged);
        var rows = PersonRows.Take(tx, fields, merged);
        var moved = references.ToDictionary(r => $"{r.Table}.{r.Column}", r => Move(tx, r, merged, survivor));
        foreach (var (table, key) in memberships) moved[table] = MoveMemberships(tx, table, key, merged, survivor);
        moved["conflicts"] = MoveConflicts(tx, merged, survivor);
        var values = TakeOver(tx, me, survivor, [.. taken.Where(t => t.Choice != Duplicates.First)]);
        var id = tx.NextId();
        tx.Run("""
            INSERT INTO merges (id, survivor_id, merged_id, merged_name, at, actor, reason, rows_json, moved_json, values_json)
            VALUES (@p0, @p1, @p2, @p3, @p4, @p5, @p6, @p7, @p8, @p9)
            """, id, survivor, merged, gone.Name, tx.Now, me.Name, reason, rows, JsonSerializer.Serialize(moved, json), JsonSerializer.Serialize(values, json));
        Duplicates.SetState(tx, survivor, merged, "merged", me.Name);
        Ledger.Note(tx, Subject.Person, merged, new("合并", me.Name, "并入同一个人的另一份档案"));
        Ledger.Note(tx, Subject.Person, survivor, new("合并", me.Name, reason ?? "合并了同一个人的另一份档案"));
        return id;
    }

    /// <summary>Everything as it was before the merge; what was written since stays with the survivor.</summary>
    public (long SurvivorId, long MergedId) Undo(Tx tx, StaffMember me, long id)
    {
        var row = tx.First<Row>($"""
            SELECT id AS Id, survivor_id AS SurvivorId, merged_id AS MergedId, rows_json AS RowsJson, moved_json AS MovedJson, values_json AS ValuesJson,
                undone_at AS UndoneAt FROM merges WHERE id = @id{tx.ForUpdate}
            """, new { id });
        if (row is null) throw new Refusal("not_found", "没有找到这次合并。");
        if (row.UndoneAt is not null) throw new Refusal("settled_already", "这次合并已经撤销了。");
        var (survivor, merged) = (row.SurvivorId, row.MergedId);
        if (SurvivorOf(tx, survivor) != survivor) throw new Refusal("in_hand", "他后来又并入了别人，请先撤销那一次。");
        if (Ownership.Find(tx, me.Scope, survivor) is null) throw new Refusal("not_found", "没有找到这次合并。");
        GiveBackValues(tx, me, survivor, JsonSerializer.Deserialize<Dictionary<string, string?[]>>(row.ValuesJson)!);
        PersonRows.PutBack(tx, row.RowsJson);
        var moved = JsonSerializer.Deserialize<Dictionary<string, long[]>>(row.MovedJson)!;
        foreach (var (table, column, _) in references)
            foreach (var key in moved.GetValueOrDefault($"{table}.{column}", []))
                tx.Run($"UPDATE {table} SET {column} = @p1 WHERE id = @p0 AND {column} = @p2", key, merged, survivor);
        foreach (var (table, key) in memberships)
            foreach (var of in moved.GetValueOrDefault(table, []))
                tx.Run($"UPDATE {table} SET person_id = @p1 WHERE {key} = @p0 AND person_id = @p2", of, merged, survivor);
        foreach (var conflict in moved["conflicts"])
            tx.Run("UPDATE conflicts SET subject_id = @p1 WHERE id = @p0 AND subject_id = @p2", conflict, merged, survivor);
        tx.Run("UPDATE merges SET undone_at = @p1, undone_by = @p2 WHERE id = @p0", id, tx.Now, me.Name);
        Duplicates.SetState(tx, survivor, merged, "open", me.Name);
        foreach (var person in new[] { merged, survivor }) Ledger.Note(tx, Subject.Person, person, new("合并", me.Name, "撤销了合并，两份档案分开"));
        return (survivor, merged);
    }

    static long[] Move(Tx tx, (string Table, string Column, string Where) of, long from, long to)
    {
        long[] ids = [.. tx.Query<long>($"SELECT id FROM {of.Table} WHERE {of.Column} = @from AND {of.Where}", new { from, to })];
        foreach (var id in ids) tx.Run($"UPDATE {of.Table} SET {of.Column} = @p1 WHERE id = @p0", id, to);
        return ids;
    }

    /// <summary>Where the survivor is a member already, the merged one's membership waits for an undoing.</summary>
    static long[] MoveMemberships(Tx tx, string table, string key, long from, long to)
    {
        var there = tx.Query<long>($"SELECT {key} FROM {table} WHERE person_id = @to", new { to }).ToHashSet();
        long[] moving = [.. tx.Query<long>($"SELECT {key} FROM {table} WHERE person_id = @from", new { from }).Distinct().Where(of => !there.Contains(of))];
        foreach (var of in moving) tx.Run($"UPDATE {table} SET person_id = @p1 WHERE {key} = @p0 AND person_id = @p2", of, to, from);
        return moving;
    }

    /// <summary>Open conflicts go along; their key stays, for it only has to be nobody else's.</summary>
    static long[] MoveConflicts(Tx tx, long from, long to)
    {
        long[] ids = [.. tx.Query<long>("SELECT id FROM conflicts WHERE kind = 'person' AND subject_id = @from AND settled IS NULL", new { from })];
        foreach (var id in ids) tx.Run("UPDATE conflicts SET subject_id = @p1 WHERE id = @p0", id, to);
        return ids;
    }

    /// <summary>Writes the merged one's values in the name of who said them; field → [old, new, who said the old one].</summary>
    Dictionary<string, string?[]> TakeOver(Tx tx, StaffMember me, long survivor, IReadOnlyList<(Duplicates.Difference Difference, string Choice)> taken)
    {
        var touched = taken.Select(t => t.Difference.Field).Concat([fields.Find(Facts.BirthDate)!, fields.Find(Facts.Sex)!]).DistinctBy(f => f.Label).ToList();
        var (before, said) = (SubjectValues.Load(tx, touched, [survivor]).Single(), Ledger.Origins(tx, Subject.Person, survivor));
        foreach (var source in taken.GroupBy(t => t.Difference.SecondSaid.Source))
        {
            var facts = source.ToDictionary(t => t.Difference.Field.Label, t => ledger.Plain(t.Difference.Field, t.Choice == Duplicates.Both
                ? string.Join(',', $"{t.Difference.First},{t.Difference.Second}".Split(',').Distinct()) : t.Difference.Second));
            people.Write(tx, survivor, facts, new(source.Key.Length == 0 ? "合并" : source.Key, me.Name, "从合并的档案带来"));
        }
        var after = SubjectValues.Load(tx, touched, [survivor]).Single();
        return touched.Where(f => ledger.Differs(f, before.Kept(f), after.Kept(f)))
            .ToDictionary(f => f.Label, f => new[] { before.Kept(f), after.Kept(f), said.GetValueOrDefault(f.Label, ("", 0)).Item1 });
    }

    void GiveBackValues(Tx tx, StaffMember me, long survivor, Dictionary<string, string?[]> values)
    {
        var known = values.Where(v => fields.Find(v.Key) is not null).ToList();
        var now = SubjectValues.Load(tx, known.Select(v => fields.Find(v.Key)!), [survivor]).Single();
        var unchanged = known.Where(v => !ledger.Differs(fields.Find(v.Key)!, now.Kept(fields.Find(v.Key)!), v.Value[1]));
        foreach (var source in unchanged.GroupBy(v => v.Value[2]).ToList())
            people.Write(tx, survivor, source.ToDictionary(v => v.Key, v => ledger.Plain(fields.Find(v.Key)!, v.Value[0])),
                new(string.IsNullOrEmpty(source.Key) ? "合并" : source.Key, me.Name, "撤销合并"));
    }
}

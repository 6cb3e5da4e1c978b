using OneTable.Services.Data;
using OneTable.Services.Divisions;

namespace OneTable.Services.Registry.Import;

/// <summary>The registered households (户籍户) that rows name: found by number, else by head and address; made where there is none.</summary>
sealed class Households
{
    const int AtOnceMax = 200;
    const string HeadCode = "02";

    readonly Dictionary<string, (long Id, bool HasHead)> known = [];
    readonly Rows fresh = new("households", "id", "kind", "number", "head_person_id", "division_code", "form");
    readonly Dictionary<long, (HouseholdKey Key, string Division, long? Head)> made = [];
    readonly Dictionary<long, long> heads = [];

    public Households(Tx tx, IReadOnlyList<RowFacts> rows, Scope scope)
    {
        var keys = rows.Select(r => r.Household).OfType<HouseholdKey>().ToList();
        foreach (var chunk in keys.Select(k => k.Number).OfType<string>().Distinct().Chunk(AtOnceMax))
            Load(tx, $"""
                SELECT id, number, head_person_id FROM households
                WHERE kind = 'registered' AND division_code >= @p{AtOnceMax} AND division_code < @p{AtOnceMax + 1} AND number IN ({List})
                """, chunk, scope, r => r.Text(1));
        foreach (var chunk in keys.Where(k => k.Number is null).Select(k => k.Head!).Distinct().Chunk(AtOnceMax))
            Load(tx, $"""
                SELECT h.id, p.name, h.head_person_id, COALESCE(p.registered_address, p.living_address) FROM people p JOIN households h ON h.id = p.registered_household_id
                WHERE h.kind = 'registered' AND h.division_code >= @p{AtOnceMax} AND h.division_code < @p{AtOnceMax + 1} AND h.head_person_id = p.id AND p.name IN ({List})
                """, chunk, scope, r => r.IsNull(3) ? null : $"{r.Text(1)}|{r.Text(3)}");
    }

    static string List { get; } = string.Join(", ", Enumerable.Range(0, AtOnceMax).Select(i => "@p" + i));

    /// <summary>The household of this person, and whether it is the one that leads it.</summary>
    public long? Join(Tx tx, RowFacts row, long person, string importer)
    {
        if (row.Household is not { } key) return null;
        if (!known.TryGetValue(key.Text, out var household))
        {
            household = known[key.Text] = (tx.NextId(), false);
            made[household.Id] = (key, row[PersonHeadings.RegisteredCommunity] ?? row[PersonHeadings.LivingGrid] ?? importer, null);
        }
        if (!household.HasHead && (row[PersonHeadings.Relation] == HeadCode || row[PersonHeadings.Relation] is null && key.Head == row.Name))
        {
            known[key.Text] = (household.Id, true);
            if (made.TryGetValue(household.Id, out var mine)) made[household.Id] = mine with { Head = person };
            else heads[household.Id] = person;
        }
        return household.Id;
    }

    public void Write(Tx tx)
    {
        foreach (var (id, (key, division, head)) in made) fresh.Add(id, "registered", key.Number, head, division, key.Form);
        fresh.Write(tx);
        foreach (var (id, head) in heads) tx.Run("UPDATE households SET head_person_id = @p1 WHERE id = @p0 AND head_person_id IS NULL", id, head);
    }

    void Load(Tx tx, string sql, string[] keys, Scope scope, Func<IScan, string?> text)
    {
        using var rows = tx.Scan(sql, [.. keys, .. Enumerable.Repeat(keys[0], AtOnceMax - keys.Length), scope.From, scope.To]);
        while (rows.Read())
            if (text(rows) is { } key) known.TryAdd(key, (rows.Number(0), !rows.IsNull(2)));
    }
}

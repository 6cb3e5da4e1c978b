using OneTable.Services.Data;
using OneTable.Services.Dictionary;
using OneTable.Services.Registry;

namespace OneTable.Services.Demo;

/// <summary>A street that is made, checked and sealed, and not yet written.</summary>
sealed class MadeStreet
{
    const int PeopleAtOnceMax = 4000;

    readonly DemoSheet sheet;
    readonly DemoTown town;
    readonly Seal seal;
    readonly List<(long Id, Facts Facts, string Json)> people;

    MadeStreet(DemoSheet sheet, DemoTown town, Seal seal, List<(long, Facts, string)> people) =>
        (this.sheet, this.town, this.seal, this.people) = (sheet, town, seal, people);

    public int People => people.Count;

    public static MadeStreet Make(DemoSheet sheet, DemoPlans plans, int number, FieldCatalog fields, Seal seal, DateOnly today, int seed, int count)
    {
        var random = new Random(seed);
        var map = new DemoMap(sheet, plans[number], new Random(seed));
        var town = new DemoTown(sheet, seal, map, plans[number], plans.Names(number), today, random);
        var settled = new List<DemoPerson>(count);
        foreach (var grid in map.Grids)
        {
            town.Open(grid);
            settled.AddRange(new DemoGridPeople(town, grid, random).Settle(count / map.Grids.Count + (grid.Index < count % map.Grids.Count ? 1 : 0)));
        }
        map.AddNames();
        new DemoStaff(sheet, seal, town).Add();
        return new(sheet, town, seal, [.. settled.AsParallel().AsOrdered().Select(p =>
        {
            var facts = new Facts(Subject.Person, p.Facts(), fields, seal);
            return (p.Id, facts, Facts.LedgerJson(facts.Ledger.Select(f => (f.Key, (string?)null, f.Value))));
        })]);
    }

    /// <summary>Nothing where another instance was quicker.</summary>
    public void Write(Tx tx, PeopleRows rows)
    {
        if (!town.Map.Begin(tx)) return;
        sheet.Write(tx);
        foreach (var chunk in people.Chunk(PeopleAtOnceMax)) rows.Write(tx, chunk);
        Bind(tx, "resident-wang", town.Wang);
        Bind(tx, "resident-liu", town.Liu);
    }

    void Bind(Tx tx, string openid, DemoPerson? person)
    {
        if (person is null) return; // another street, or a demo of a handful of people
        var id = tx.NextId();
        tx.Run("INSERT INTO bindings (id, resident_id, person_id, level, how, actor, bound_at) VALUES (@p0, @p0, @p1, 2, 'door', '以前登记', @p2)", id, person.Id, tx.Now);
        tx.Run("""
            INSERT INTO residents (id, mp_openid, mini_openid, unionid, person_id, level, community_code, phone_sealed, follows,
                window_until, window_left, created_at)
            VALUES (@p0, @p1, @p2, @p3, @p4, 2, @p5, @p6, 1, 0, 0, @p7)
            """, id, openid, "mini-" + openid, "union-" + openid, person.Id, DemoStreet.FirstCommunity, seal.Close(person.Phone), tx.Now);
    }
}

using OneTable.Services.Data;
using OneTable.Services.Dictionary;
using OneTable.Services.Registry;

namespace OneTable.Services.Demo;

/// <summary>What lies in the demo street; Loaded is false where it was there already.</summary>
public sealed record DemoReport(bool Loaded, int Grids, int People, int Houses, int Organisations);

/// <summary>东园街道: four communities, sixteen grids and their people, made from a fixed seed. Nobody in it is real.</summary>
public static class DemoStreet
{
    public const string StreetCode = "420199001", FirstCommunity = "420199001001", FirstGrid = "420199001001001";

    /// <summary>
    /// Turns 80 nine days after the day of loading; first flat of the first grid, phone marked 本人, likes WeChat; signs in as
    /// resident-liu.
    /// </summary>
    public const string LiuName = "刘桂英", LiuPhone = "19900000080";

    /// <summary>Forty-six, next door with wife and child; signs in as resident-wang.</summary>
    public const string WangName = "王海涛", WangPhone = "19900000046";

    internal static readonly Origin Origin = new("演示数据", "demo", "首次建库");

    const int Seed = 20260101, PeopleAtOnceMax = 4000;

    /// <summary>
    /// Does nothing where the street is there. All of it is one transaction: a crash in the middle leaves nothing, and of two
    /// instances that start together one waits for the other's and then finds it done.
    /// </summary>
    public static async Task<DemoReport> LoadAsync(Database db, FieldCatalog fields, Seal seal, DateOnly today, int people = 12_000,
        IProgress<(int Done, int Total)>? progress = null)
    {
        if (db.Read(Exists)) return db.Read(Count);
        return await db.WriteAsync(tx => Load(tx, fields, seal, today, people, progress));
    }

    static bool Exists(Tx tx) => tx.Value<string>("SELECT code FROM divisions WHERE code = @p0", StreetCode) is not null;

    static DemoReport Load(Tx tx, FieldCatalog fields, Seal seal, DateOnly today, int people, IProgress<(int, int)>? progress)
    {
        var plan = DemoContent.Read<DemoPlan>("street");
        var map = new DemoMap(tx, plan, Seed);
        if (!map.WriteDivisions()) return Count(tx);
        map.WriteNames();

        var random = new Random(Seed);
        var town = new DemoTown(tx, seal, map, plan, today, random);
        var rows = new PeopleRows(fields, seal, Origin);
        var done = 0;
        foreach (var grid in map.Grids)
        {
            town.Open(grid);
            var count = people / map.Grids.Count + (grid.Index < people % map.Grids.Count ? 1 : 0);
            foreach (var chunk in new DemoGridPeople(town, grid, random).Settle(count).Chunk(PeopleAtOnceMax))
            {
                rows.Write(tx, [.. chunk.Select(p => (p.Id, (IReadOnlyDictionary<string, string?>)p.Facts()))]);
                done += chunk.Length;
                progress?.Report((done, people));
            }
            town.Flush();
        }
        new DemoStaff(tx, seal, town).Write();
        Bind(tx, seal, "resident-wang", town.Wang);
        Bind(tx, seal, "resident-liu", town.Liu);
        return new(true, map.Grids.Count, done, map.HouseCount, town.OrganisationCount);
    }

    static void Bind(Tx tx, Seal seal, string openid, DemoPerson? person)
    {
        if (person is null) return; // a demo of a handful of people
        tx.Run("""
            INSERT INTO residents (id, mp_openid, mini_openid, unionid, person_id, level, community_code, phone_sealed, follows,
                window_until, window_left, created_at)
            VALUES (@p0, @p1, @p2, @p3, @p4, 2, @p5, @p6, 1, 0, 0, @p7)
            """, tx.NextId(), openid, "mini-" + openid, "union-" + openid, person.Id, FirstCommunity, seal.Close(person.Phone), tx.Now);
    }

    static DemoReport Count(Tx tx) => new(false,
        tx.Count<int>("SELECT COUNT(*) FROM divisions WHERE level = 4"), tx.Count<int>("SELECT COUNT(*) FROM people"),
        tx.Count<int>("SELECT COUNT(*) FROM houses"), tx.Count<int>("SELECT COUNT(*) FROM organisations"));
}

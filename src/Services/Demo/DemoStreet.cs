using System.Threading.Channels;
using OneTable.Services.Data;
using OneTable.Services.Dictionary;
using OneTable.Services.Registry;

namespace OneTable.Services.Demo;

/// <summary>What lies in the demo street; Loaded is false where it was there already.</summary>
public sealed record DemoReport(bool Loaded, int Grids, int People, int Houses, int Organisations);

/// <summary>
/// 东园街道: four communities, sixteen grids and their people, made from a fixed seed; and, when asked for, a city around it.
/// Nobody in it is real.
/// </summary>
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

    const int Seed = 20260101, PeoplePerStreet = 12_000, IdsPerStreet = 100_000;

    /// <summary>
    /// Up to 12,000 people are 东园街道; more make more streets beside it. What is there already is not made again, so a broken
    /// load goes on. A street is one transaction: a crash in the middle leaves nothing of it, and of two instances that start
    /// together one waits for the other's and then finds it done.
    /// </summary>
    public static async Task<DemoReport> LoadAsync(Database db, FieldCatalog fields, Seal seal, DateOnly today, int people = PeoplePerStreet,
        IProgress<(int Done, int Total)>? progress = null, int perStreet = PeoplePerStreet)
    {
        var streets = (people + perStreet - 1) / perStreet;
        if (streets > DemoPlans.StreetsMax) throw new Refusal("too_many", $"演示数据最多{DemoPlans.StreetsMax * perStreet}人。");
        var there = db.Read(Streets);
        var missing = Enumerable.Range(0, Math.Max(1, streets)).Where(n => !there.Contains(DemoPlans.CodeOf(n)))
            .Select(n => (Number: n, Count: Math.Min(perStreet, people - n * perStreet))).ToList();
        if (missing.Count == 0) return db.Read(tx => Count(tx, loaded: false));
        // Made again at the end, sorted, in a fraction of the time; not where there is more already than comes.
        var bulk = missing.Count > Math.Max(there.Count, 3);
        if (bulk) await BulkLoad.BeginAsync(db);
        await WriteAsync(db, fields, seal, today, missing, progress);
        if (bulk) await BulkLoad.EndAsync(db);
        return db.Read(tx => Count(tx, loaded: true));
    }

    /// <summary>The next street is made while one is written.</summary>
    static async Task WriteAsync(Database db, FieldCatalog fields, Seal seal, DateOnly today, List<(int Number, int Count)> streets, IProgress<(int, int)>? progress)
    {
        var id = await db.WriteAsync(tx => tx.NextIds(streets.Count * IdsPerStreet));
        var made = Channel.CreateBounded<MadeStreet>(1);
        var plans = new DemoPlans();
        var making = Task.Run(async () =>
        {
            foreach (var (number, count) in streets)
            {
                var sheet = new DemoSheet(Ids(id, id += IdsPerStreet), db.Time.UnixMs());
                await made.Writer.WriteAsync(MadeStreet.Make(sheet, plans, number, fields, seal, today, Seed + number, count));
            }
            made.Writer.Complete();
        });
        _ = making.ContinueWith(t => made.Writer.TryComplete(t.Exception), TaskScheduler.Default);
        var rows = new PeopleRows(fields, seal, Origin);
        var done = 0;
        await foreach (var street in made.Reader.ReadAllAsync())
        {
            await db.WriteAsync(tx => street.Write(tx, rows));
            progress?.Report((done += street.People, streets.Sum(s => s.Count)));
        }
    }

    static Func<long> Ids(long next, long end) => () => next < end ? next++ : throw new InvalidOperationException("A demo street has more rows than ids.");

    static HashSet<string> Streets(Tx tx) => [.. tx.Query<string>("SELECT code FROM divisions WHERE level = 2")];

    static DemoReport Count(Tx tx, bool loaded) => new(loaded,
        tx.Count<int>("SELECT COUNT(*) FROM divisions WHERE level = 4"), tx.Count<int>("SELECT COUNT(*) FROM people"),
        tx.Count<int>("SELECT COUNT(*) FROM houses"), tx.Count<int>("SELECT COUNT(*) FROM organisations"));
}

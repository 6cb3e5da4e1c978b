using System.Diagnostics;
using System.Globalization;
using OneTable.Services.Addresses;
using OneTable.Services.Data;
using OneTable.Services.Demo;
using OneTable.Services.Dictionary;
using OneTable.Services.Divisions;
using OneTable.Tests.Addresses;

namespace OneTable.Benchmarks;

/// <summary>
/// The labelled texts of the tests, solved among a whole city: 4,300 grids with 1.2 million addresses and 60,000 shops around the demo street.
/// The city is made once and kept. address.us is the middle of all solves, one thread, with the look-up of the room.
/// </summary>
static class AddressBenchmark
{
    const int Streets = 90, CommunitiesPerStreet = 8, GridsPerCommunity = 6, Rounds = 20;

    /// <summary>Of names of their own: no text of the labelled set is about them.</summary>
    const string First = "瑞锦鸿泰嘉和景盛康宏祥茂德润福华丽清碧翠", Second = "庭苑府湾城邦轩阁园里居郡堂墅麓岸", Trades = "五金店|面馆|服装店|水果店|文具店|诊所|照相馆|洗衣店";

    public static async Task RunAsync()
    {
        var folder = Path.Combine(AppContext.BaseDirectory, "data");
        Directory.CreateDirectory(folder);
        var file = Path.Combine(folder, "city.db");
        var isMade = File.Exists(file + ".done");
        if (!isMade) File.Delete(file);
        var dialect = new Dialect(Provider.Sqlite, $"Data Source={file}");
        Migrations.Apply(dialect);
        using var db = new Database(dialect, TimeProvider.System);
        var texts = new SaidTexts(Path.Combine(AppContext.BaseDirectory, "Addresses"));
        if (!isMade)
        {
            var fields = new FieldCatalog(db);
            await new Contents(db, fields).LoadAsync();
            await DemoStreet.LoadAsync(db, fields, new Seal("bench:" + Convert.ToBase64String(new byte[32])), new DateOnly(2026, 12, 1), people: 0);
            await db.WriteAsync(tx => { texts.Build(tx); Build(tx); });
            await File.WriteAllTextAsync(file + ".done", "");
        }
        Console.WriteLine($"{db.Read(tx => tx.Count<int>("SELECT COUNT(*) FROM addresses"))} addresses in {db.Read(tx => tx.Count<int>("SELECT COUNT(*) FROM divisions WHERE level = 4"))} grids");

        var book = new AddressBook(db, new DivisionTree(db));
        var before = GC.GetTotalMemory(true);
        var clock = Stopwatch.StartNew();
        book.Reload();
        Console.WriteLine($"loaded in {clock.Elapsed.TotalSeconds:0.00} s, {(GC.GetTotalMemory(true) - before) >> 20} MiB");

        var measured = texts.Measure(db, book);
        foreach (var wrong in measured.Wrong) Console.WriteLine(wrong);
        var took = new List<double>();
        for (var round = 0; round < Rounds; round++)
            foreach (var said in texts.All)
            {
                var begun = Stopwatch.GetTimestamp();
                book.Solve(said.Text, said.Community);
                if (round > 0) took.Add(Stopwatch.GetElapsedTime(begun).TotalMicroseconds);
            }
        took.Sort();
        Figure("address.precision", measured.Precision);
        Figure("address.recall", measured.Recall);
        Figure("address.us", took[took.Count / 2]);
        Figure("address.p99_us", took[took.Count * 99 / 100]);
    }

    static void Build(Tx tx)
    {
        var divisions = new Rows("divisions", "code", "parent_code", "level", "name", "notice_from", "notice_until", "utc_offset_minutes");
        var shops = new Rows("organisations", "id", "name", "kind", "grid_code", "updated_at");
        var (random, trades) = (new Random(7), Trades.Split('|'));
        string Name() => $"{First[random.Next(First.Length)]}{First[random.Next(First.Length)]}{Second[random.Next(Second.Length)]}";
        for (var s = 2; s <= Streets + 1; s++)
        {
            var street = $"420199{s:000}";
            divisions.Add(street, "420199", 2, $"{Name()}街道", "08:00", "20:00", 480);
            for (var c = 1; c <= CommunitiesPerStreet; c++)
            {
                var (community, estates) = ($"{street}{c:000}", Enumerable.Range(0, 4).Select(_ => Name() + random.Next(4) switch { 0 => "小区", 1 => "花园", 2 => "公寓", _ => "" }).ToList());
                divisions.Add(community, street, 3, $"{Name()}社区", "08:00", "20:00", 480);
                for (var g = 1; g <= GridsPerCommunity; g++)
                {
                    var grid = $"{community}{g:000}";
                    divisions.Add(grid, community, 4, $"第{"一二三四五六"[g - 1]}网格", "08:00", "20:00", 480);
                    for (var b = 1; b <= 7; b++) SaidTexts.AddBuilding(tx, grid, estates[g % estates.Count], $"{g * 10 + b}", 2, 10, 2);
                    for (var i = 0; i < 14; i++) shops.Add(tx.NextId(), First[random.Next(First.Length)] + $"{First[random.Next(First.Length)]}{trades[random.Next(trades.Length)]}", "2", grid, 0);
                }
            }
        }
        divisions.Write(tx);
        shops.Write(tx);
    }

    static void Figure(string name, double value) => Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"figure {name} {value:0.###}"));
}

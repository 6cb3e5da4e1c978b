using System.Diagnostics;
using System.Globalization;
using Microsoft.Data.Sqlite;
using OneTable.Services.Data;
using OneTable.Services.Divisions;
using OneTable.Services.Registry.Finding;

namespace OneTable.Benchmarks;

/// <summary>
/// Sixteen users search a city of 3.2 million at once, each the next thing as soon as the last is answered: names whole and
/// begun, parts, pinyin, initials, slips, identity numbers, phones, tails and addresses, in grids, communities, streets and the district.
/// </summary>
static class FindBenchmark
{
    const int Users = 16, SearchesPerUser = 400, WarmUpPerUser = 250, ColdLooks = 9;

    sealed record Search(string Kind, string Text, Scope Scope, long Person);

    sealed record Known
    {
        public long Id { get; init; }
        public string Name { get; init; } = "";
        public string Pinyin { get; init; } = "";
        public string Initials { get; init; } = "";
        public string? Document { get; init; }
        public string? Phone { get; init; }
        public string? Address { get; init; }
        public string Grid { get; init; } = "";
    }

    public static async Task RunAsync()
    {
        await using var city = await City.OpenAsync();
        var (finder, seal) = (city.Get<Finder>(), city.Get<Seal>());
        finder.Find(new Scope("420199"), "东园小区3栋"); // the division tree and the address book are read once
        var random = new Random(4);
        var known = city.Db.Read(tx => Sample(tx, random, Users * (SearchesPerUser + WarmUpPerUser) / 8));
        var plans = Enumerable.Range(0, Users).Select(_ => Enumerable.Range(0, SearchesPerUser + WarmUpPerUser)
            .Select(i => Ask(known[random.Next(known.Count)], seal, random, i)).ToList()).ToList();
        await Task.WhenAll(plans.Select(p => Task.Run(() => p[..WarmUpPerUser].ForEach(s => finder.Find(s.Scope, s.Text)))));

        var (watch, cpu) = (Stopwatch.StartNew(), Process.GetCurrentProcess().TotalProcessorTime);
        var measured = (await Task.WhenAll(plans.Select(p => Task.Factory.StartNew(() => p[WarmUpPerUser..].ConvertAll(s => Measure(finder, s)), TaskCreationOptions.LongRunning))))
            .SelectMany(m => m).ToList();
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{measured.Count} searches by {Users} users, {measured.Count / watch.Elapsed.TotalSeconds:0}/s, {(Process.GetCurrentProcess().TotalProcessorTime - cpu).TotalMilliseconds / measured.Count:0.00} ms of CPU each"));
        foreach (var kind in measured.GroupBy(m => m.Search.Kind).OrderBy(g => g.Key))
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
                $"  {kind.Key,-10} p50 {At(kind.Select(m => m.Ms), 0.5):0.0} ms, p99 {At(kind.Select(m => m.Ms), 0.99):0.0} ms, the person is on the first page of {kind.Average(m => m.Found ? 1 : 0):P0}"));
        Figure("find.p99_ms", At(measured.Select(m => m.Ms), 0.99));
        Figure("find.cold_id_ms", Cold(finder, seal, known));
        Figure("seed.s", City.SeedSeconds);
    }

    static (Search Search, double Ms, bool Found) Measure(Finder finder, Search search)
    {
        var watch = Stopwatch.StartNew();
        var found = finder.Find(search.Scope, search.Text);
        return (search, watch.Elapsed.TotalMilliseconds, found.Items.Any(p => p.Id == search.Person));
    }

    /// <summary>A number nobody has looked for, over a connection that nobody has used: the schema and every page are read anew.</summary>
    static double Cold(Finder finder, Seal seal, List<Known> known) => At(known.Where(k => k.Document is not null).TakeLast(ColdLooks).Select(person =>
    {
        SqliteConnection.ClearAllPools();
        var number = seal.Open(person.Document)!;
        var watch = Stopwatch.StartNew();
        var found = finder.Find(new Scope("420199"), number).Items.Single().Id == person.Id;
        return found ? watch.Elapsed.TotalMilliseconds : throw new InvalidOperationException("not found");
    }), 0.5);

    static List<Known> Sample(Tx tx, Random random, int count)
    {
        var (least, most) = (tx.Value<long>("SELECT MIN(id) FROM people"), tx.Value<long>("SELECT MAX(id) FROM people"));
        return [.. Enumerable.Range(0, count).Select(_ => tx.First<Known>("""
            SELECT p.id AS Id, p.name AS Name, n.pinyin AS Pinyin, n.initials AS Initials, p.document_sealed AS Document, p.phone_sealed AS Phone,
                p.living_address AS Address, p.living_grid AS Grid
            FROM people p JOIN names n ON n.name = p.name WHERE p.id >= @id AND p.living_grid IS NOT NULL ORDER BY p.id LIMIT 1
            """, new { id = random.NextInt64(least, most) })).OfType<Known>()];
    }

    static Search Ask(Known who, Seal seal, Random random, int turn)
    {
        var scope = new Scope(who.Grid[..(random.Next(4) switch { 0 => 15, 1 => 12, 2 => 9, _ => 6 })]);
        var phone = seal.Open(who.Phone);
        var (kind, text) = (turn % 11) switch
        {
            0 => ("name", who.Name),
            1 => ("prefix", who.Name[..Math.Min(2, who.Name.Length)]),
            2 => ("part", who.Name[1..]),
            3 => ("pinyin", who.Pinyin),
            4 => ("begun", who.Pinyin[..Math.Min(who.Pinyin.Length, 7)]),
            5 => ("initials", who.Initials),
            6 => ("slip", Slip(who.Name, random)),
            7 => ("id", seal.Open(who.Document) ?? who.Name),
            8 => ("phone", phone ?? who.Name),
            9 => ("tail", phone?[^4..] ?? who.Name),
            _ => ("address", who.Address ?? who.Name),
        };
        return new(kind, text, scope, who.Id);
    }

    /// <summary>One character wrong, left out or doubled.</summary>
    static string Slip(string name, Random random)
    {
        var at = random.Next(1, name.Length);
        return random.Next(3) switch
        {
            0 => name[..at] + "伟" + name[(at + 1)..],
            1 when name.Length > 2 => name.Remove(at, 1),
            _ => name.Insert(at, name[at..(at + 1)]),
        };
    }

    static double At(IEnumerable<double> values, double share)
    {
        var sorted = values.Order().ToList();
        return sorted[Math.Min(sorted.Count - 1, (int)(sorted.Count * share))];
    }

    static void Figure(string name, double value) => Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"figure {name} {value:0.0}"));
}

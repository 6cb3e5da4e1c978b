using OneTable.Services.Addresses;
using OneTable.Services.Data;
using OneTable.Services.Demo;
using OneTable.Services.Divisions;

namespace OneTable.Tests.Addresses;

/// <summary>Texts with what they mean (said.tsv), and the houses they are about (town.tsv): for the tests, and among a whole city for the benchmark.</summary>
public sealed class SaidTexts(string folder)
{
    public sealed record Said(string Text, string? Community, string Meant)
    {
        public bool IsOfOurs => Meant[0] is '=' or '@' or '~';
    }

    public sealed record Measured(int Texts, double Precision, double Recall, IReadOnlyList<string> Wrong);

    public IReadOnlyList<Said> All { get; } = [.. Lines(folder, "said.tsv").Select(l => new Said(l[0], l[1] == "-" ? null : Community(int.Parse(l[1])), l[2]))];

    public static string Community(int number) => $"{DemoStreet.StreetCode}{number:000}";
    public static string Grid(int community, int grid) => $"{Community(community)}{grid:000}";

    /// <summary>Writes the houses; the divisions are there already.</summary>
    public void Build(Tx tx)
    {
        foreach (var l in Lines(folder, "town.tsv"))
        {
            var (estate, grid, numbers) = (l[0], Grid(int.Parse(l[1]), int.Parse(l[2])), l[5..].Select(int.Parse).ToArray());
            var buildings = int.TryParse(l[3], out var first) ? Enumerable.Range(first, int.Parse(l[4]) - first + 1).Select(b => $"{b}") : [l[3]];
            foreach (var building in buildings) AddBuilding(tx, grid, estate, building, numbers[0], numbers[1], numbers[2]);
        }
    }

    public static int AddBuilding(Tx tx, string grid, string estate, string building, int units, int floors, int doors)
    {
        var rows = new Rows("addresses", "id", "grid_code", "estate", "building", "unit", "room", "text");
        for (var unit = 1; unit <= units; unit++)
            for (var floor = 1; floor <= floors; floor++)
                for (var door = 1; door <= doors; door++)
                    rows.Add(tx.NextId(), grid, estate, building, $"{unit}", $"{floor}{door:00}", $"{estate}{building}栋{unit}单元{floor}{door:00}");
        var added = rows.Count;
        rows.Write(tx);
        return added;
    }

    public Measured Measure(Database db, AddressBook book)
    {
        var texts = db.Read(tx => tx.Query<(long Id, string Text)>("SELECT id, text FROM addresses WHERE grid_code < @end", new { end = DemoStreet.StreetCode + ":" })
            .ToDictionary(a => a.Id, a => a.Text));
        var (answered, right, wrong) = (0, 0, new List<string>());
        foreach (var said in All)
        {
            var reading = book.Read(said.Text, said.Community);
            var good = Is(said.Meant, reading, texts);
            if (reading.Match is not null) answered++;
            if (good && said.IsOfOurs) right++;
            if (!good)
                wrong.Add($"{said.Text} ({said.Community}) means {said.Meant}, read as {reading.Match?.Text ?? "nothing"} {reading.Match?.GridCode} "
                    + $"{reading.Match?.AddressId} ({reading.Match?.Confidence:0.00}, {reading.Candidates.Count} candidates)");
        }
        return new(All.Count, (double)right / answered, (double)right / All.Count(s => s.IsOfOurs), wrong);
    }

    static bool Is(string meant, AddressReading reading, Dictionary<long, string> texts) => (meant[0], reading.Match) switch
    {
        ('=', { AddressId: { } id }) => texts.GetValueOrDefault(id) == meant[1..],
        ('@', { } match) => match.GridCode == Grid(meant[1] - '0', meant[3] - '0'),
        ('~', { } match) => match.GridCode == Community(meant[1] - '0'),
        ('?', null) => reading.Candidates.Count > 1,
        ('!', null) => true,
        _ => false,
    };

    static IEnumerable<string[]> Lines(string folder, string file) =>
        File.ReadLines(Path.Combine(folder, file)).Where(l => l.Length > 0 && l[0] != '#').Select(l => l.Split('\t'));
}

using OneTable.Services.Addresses;
using OneTable.Services.Divisions;
using Xunit.Abstractions;

namespace OneTable.Tests.Addresses;

/// <summary>Three hundred texts with what they mean (said.tsv): how often the answer is right, and how often there is one.</summary>
public sealed class MeasureTests(AddressTown town, ITestOutputHelper output) : IClassFixture<AddressTown>
{
    sealed record Case(string Text, string? Community, string Meant)
    {
        public bool IsOfOurs => Meant[0] is '=' or '@' or '~';
    }

    static readonly IReadOnlyList<Case> cases = [.. TestFiles.Read("Addresses", "said.tsv").Split('\n').Where(l => l.Length > 0 && l[0] != '#')
        .Select(l => l.Split('\t')).Select(l => new Case(l[0], l[1] == "-" ? null : AddressTown.Community(int.Parse(l[1])), l[2]))];

    [Fact]
    public void The_labelled_set_is_understood()
    {
        var texts = town.Db.Read(tx => tx.Query<(long Id, string Text)>("SELECT id, text FROM addresses").ToDictionary(a => a.Id, a => a.Text));
        var (answered, right, ours, wrong) = (0, 0, 0, new List<string>());
        foreach (var said in cases)
        {
            var reading = town.Book.Read(said.Text, said.Community);
            var good = Is(said.Meant, reading, texts);
            if (reading.Match is not null) answered++;
            if (said.IsOfOurs) ours++;
            if (good && said.IsOfOurs) right++;
            if (!good) wrong.Add($"{said.Text} ({said.Community}) means {said.Meant}, read as {reading.Match?.Text ?? "nothing"} {reading.Match?.GridCode} {reading.Match?.AddressId} ({reading.Match?.Confidence:0.00}, {reading.Candidates.Count} candidates)");
        }
        var (precision, recall) = ((double)right / answered, (double)right / ours);
        output.WriteLine($"{cases.Count} texts, {ours} of ours: precision {precision:0.000}, recall {recall:0.000}");
        wrong.ForEach(output.WriteLine);
        Assert.True(cases.Count >= 250);
        Assert.True(precision >= 0.98 && recall >= 0.97, $"precision {precision:0.000}, recall {recall:0.000}\n" + string.Join('\n', wrong));
    }

    static bool Is(string meant, AddressReading reading, Dictionary<long, string> texts) => (meant[0], reading.Match) switch
    {
        ('=', { AddressId: { } id }) => texts[id] == meant[1..],
        ('@', { } match) => match.GridCode == AddressTown.Grid(meant[1] - '0', meant[3] - '0'),
        ('~', { } match) => match.GridCode == AddressTown.Community(meant[1] - '0'),
        ('?', null) => reading.Candidates.Count > 1,
        ('!', null) => true,
        _ => false,
    };

    const string Complaints = "shared/data/complaints";

    [NeedsFact(Complaints)]
    public void Messages_of_another_city_hold_no_address_of_ours()
    {
        var messages = File.ReadLines(Path.Combine(TestFiles.Beside(Complaints)!, "messages_4326.csv")).Where(l => l.Length > 20).ToList();
        var found = messages.Where(m => town.Book.Solve(m, null) is not null).ToList();
        var here = messages.Select(m => (Text: m, Match: town.Book.Solve(m, AddressTown.Community(1)))).Where(m => m.Match is not null).ToList();
        output.WriteLine($"{messages.Count} messages: {found.Count} resolved with no community, {here.Count} when said in ours");
        foreach (var (text, match) in here.Take(20)) output.WriteLine($"{match!.Text} ({match.Confidence:0.00}, {match.Why}): {text[..Math.Min(120, text.Length)]}");
        Assert.True(found.Count <= messages.Count / 1000, $"{found.Count} of {messages.Count}: " + string.Join('\n', found.Take(5)));
        Assert.True(here.Count <= messages.Count / 100, $"{here.Count} of {messages.Count}");
    }
}

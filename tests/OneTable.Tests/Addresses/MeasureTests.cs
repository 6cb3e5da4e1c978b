using Xunit.Abstractions;

namespace OneTable.Tests.Addresses;

/// <summary>Three hundred texts with what they mean (said.tsv): how often the answer is right, and how often there is one.</summary>
public sealed class MeasureTests(AddressTown town, ITestOutputHelper output) : IClassFixture<AddressTown>
{
    [Fact]
    public void The_labelled_set_is_understood()
    {
        var measured = town.Texts.Measure(town.Db, town.Book);
        output.WriteLine($"{measured.Texts} texts: precision {measured.Precision:0.000}, recall {measured.Recall:0.000}");
        foreach (var wrong in measured.Wrong) output.WriteLine(wrong);
        Assert.True(measured.Texts >= 250);
        Assert.True(measured is { Precision: >= 0.98, Recall: >= 0.97 }, string.Join('\n', measured.Wrong));
    }

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

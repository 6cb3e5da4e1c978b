using System.Text.RegularExpressions;
using OneTable.Services.Notices;

namespace OneTable.Tests.Bot;

/// <summary>The words of the bot: all that the code names are there, and short enough to be read by old eyes (F18).</summary>
public sealed partial class TextTests
{
    const int SentenceMax = 25;

    [Fact]
    public void Every_text_the_code_names_is_there()
    {
        var sources = Directory.EnumerateFiles(Path.Combine(TestFiles.Repository, "src"), "*.cs", SearchOption.AllDirectories)
            .Where(f => !f.Contains("/obj/", StringComparison.Ordinal));
        var named = sources.SelectMany(f => Named().Matches(File.ReadAllText(f)).Select(m => m.Groups[1].Value)).Distinct().ToList();
        Assert.True(named.Count > 40);
        Assert.All(named, path => Assert.IsNotType<KeyNotFoundException>(Record.Exception(() => Texts.Of(path))));
    }

    [Theory]
    [InlineData("bot/apply/claimed")]
    [InlineData("bot/apply/page")]
    [InlineData("bot/apply/photo_kept")]
    [InlineData("bot/benefit/need_bind")]
    [InlineData("bot/human/wait")]
    [InlineData("bot/human/off")]
    [InlineData("bot/human/expert")]
    [InlineData("bot/human/tell")]
    [InlineData("bot/human/ended")]
    [InlineData("bot/human/left")]
    [InlineData("bot/stop/ok")]
    [InlineData("bot/stop/resumed")]
    [InlineData("bot/errors/expired")]
    public void A_sentence_is_short(string path)
    {
        var filled = Texts.Of(path, [.. new[] { "no", "item", "page", "worker", "minutes", "when", "duty", "field", "due" }.Select(name => (name, "李"))]);
        Assert.All(Link().Replace(filled, "$1").Split('\n', '。', '？', '！'), sentence => Assert.InRange(sentence.Length, 0, SentenceMax));
    }

    [GeneratedRegex("\"(bot/[a-z_]+/[a-z_]*[a-z])\"")]
    private static partial Regex Named();

    [GeneratedRegex(@"\[([^\]]+)\]\([^)]*\)")]
    private static partial Regex Link();
}

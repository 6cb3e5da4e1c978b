using System.Text.RegularExpressions;
using System.Xml.Linq;

namespace OneTable.Tests;

/// <summary>The walls of the house. Whoever must move one changes this page, and sees it.</summary>
public sealed partial class HouseRules
{
    const int LinesMax = 400, MethodLinesMax = 70;

    static readonly Dictionary<string, string[]> doors = new()
    {
        ["Services"] = [], ["OutboundCall"] = ["Services"], ["Sandbox"] = [], ["BotGateway"] = ["OutboundCall", "Sandbox", "Services"],
    };

    static readonly string src = Path.Combine(TestFiles.Repository, "src");

    static readonly IReadOnlyList<Source> sources = [.. new[] { "src", "tests", "benchmarks" }.SelectMany(room => Directory.EnumerateFiles(Path.Combine(TestFiles.Repository, room), "*.cs", SearchOption.AllDirectories))
        .Where(f => !Generated().IsMatch(f)).Select(f => new Source(Path.GetRelativePath(TestFiles.Repository, f).Replace('\\', '/'), File.ReadAllText(f)))];

    sealed record Source(string Path, string Text)
    {
        public string Room => Path.Split('/')[1];
        public bool IsProduct => Path.StartsWith("src/", StringComparison.Ordinal);
    }

    [Fact]
    public void A_room_opens_only_to_the_rooms_below_it()
    {
        Assert.Equal(doors.Keys.Order(), Directory.GetDirectories(src).Select(Path.GetFileName).Order());
        foreach (var (room, below) in doors)
            Assert.Equal(below, XDocument.Load(Path.Combine(src, room, room + ".csproj")).Descendants("ProjectReference")
                .Select(r => r.Attribute("Include")!.Value.Replace('\\', '/').Split('/')[1]).Order());
    }

    [Fact]
    public void Only_Services_speaks_SQL() => None(sources.Where(s => s.IsProduct && s.Room != "Services" && Sql().IsMatch(s.Text)));

    [Fact]
    public void Only_OutboundCall_and_Sandbox_call_out() =>
        None(sources.Where(s => s.IsProduct && s.Room is not ("OutboundCall" or "Sandbox") && CallsOut().IsMatch(s.Text)));

    [Fact]
    public void A_file_has_at_most_400_lines() => None(sources.Where(s => s.Text.Split('\n').Length > LinesMax + 1));

    [Fact]
    public void A_method_has_at_most_70_lines()
    {
        var longer = sources.SelectMany(s => Blocks(s.Text).Where(b => b.Lines > MethodLinesMax).Select(b => $"{s.Path}: {b.Name.Trim()} has {b.Lines} lines"));
        Assert.Empty(longer);
    }

    [Fact]
    public void An_interface_has_two_real_implementations()
    {
        var product = sources.Where(s => s.IsProduct).ToList();
        foreach (var name in product.SelectMany(s => Interface().Matches(s.Text).Select(m => m.Groups[1].Value)))
            Assert.True(product.Sum(s => Regex.Count(s.Text, $@"\b(?:class|record|struct)\s+\w+[^{{;]*[:,]\s*{name}\b")) >= 2, name + " has fewer than two implementations");
    }

    [Fact]
    public void No_folder_is_a_drawer_for_anything()
    {
        var drawers = new[] { "src", "tests", "benchmarks", "clients" }.SelectMany(room => Directory.EnumerateDirectories(Path.Combine(TestFiles.Repository, room), "*", SearchOption.AllDirectories))
            .Where(d => !Generated().IsMatch(d + "/") && Drawer().IsMatch(Path.GetFileName(d)));
        Assert.Empty(drawers);
    }

    [Fact]
    public void A_folder_is_a_namespace() => None(sources.Where(s => s.IsProduct && Namespace().Match(s.Text) is { Success: true } said
        && said.Groups[1].Value != "OneTable." + Path.GetDirectoryName(s.Path)!.Replace('\\', '/')["src/".Length..].Replace('/', '.')));

    [Fact]
    public void Migrations_are_numbered_without_a_gap()
    {
        var numbers = Directory.GetFiles(Path.Combine(src, "Services/Data/Migrations")).Select(f => int.Parse(Path.GetFileName(f)[..4])).Order();
        Assert.Equal(Enumerable.Range(1, numbers.Count()), numbers);
    }

    [Fact]
    public void Every_job_has_a_test_that_names_it()
    {
        var tests = string.Concat(sources.Where(s => s.Path.StartsWith("tests/", StringComparison.Ordinal)).Select(s => s.Text));
        var jobs = Job().Matches(File.ReadAllText(Path.Combine(src, "BotGateway/Jobs/Schedule.cs"))).Select(m => m.Groups[1].Value).ToList();
        Assert.NotEmpty(jobs);
        Assert.All(jobs, job => Assert.Contains(job, tests));
    }

    [Fact]
    public void Nobody_waits_for_a_time_in_a_test() =>
        None(sources.Where(s => s.Path.StartsWith("tests/OneTable.Tests/", StringComparison.Ordinal) && !waiting.Contains(s.Path) && Sleep().IsMatch(s.Text)));

    /// <summary>The one that looks again and again, and the one that kills at a random moment.</summary>
    static readonly string[] waiting = ["tests/OneTable.Tests/Host/Wait.cs", "tests/OneTable.Tests/Faults/KillTests.cs"];

    static void None(IEnumerable<Source> found) => Assert.Empty(found.Select(s => s.Path));

    /// <summary>The blocks of members: what stands in braces one level inside of a type, by a plain count of braces.</summary>
    static IEnumerable<(string Name, int Lines)> Blocks(string text)
    {
        var lines = Strings().Replace(text, m => new string('\n', m.Value.Count(c => c == '\n'))).Split('\n');
        var (depth, begun, name) = (0, -1, "");
        for (var i = 0; i < lines.Length; i++)
        {
            if (depth == 1 && begun < 0 && lines[i].Contains('{')) (begun, name) = (i, lines[Math.Max(0, i - 1)]);
            depth += lines[i].Count(c => c == '{') - lines[i].Count(c => c == '}');
            if (begun < 0 || depth > 1) continue;
            yield return (name, i - begun + 1);
            begun = -1;
        }
    }

    [GeneratedRegex(@"[/\\](obj|bin|node_modules|dist|artifacts)[/\\]")]
    private static partial Regex Generated();

    [GeneratedRegex(@"""[^""\n]*\b(SELECT\s+\S+.*\s+FROM|INSERT\s+(IGNORE\s+)?INTO|UPDATE\s+\w+\s+SET|DELETE\s+FROM|CREATE\s+TABLE)\b", RegexOptions.None)]
    private static partial Regex Sql();

    [GeneratedRegex(@"\b(HttpClient|SocketsHttpHandler|HttpMessageHandler|TcpClient|TcpListener|UdpClient|Socket)\b")]
    private static partial Regex CallsOut();

    [GeneratedRegex(@"\binterface\s+(I\w+)")]
    private static partial Regex Interface();

    [GeneratedRegex("^(Common|Utils?|Helpers?|Shared|Misc|Core|Abstractions)$", RegexOptions.IgnoreCase)]
    private static partial Regex Drawer();

    [GeneratedRegex(@"^namespace ([\w.]+);", RegexOptions.Multiline)]
    private static partial Regex Namespace();

    [GeneratedRegex(@"^\s*new\(""(\w+)"", """, RegexOptions.Multiline)]
    private static partial Regex Job();

    [GeneratedRegex(@"Thread\.Sleep|Task\.Delay")]
    private static partial Regex Sleep();

    [GeneratedRegex("\"\"\".*?\"\"\"|\"(?:\\\\.|[^\"\\\\\n])*\"|//[^\n]*|'(?:\\\\.|[^'\\\\])'", RegexOptions.Singleline)]
    private static partial Regex Strings();
}

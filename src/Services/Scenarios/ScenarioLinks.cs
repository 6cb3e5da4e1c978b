using System.Text.RegularExpressions;
using OneTable.Services.Dictionary;

namespace OneTable.Services.Scenarios;

/// <summary>What is wrong between files that can each be read: names used twice, exclusions of nobody, benefits that wait for each other.</summary>
public static partial class ScenarioLinks
{
    const string BenefitField = "享受待遇";

    /// <summary>Sentences by the name of the file that cannot run.</summary>
    public static IReadOnlyDictionary<string, string> Wrong(IReadOnlyList<ScenarioVersion> files)
    {
        var read = files.Where(f => f.Scenario is not null).OrderBy(f => f.Content.Name, StringComparer.Ordinal).ToList();
        var wrong = new Dictionary<string, string>();
        foreach (var file in read)
            if ((Names(file, read) ?? Excludes(file, files)) is { } why) wrong.TryAdd(file.Content.Name, why);
        foreach (var circle in Circles(read))
            foreach (var file in circle)
                wrong.TryAdd(file.Content.Name, Sentence(file, $"互相等着：{string.Join(" → ", circle.Append(circle[0]).Select(f => f.Scenario!.Title))}。", "condition"));
        return wrong;
    }

    /// <summary>Of two with one id the later file is refused.</summary>
    static string? Names(ScenarioVersion file, List<ScenarioVersion> read)
    {
        var scenario = file.Scenario!;
        foreach (var other in read.TakeWhile(o => o != file).Select(o => o.Scenario!))
        {
            if (other.File.Id == scenario.File.Id) return Sentence(file, $"编号 {scenario.File.Id} 已经是「{other.Title}」的。", "id");
            if (other.Title == scenario.Title) return Sentence(file, $"名称和 {other.Name} 一样。", "title");
            if (scenario.File.Aliases.FirstOrDefault(other.IsCalled) is { } alias) return Sentence(file, $"别名「{alias}」已经是「{other.Title}」的。", "aliases");
        }
        return null;
    }

    /// <summary>One that cannot be read just now is still there.</summary>
    static string? Excludes(ScenarioVersion file, IReadOnlyList<ScenarioVersion> files)
    {
        for (var at = 0; at < file.Scenario!.File.Excludes.Count; at++)
        {
            var id = file.Scenario.File.Excludes[at];
            if (id == file.Scenario.File.Id) return Sentence(file, "excludes 写了自己。", "excludes", at);
            if (!files.Any(o => (o.Scenario?.File.Id ?? WrittenId().Match(o.Content.Body).Groups[1].Value) == id)) return Sentence(file, $"excludes 里的「{id}」不是哪个场景的编号。", "excludes", at);
        }
        return null;
    }

    /// <summary>Benefits that ask for each other: by these files nobody comes to any of them who has none before.</summary>
    static List<List<ScenarioVersion>> Circles(List<ScenarioVersion> read)
    {
        var asked = read.ToDictionary(f => f, f => Needs(f.Scenario!.Condition));
        var givers = read.Where(f => BenefitOf(f) is not null).ToLookup(f => BenefitOf(f)!);
        var circles = new List<List<ScenarioVersion>>();
        foreach (var file in read.Where(f => BenefitOf(f) is not null && !circles.Any(c => c.Contains(f))))
            if (Way(file, file, [], f => asked[f].SelectMany(b => givers[b])) is { } circle) circles.Add(circle);
        return circles;
    }

    static List<ScenarioVersion>? Way(ScenarioVersion from, ScenarioVersion to, List<ScenarioVersion> gone, Func<ScenarioVersion, IEnumerable<ScenarioVersion>> next)
    {
        if (gone.Contains(from)) return null;
        List<ScenarioVersion> here = [.. gone, from];
        foreach (var step in next(from))
            if ((step == to ? here : Way(step, to, here, next)) is { } way) return way;
        return null;
    }

    static string? BenefitOf(ScenarioVersion file) => file.Scenario!.Receives is Condition.Leaf { Values: [var code] } ? code : null;

    /// <summary>The benefits without which the condition cannot hold.</summary>
    static IReadOnlySet<string> Needs(Condition condition) => condition switch
    {
        Condition.All all => all.Parts.SelectMany(Needs).ToHashSet(),
        Condition.Any any => any.Parts.Select(Needs).Aggregate((a, b) => a.Intersect(b).ToHashSet()),
        Condition.Leaf { Field.Label: BenefitField, Op: ConditionOp.In, Negated: false, Values: [var one] } => new HashSet<string> { one },
        _ => new HashSet<string>(),
    };

    [GeneratedRegex(@"^id:[ \t]*['""]?([^\s'""#]+)", RegexOptions.Multiline)]
    private static partial Regex WrittenId();

    static string Sentence(ScenarioVersion file, string text, params object[] path) =>
        $"{file.Content.File} 第 {Yaml.LineOf(file.Content.Body, path)} 行：{text}";
}

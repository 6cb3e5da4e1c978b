using System.Globalization;
using System.Text.RegularExpressions;
using OneTable.Services.Data;
using OneTable.Services.Dictionary;

namespace OneTable.Services.Scenarios.Publishing;

/// <summary>Something in a file that cannot be; the line is null where no line alone is wrong.</summary>
public sealed partial record FileProblem(int? Line, string Text)
{
    /// <summary>A refusal names file and line; beside the text the line is enough.</summary>
    public static FileProblem Of(string why) => Place().Match(why) is { Success: true } place
        ? new(int.Parse(place.Groups[1].Value, CultureInfo.InvariantCulture), why[place.Length..]) : new(null, why);

    [GeneratedRegex(@"^\S+\.yaml 第 (\d+) 行[：:]?\s*")]
    private static partial Regex Place();
}

/// <summary>What became of reading a text and running its cases.</summary>
/// <param name="Scenario">Null where it cannot be read.</param>
public sealed record CheckedFile(Content Content, Scenario? Scenario, IReadOnlyList<FileProblem> Problems, IReadOnlyList<CaseResult> Cases)
{
    public int Failed => Cases.Count(c => !c.Passed);

    /// <summary>Why it cannot be published; null where it can.</summary>
    public string? Obstacle => Problems.Count > 0 ? (Problems[0].Line is { } line ? $"第 {line} 行：" : "") + Problems[0].Text
        : Cases.Count == 0 ? "还没有样例，不能发布。" : Failed > 0 ? $"{Failed} 个样例没过，不能发布。" : null;
}

/// <summary>Reads a text as the file of a scenario, beside the others, and runs its golden cases.</summary>
public sealed class FileCheck(FieldCatalog fields, ScenarioList scenarios)
{
    public CheckedFile Check(Tx tx, string name, string body) => Check(tx, [(name, body)])[0];

    /// <summary>Several that come together, in their order; what one of them breaks elsewhere stands with the first.</summary>
    public IReadOnlyList<CheckedFile> Check(Tx tx, IReadOnlyList<(string Name, string Body)> texts)
    {
        var drafts = texts.Select(t => scenarios.ReadAnew(Content.Of(ScenarioList.Kind, t.Name, t.Body))).ToList();
        var wrong = scenarios.Beside(tx, drafts);
        var elsewhere = wrong.Where(w => drafts.All(d => d.Content.Name != w.Key)).Select(w => new FileProblem(null, w.Value)).ToList();
        return [.. drafts.Select((d, at) => d.Scenario is not { } scenario ? new CheckedFile(d.Content, null, [FileProblem.Of(d.Why!)], [])
            : new(d.Content, scenario, [.. Own(wrong, d), .. at == 0 ? elsewhere : []], GoldenCases.Run(scenario, fields)))];
    }

    static IEnumerable<FileProblem> Own(IReadOnlyDictionary<string, string> wrong, ScenarioVersion draft) =>
        wrong.TryGetValue(draft.Content.Name, out var why) ? [FileProblem.Of(why)] : [];
}

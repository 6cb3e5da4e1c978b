using System.Text.RegularExpressions;

namespace OneTable.Services.Dictionary;

/// <param name="Patterns">Sentences that say this code: 能力综合评估为重度失能. The first that fits counts, in the order of the list.</param>
public sealed record Code(string Value, string Label, IReadOnlyList<string> Aliases, IReadOnlyList<string> Patterns);

/// <summary>A closed list of codes (代码集): the registry keeps the code, people read and write the label.</summary>
public sealed class CodeSet(string name, IReadOnlyList<Code> codes)
{
    readonly Dictionary<string, string> byText = ByText(codes);
    readonly List<(string Code, Regex Says)> sentences = [.. codes.SelectMany(c => c.Patterns.Select(p => (c.Value, Sentence(p))))];
    readonly Dictionary<string, string> labels = codes.ToDictionary(c => c.Value, c => c.Label);

    public string Name => name;
    public IReadOnlyList<Code> Codes => codes;

    /// <summary>Number of the national standard, or local.</summary>
    public string Standard { get; init; } = "";

    /// <summary>What it was compared with; "none" is shown as unchecked.</summary>
    public string Checked { get; init; } = "";
    public string? Note { get; init; }

    /// <summary>The code of a label, an alias or a code itself; null when there is none.</summary>
    public string? CodeOf(string text) => byText.GetValueOrDefault(text.Trim());

    /// <summary>Whether whole sentences are read, and not only the words of the list.</summary>
    public bool ReadsSentences => sentences.Count > 0;

    /// <summary>The code somebody's words mean, be it in a sentence; null where they say none for sure.</summary>
    public string? CodeSaid(string text) => CodeOf(text) ?? sentences.FirstOrDefault(s => s.Says.IsMatch(text.Trim())).Code;

    /// <summary>Without backtracking: whatever stands in a file is read in one pass.</summary>
    public static Regex Sentence(string pattern) => new(pattern, RegexOptions.NonBacktracking | RegexOptions.CultureInvariant);

    /// <summary>The label of a code; an unknown code stands for itself, so that nothing disappears.</summary>
    public string LabelOf(string code) => labels.GetValueOrDefault(code, code);

    static Dictionary<string, string> ByText(IReadOnlyList<Code> codes)
    {
        var found = new Dictionary<string, string>();
        foreach (var code in codes) found[code.Label] = code.Value;
        foreach (var code in codes)
            foreach (var text in code.Aliases.Append(code.Value)) found.TryAdd(text, code.Value);
        return found;
    }
}

namespace OneTable.Services.Dictionary;

public sealed record Code(string Value, string Label, IReadOnlyList<string> Aliases);

/// <summary>A closed list of codes (代码集): the registry keeps the code, people read and write the label.</summary>
public sealed class CodeSet(string name, IReadOnlyList<Code> codes)
{
    readonly Dictionary<string, string> byText = ByText(codes);
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

using System.Globalization;
using System.Text.RegularExpressions;
using YamlDotNet.Serialization;

namespace OneTable.Services.Notices;

/// <summary>The words of Content/texts.yaml by path, such as "bot/report/received" or "errors" inside it, with {name} filled in.</summary>
public static partial class Texts
{
    /// <summary>A vendor refuses an SMS variable longer than this.</summary>
    public const int SmsVariableMax = 35;

    static readonly Dictionary<string, string> words = [];
    static readonly Dictionary<string, IReadOnlyList<string>> lists = [];

    static Texts()
    {
        var assembly = typeof(Texts).Assembly;
        var name = assembly.GetManifestResourceNames().Single(n => n.EndsWith("texts.yaml", StringComparison.Ordinal));
        using var reader = new StreamReader(assembly.GetManifestResourceStream(name)!);
        Read("", new Deserializer().Deserialize<Dictionary<object, object>>(reader));
    }

    /// <summary>One text, filled in; a path or a variable that is not there is an error of ours.</summary>
    public static string Of(string path, params (string Name, string Value)[] variables) =>
        Raw(path) is var text && text.Contains('{') ? Fill(text, variables.ToDictionary(v => v.Name, v => v.Value), path) : text;

    public static IReadOnlyList<string> List(string path) =>
        lists.TryGetValue(path, out var list) ? list : throw new KeyNotFoundException($"texts.yaml has no list {path}");

    /// <summary>The reviewed texts by template name, as vendors keep them: ${name} for a variable.</summary>
    public static IEnumerable<(string Name, string Text)> SmsTemplates => words.Where(w => w.Key.StartsWith("sms/", StringComparison.Ordinal) && w.Key.EndsWith("/text", StringComparison.Ordinal))
        .Select(w => (w.Key[4..^5], w.Value.Replace("{", "${")));

    public static bool HasSms(string template) => words.ContainsKey($"sms/{template}/text");

    /// <summary>What a text wants filled in.</summary>
    public static IEnumerable<string> SmsVariables(string template) => Place().Matches(Raw($"sms/{template}/text")).Select(m => m.Groups[1].Value).Distinct();

    /// <summary>A text with its sample filled in, as a page shows it.</summary>
    public static string SmsSample(string template) => Place().Replace(Raw($"sms/{template}/text"), m => words.GetValueOrDefault($"sms/{template}/sample/{m.Groups[1].Value}", m.Value));

    public static string SmsTitle(string template) => Raw($"sms/{template}/title");

    /// <summary>The text of an SMS without its signature, and its variables cut so that it stays one message long.</summary>
    public static (string Text, IReadOnlyDictionary<string, string> Variables) Sms(string template, IReadOnlyDictionary<string, string> variables)
    {
        var fitted = SmsVariables(template).ToDictionary(n => n, n => Cut(OneLine(variables.GetValueOrDefault(n)
            ?? throw new ArgumentException($"the text sms/{template} needs a variable {n}")), SmsVariableMax));
        var totalMax = int.Parse(Raw($"sms/{template}/max_variable_total"), CultureInfo.InvariantCulture);
        while (fitted.Values.Sum(v => v.Length) is var total && total > totalMax)
        {
            var longest = fitted.MaxBy(v => v.Value.Length);
            fitted[longest.Key] = Cut(longest.Value, Math.Max(0, longest.Value.Length - 1));
        }
        return (Fill(Raw($"sms/{template}/text"), fitted, template), fitted);
    }

    /// <summary>At most max UTF-16 units, never half a character.</summary>
    public static string Cut(string text, int max)
    {
        if (text.Length <= max) return text;
        var end = 0;
        while (end + StringInfo.GetNextTextElementLength(text, end) is var next && next <= max) end = next;
        return text[..end];
    }

    static string Raw(string path) => words.TryGetValue(path, out var text) ? text : throw new KeyNotFoundException($"texts.yaml has no text {path}");

    static string OneLine(string text) => text.ReplaceLineEndings(" ").Trim();

    static string Fill(string text, IReadOnlyDictionary<string, string> variables, string path) => Place().Replace(text, m =>
        variables.GetValueOrDefault(m.Groups[1].Value) ?? throw new ArgumentException($"the text {path} needs a variable {m.Groups[1].Value}"));

    static void Read(string path, Dictionary<object, object> node)
    {
        foreach (var (key, value) in node)
        {
            var here = path.Length == 0 ? $"{key}" : $"{path}/{key}";
            if (value is Dictionary<object, object> inner) Read(here, inner);
            else if (value is List<object> list) lists[here] = [.. list.Select(v => $"{v}")];
            else words[here] = $"{value}";
        }
    }

    [GeneratedRegex(@"\{(\w+)\}")]
    private static partial Regex Place();
}

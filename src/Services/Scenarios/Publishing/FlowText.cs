using System.Text.RegularExpressions;
using YamlDotNet.Core;
using YamlDotNet.RepresentationModel;

namespace OneTable.Services.Scenarios.Publishing;

/// <summary>Writes values on one line as our files have them: {field: 年龄, op: '>=', value: 80}.</summary>
static partial class FlowText
{
    /// <summary>Typed text: what begins like a list or a mapping is one already.</summary>
    public static string Of(string text) => text.Trim() is ['{' or '[', ..] flow ? flow.ReplaceLineEndings(" ") : Quoted(text.Trim());

    public static string Of(IEnumerable<KeyValuePair<string, string>> map) =>
        $"{{{string.Join(", ", map.Where(v => v.Value != "").Select(v => $"{v.Key}: {Of(v.Value)}"))}}}";

    public static string Of(YamlNode node) => node switch
    {
        YamlMappingNode map => $"{{{string.Join(", ", map.Children.Select(c => $"{Of(c.Key)}: {Of(c.Value)}"))}}}",
        YamlSequenceNode list => $"[{string.Join(", ", list.Children.Select(Of))}]",
        YamlScalarNode { Style: ScalarStyle.Plain or ScalarStyle.Any } plain => plain.Value ?? "",
        YamlScalarNode scalar => Quote(scalar.Value ?? ""),
        _ => "",
    };

    static string Quoted(string text) => Plain().IsMatch(text) && !Day().IsMatch(text) ? text : Quote(text);

    static string Quote(string text) => text.Any(char.IsControl)
        ? "\"" + text.Replace("\\", "\\\\").Replace("\"", "\\\"").ReplaceLineEndings("\\n") + "\"" : "'" + text.Replace("'", "''") + "'";

    /// <summary>Letters, digits and Chinese punctuation need no quotes.</summary>
    [GeneratedRegex(@"^[\p{L}\p{N}（《“][\p{L}\p{N}（）《》“”、，。；：！？／/_.%+ -]*$")]
    private static partial Regex Plain();

    [GeneratedRegex(@"^\d{4}-\d{2}(-\d{2})?$|^(null|Null|NULL)$|^\d\d-\d\d$")]
    private static partial Regex Day();

    [GeneratedRegex(@"(^|[\s\[{,])&\w")]
    public static partial Regex Anchor();
}

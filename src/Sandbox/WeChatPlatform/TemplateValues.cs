using System.Text.Json;
using System.Text.RegularExpressions;

namespace OneTable.Sandbox.WeChatPlatform;

/// <summary>The values of a template or subscribed message, <c>{"thing1": {"value": "…"}}</c>,
/// each with the limit of its kind.</summary>
static partial class TemplateValues
{
    static readonly Dictionary<string, int> LengthMax = new()
    {
        ["thing"] = 20, ["number"] = 32, ["letter"] = 32, ["symbol"] = 5, ["character_string"] = 32,
        ["phone_number"] = 17, ["car_number"] = 8, ["name"] = 20, ["phrase"] = 5,
    };

    [GeneratedRegex(@"\{\{(\w+)\.DATA\}\}")]
    private static partial Regex Slot();

    /// <summary>What is wrong, in WeChat's words; null when nothing is.</summary>
    public static string? Check(JsonElement? data)
    {
        if (data is not { ValueKind: JsonValueKind.Object }) return "argument invalid! data.value is empty";
        foreach (var (name, value) in Read(data))
        {
            if (value.Length == 0) return $"argument invalid! data.{name}.value is empty";
            var max = LengthMax.GetValueOrDefault(name.TrimEnd('0', '1', '2', '3', '4', '5', '6', '7', '8', '9'), 200);
            if (value.Length > max || value.Contains('\n')) return $"argument invalid! data.{name}.value invalid";
        }
        return null;
    }

    public static Dictionary<string, string> Read(JsonElement? data) =>
        data is { ValueKind: JsonValueKind.Object } values
            ? values.EnumerateObject().DistinctBy(p => p.Name)
                .ToDictionary(p => p.Name, p => new Fields(p.Value).Text("value") ?? "")
            : [];

    public static string Fill(string template, Dictionary<string, string> values) =>
        Slot().Replace(template, slot => values.GetValueOrDefault(slot.Groups[1].Value, ""));
}

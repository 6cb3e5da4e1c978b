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

    /// <summary>What a value of a kind looks like; the others may hold any words.</summary>
    static readonly Dictionary<string, Regex> forms = new()
    {
        ["number"] = new(@"^\d+(\.\d+)?$"), ["letter"] = new("^[A-Za-z]+$"), ["character_string"] = new(@"^[\x20-\x7E]+$"), ["phrase"] = new("^[一-鿿]+$"),
        ["symbol"] = new(@"^[^\p{L}\p{N}]+$"), ["phone_number"] = new(@"^[\d+-]+$"), ["amount"] = new(@"^\D?\d{1,10}(\.\d+)?元?$"), ["date"] = new(@"^\d{4}年\d{1,2}月\d{1,2}日$"),
        ["time"] = new(@"^(\d{4}年\d{1,2}月\d{1,2}日)?\s?(\d{1,2}:\d{2}(:\d{2})?)?$"), ["name"] = new(@"^([一-鿿·]{1,10}|[\x20-\x7E]{1,20})$"),
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
            var kind = name.TrimEnd('0', '1', '2', '3', '4', '5', '6', '7', '8', '9');
            if (value.Length > LengthMax.GetValueOrDefault(kind, 200) || value.Contains('\n') || forms.TryGetValue(kind, out var form) && !form.IsMatch(value)) return $"argument invalid! data.{name}.value invalid";
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

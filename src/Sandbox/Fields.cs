using System.Globalization;
using System.Text.Json;

namespace OneTable.Sandbox;

/// <summary>A JSON object read leniently: several names for one thing, any case, numbers as text and text as numbers.</summary>
public readonly struct Fields(JsonElement json)
{
    public string? Text(params ReadOnlySpan<string> names) => Find(names) switch
    {
        { ValueKind: JsonValueKind.String } text => text.GetString(),
        { ValueKind: JsonValueKind.Number or JsonValueKind.True or JsonValueKind.False } other => other.GetRawText(),
        _ => null,
    };

    public long? Whole(params ReadOnlySpan<string> names) =>
        long.TryParse(Text(names), CultureInfo.InvariantCulture, out var number) ? number : null;

    public double? Number(params ReadOnlySpan<string> names) =>
        double.TryParse(Text(names), CultureInfo.InvariantCulture, out var number) && double.IsFinite(number)
            ? number : null;

    public bool Flag(params ReadOnlySpan<string> names) => Text(names) is "true" or "1";

    public JsonElement? Find(params ReadOnlySpan<string> names)
    {
        if (json.ValueKind != JsonValueKind.Object) return null;
        foreach (var name in names)
            foreach (var property in json.EnumerateObject())
                if (property.Name.Equals(name, StringComparison.OrdinalIgnoreCase)) return property.Value;
        return null;
    }

    /// <summary>The fields of an object inside; without any where there is none.</summary>
    public Fields Inside(string name) => new(Find(name) ?? default);

    public IEnumerable<JsonElement> Items(string name) =>
        Find(name) is { ValueKind: JsonValueKind.Array } array ? array.EnumerateArray() : [];
}

using System.Text.Json;

namespace OneTable.BotGateway.WeChat;

/// <summary>The JSON of a mini-program's pushes, as the fields its XML would have.</summary>
static class PushJson
{
    const int FieldsMax = 256;
    static readonly JsonDocumentOptions options = new() { MaxDepth = 10 };

    public static bool IsJson(ReadOnlySpan<byte> utf8) => utf8.TrimStart(" \t\r\n"u8) is [(byte)'{', ..];

    /// <summary>As in XML, where they cannot stand.</summary>
    static string WithoutControls(string text) =>
        text.AsSpan().ContainsAnyInRange('\0', '\x1f') ? string.Concat(text.Select(c => c < ' ' && c is not ('\t' or '\r' or '\n') ? ' ' : c)) : text;

    /// <summary>All leaves; null where it is no JSON object, or deeper or longer than any push.</summary>
    public static List<PushField>? Read(ReadOnlySpan<byte> utf8)
    {
        try
        {
            using var document = JsonDocument.Parse(utf8.ToArray(), options);
            var (fields, parts) = (new List<PushField>(), 0);
            return Leaves(document.RootElement, part: 0) ? fields : null;

            bool Leaves(JsonElement of, int part) => of.EnumerateObject().All(property => Add(property.Name, property.Value, part));

            bool Add(string name, JsonElement value, int part)
            {
                if (fields.Count == FieldsMax) return false;
                switch (value.ValueKind)
                {
                    case JsonValueKind.Object: return Leaves(value, ++parts);
                    case JsonValueKind.Array: return value.EnumerateArray().All(item => Add(name, item, part));
                    case JsonValueKind.Null: return true;
                    default:
                        fields.Add(new(name, value.ValueKind == JsonValueKind.String ? WithoutControls(value.GetString()!) : value.GetRawText(), part));
                        return true;
                }
            }
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException) // half a surrogate is no text
        {
            return null;
        }
    }
}

using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using Microsoft.AspNetCore.Http;

namespace OneTable.Sandbox;

/// <summary>How the sandbox reads and writes HTTP, whatever the host around it has configured.</summary>
static class Wire
{
    public const int BodyMax = 24 << 20; // a photo of 16 MiB in base64: more than the product takes, so that it can refuse

    static readonly JsonSerializerOptions Options = new(JsonSerializerDefaults.Web)
    {
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    };

    static readonly JsonSerializerOptions AsNamed = new(Options) { PropertyNamingPolicy = null };

    public static IResult Json(object value, int status = 200, string? contentType = null) =>
        Results.Json(value, Options, contentType, status);

    /// <summary>With the names as they stand in the code: Aliyun's begin with a capital.</summary>
    public static IResult JsonAsNamed(object value, int status = 200) => Results.Json(value, AsNamed, statusCode: status);

    public static string ToJson(object value) => JsonSerializer.Serialize(value, Options);

    public static IResult Refuse(int status, string code, string detail) => Json(new { status, code, detail }, status);

    /// <summary>The whole body, or null when it is longer than allowed.</summary>
    public static async Task<byte[]?> ReadAsync(HttpRequest request, int max = BodyMax)
    {
        if (request.ContentLength > max) return null;
        using var kept = new MemoryStream();
        var buffer = new byte[16 * 1024];
        int read;
        while ((read = await request.Body.ReadAsync(buffer, request.HttpContext.RequestAborted)) > 0)
        {
            if (kept.Length + read > max) return null;
            kept.Write(buffer, 0, read);
        }
        return kept.ToArray();
    }

    /// <summary>The JSON of the body; null when it is none or too long.</summary>
    public static async Task<JsonElement?> ReadJsonAsync(HttpRequest request, int max = BodyMax)
    {
        if (await ReadAsync(request, max) is not { Length: > 0 } body) return null;
        try { return JsonSerializer.Deserialize<JsonElement>(body); }
        catch (JsonException) { return null; }
    }
}

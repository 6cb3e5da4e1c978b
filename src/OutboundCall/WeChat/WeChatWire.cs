using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.RegularExpressions;
using OneTable.Services.Data;
using OneTable.Services.Outbox;

namespace OneTable.OutboundCall.WeChat;

/// <summary>
/// The one place where errcode is looked at: WeChat says no inside an HTTP 200, also where bytes of a photo were asked
/// for. A no is thrown as a <see cref="CallFault"/>; its detail is errmsg with the rid, never a token or secret.
/// </summary>
public sealed partial class WeChatWire(HttpClient http, Database db)
{
    // WeChat shows \u-escapes to people as they stand, so Chinese goes out as it is; characters of four bytes the encoder escapes nevertheless.
    static readonly JsonSerializerOptions json = new()
    {
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, DefaultIgnoreCondition = System.Text.Json.Serialization.JsonIgnoreCondition.WhenWritingNull,
    };

    public static HttpRequestMessage Post(string url, object body) => new(HttpMethod.Post, url)
    {
        Content = new ByteArrayContent(Encoding.UTF8.GetBytes(Escaped().Replace(JsonSerializer.Serialize(body, json), AsItIs)))
        {
            Headers = { { "Content-Type", "application/json; charset=utf-8" } },
        },
    };

    static string AsItIs(Match escaped) => escaped.Length == 2 ? escaped.Value
        : $"{(char)Convert.ToUInt16(escaped.Value[2..6], 16)}{(char)Convert.ToUInt16(escaped.Value[8..], 16)}";

    public async Task<Reply> AskAsync(HttpRequestMessage request, int bytesMax, TimeSpan timeout, CancellationToken ct)
    {
        using (request)
        {
            var reply = await Wire.AskAsync(http, request, bytesMax, timeout, ct);
            var answer = reply.Json();
            if (answer is { } body && body.TryGetProperty("errcode", out var code) && code.TryGetInt32(out var errcode))
            {
                if (errcode == 0) return reply;
                var message = body.TryGetProperty("errmsg", out var text) ? text.ToString() : "";
                throw new CallFault(new SendResult(WeChatErrors.Sort(errcode), $"{errcode}", message,
                    Until: WeChatErrors.Until(errcode, message, db.Time.GetUtcNow())));
            }
            if (reply.Status is >= 200 and < 300 && reply.Body.Length > 0) return reply;
            throw new CallFault(new SendResult(Outcome.Unknown, $"http_{reply.Status}"));
        }
    }

    /// <summary>The answer as an object; anything else (a proxy's page) tells us nothing.</summary>
    public async Task<JsonElement> AskJsonAsync(HttpRequestMessage request, CancellationToken ct) =>
        (await AskAsync(request, Wire.JsonBytesMax, Wire.AnswerTimeout, ct)).Json() ?? throw new CallFault(new SendResult(Outcome.Unknown, "no_json"));

    public static string Query(string value) => Uri.EscapeDataString(value);

    /// <summary>A pair of surrogates; a backslash that is itself escaped is passed over.</summary>
    [GeneratedRegex(@"\\\\|\\u[dD][89abAB][0-9a-fA-F]{2}\\u[dD][c-fC-F][0-9a-fA-F]{2}")]
    private static partial Regex Escaped();
}

using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Http;

namespace OneTable.Sandbox.SmsVendors;

/// <summary>A phone answers an SMS (上行): the vendor pushes it to the account, here at once and once, and says what the account said.</summary>
sealed class SmsAnswers(SandboxOptions options, SmsInbox inbox)
{
    const int TextMax = 500;
    readonly HttpClient _http = new(new SocketsHttpHandler { UseProxy = false }) { Timeout = TimeSpan.FromSeconds(5) };
    long _sequence;

    public async Task<IResult> AnswerAsync(string phone, HttpRequest request)
    {
        var fields = new Fields(await Wire.ReadJsonAsync(request, 4096) ?? default(JsonElement));
        if (fields.Text("text") is not { Length: > 0 and <= TextMax } text) return Wire.Refuse(400, "bad_text", "请给出 text");
        var at = options.Time.GetUtcNow().ToUnixTimeMilliseconds();
        inbox.Add(new Sms(at, phone, text, "", new { }, "", null, "") { FromPhone = true });
        if (options.SmsReplyUrl() is not { Length: > 0 } url) return Wire.Json(new { pushed = false });
        var sequence = fields.Text("sequence") ?? $"{at}{Interlocked.Increment(ref _sequence):0000}";
        var pushed = new[] { new { phone_number = phone, send_time = AliyunSms.BeijingText(at), content = text, sign_name = SandboxOptions.SmsSignName, dest_code = "10690001", sequence_id = sequence } };
        using var content = new StringContent(Wire.ToJson(pushed), Encoding.UTF8, "application/json");
        try
        {
            using var answer = await _http.PostAsync(url, content);
            return Wire.Json(new { pushed = answer.IsSuccessStatusCode, status = (int)answer.StatusCode });
        }
        catch (Exception error) when (error is HttpRequestException or OperationCanceledException)
        {
            return Wire.Json(new { pushed = false });
        }
    }
}

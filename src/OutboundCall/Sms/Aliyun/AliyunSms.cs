using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using OneTable.Services.Data;
using OneTable.Services.Outbox;

namespace OneTable.OutboundCall.Sms.Aliyun;

/// <summary>Aliyun's SMS (dysmsapi 2017-05-25). OutId carries our key, by which a send is found again after a lost answer.</summary>
public sealed class AliyunSms(HttpClient http, AliyunSettings settings, Database db) : IChannel
{
    const string Version = "2017-05-25";
    const int PageSize = 50, PagesMax = 10;
    static readonly TimeSpan aroundMidnight = TimeSpan.FromMinutes(2);
    static readonly JsonSerializerOptions json = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public string Name => ChannelNames.Sms;
    public string Vendor => "aliyun";

    public async Task<SendResult> SendAsync(SendRequest request, CancellationToken ct)
    {
        try
        {
            var answer = await CallAsync("SendSms", new()
            {
                ["PhoneNumbers"] = request.Target,
                ["SignName"] = settings.SignName,
                ["TemplateCode"] = settings.TemplateCode(request.Message.Template),
                ["TemplateParam"] = JsonSerializer.Serialize(request.Message.Variables ?? new Dictionary<string, string>(), json),
                ["OutId"] = request.DedupKey,
            }, ct);
            return new SendResult(Outcome.Accepted, "OK", VendorId: Text(answer, "BizId"));
        }
        catch (CallFault fault)
        {
            return fault.Result;
        }
    }

    /// <summary>Looks for our key among what the vendor sent to the number on that day.</summary>
    public async Task<SendResult?> AskAsync(SendRequest request, CancellationToken ct)
    {
        try
        {
            foreach (var day in Days(request.Age))
                for (var page = 1; page <= PagesMax; page++)
                {
                    var sends = Details(await CallAsync("QuerySendDetails", new()
                    {
                        ["PhoneNumber"] = request.Target,
                        ["SendDate"] = day,
                        ["PageSize"] = $"{PageSize}",
                        ["CurrentPage"] = $"{page}",
                    }, ct));
                    foreach (var send in sends.Where(s => Text(s, "OutId") == request.DedupKey)) return Found(send);
                    if (sends.Count < PageSize) break;
                }
            return new SendResult(Outcome.Retry, "not_found");
        }
        catch (CallFault fault)
        {
            return fault.Result with { Outcome = Outcome.Unknown };
        }
    }

    static SendResult Found(JsonElement send) => Text(send, "SendStatus") == "2"
        ? new SendResult(Outcome.PermanentNumber, Text(send, "ErrCode") ?? "failed")
        : new SendResult(Outcome.Accepted, "found");

    /// <summary>The vendor's day in Beijing, by the real clock; around midnight either of two.</summary>
    static IEnumerable<string> Days(TimeSpan age)
    {
        var at = TimeProvider.System.Now() - age;
        return new[] { at - aroundMidnight, at + aroundMidnight }.Select(t => t.ToString("yyyyMMdd", CultureInfo.InvariantCulture)).Distinct();
    }

    async Task<JsonElement> CallAsync(string action, Dictionary<string, string> parameters, CancellationToken ct)
    {
        using var request = AcsSigner.Request(settings, action, Version, parameters, DateTimeOffset.UtcNow, Guid.NewGuid().ToString());
        var reply = await Wire.AskAsync(http, request, Wire.JsonBytesMax, Wire.AnswerTimeout, ct);
        if (reply.Json() is not { } answer || Text(answer, "Code") is not { Length: > 0 } code)
            throw new CallFault(new SendResult(Outcome.Unknown, $"http_{reply.Status}"));
        if (code == "OK" && reply.Status == 200) return answer;
        throw new CallFault(AliyunErrors.Sort(code, Text(answer, "Message") ?? "", reply.Status, db.Time.UnixMs()));
    }

    static List<JsonElement> Details(JsonElement answer) =>
        answer.TryGetProperty("SmsSendDetailDTOs", out var outer) && outer.TryGetProperty("SmsSendDetailDTO", out var list)
            && list.ValueKind == JsonValueKind.Array ? [.. list.EnumerateArray()] : [];

    static string? Text(JsonElement element, string name) =>
        element.ValueKind == JsonValueKind.Object && element.TryGetProperty(name, out var value) ? value.ToString() : null;
}

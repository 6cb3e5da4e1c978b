using System.Text;
using System.Text.Json;
using System.Threading.Channels;

namespace OneTable.Sandbox.SmsVendors;

/// <summary>Pushes delivery reports, three attempts each; those nobody takes are lost, as out there.</summary>
sealed class SmsReports(SandboxOptions options)
{
    const int AttemptsMax = 3;
    readonly HttpClient _http = new(new SocketsHttpHandler { UseProxy = false }) { Timeout = TimeSpan.FromSeconds(3) };
    readonly Channel<Sms> _waiting = Channel.CreateBounded<Sms>(
        new BoundedChannelOptions(10_000) { FullMode = BoundedChannelFullMode.DropWrite });
    int _pushing;

    public void Delivered(Sms sms)
    {
        if (string.IsNullOrEmpty(options.SmsReportUrl())) return;
        _waiting.Writer.TryWrite(sms);
        if (Interlocked.Exchange(ref _pushing, 1) == 0) _ = Task.Run(PushAllAsync);
    }

    async Task PushAllAsync()
    {
        await foreach (var sms in _waiting.Reader.ReadAllAsync())
            for (var attempt = 1; attempt <= AttemptsMax && !await PushAsync(sms); attempt++)
                await Task.Delay(TimeSpan.FromSeconds(attempt));
    }

    async Task<bool> PushAsync(Sms sms)
    {
        var at = AliyunSms.BeijingText(sms.At);
        var report = new[]
        {
            new
            {
                phone_number = sms.Phone, send_time = at, report_time = at, success = true, err_code = "DELIVERED",
                err_msg = "用户接收成功", sms_size = (sms.Text.Length <= 70 ? 1 : Math.Ceiling(sms.Text.Length / 67.0)).ToString(),
                biz_id = sms.BizId, out_id = sms.OutId ?? "",
            },
        };
        try
        {
            using var content = new StringContent(Wire.ToJson(report), Encoding.UTF8, "application/json");
            using var answer = await _http.PostAsync(options.SmsReportUrl(), content);
            // Taken = HTTP 200 and a code that is a number; nothing else is looked at.
            var json = JsonSerializer.Deserialize<JsonElement>(await answer.Content.ReadAsStringAsync());
            return answer.IsSuccessStatusCode && new Fields(json).Whole("code") is not null;
        }
        catch (Exception error) when (error is HttpRequestException or OperationCanceledException or JsonException
            or InvalidOperationException or UriFormatException or NotSupportedException)
        {
            return false;
        }
    }
}

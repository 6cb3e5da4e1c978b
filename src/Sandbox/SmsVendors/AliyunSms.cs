using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.WebUtilities;

namespace OneTable.Sandbox.SmsVendors;

/// <summary>Aliyun's SMS service, version 2017-05-25: SendSms and QuerySendDetails.
/// It does not know repeats: what is sent twice arrives twice.</summary>
sealed partial class AliyunSms(SandboxOptions options, SmsInbox inbox, SmsReports reports)
{
    const int BodyMax = 64 * 1024, NumbersMax = 1_000, PerDayMax = 50, ParamMax = 35;
    readonly AliyunSignature _signature = new(options.Time);
    int _lastBizId;

    [GeneratedRegex(@"^(?:\+86|0086|86)?(1[3-9]\d{9})$")]
    private static partial Regex Mobile();

    [GeneratedRegex(@"\$\{(\w+)\}")]
    private static partial Regex Slot();

    public async Task<IResult> AnswerAsync(HttpRequest request)
    {
        try
        {
            if (await Wire.ReadAsync(request, BodyMax) is not { } body)
                throw new AliyunRefusal(413, "RequestTooLarge", "body too large");
            _signature.Check(request, body);
            if (request.Headers["x-acs-version"] != "2017-05-25")
                throw new AliyunRefusal(400, "InvalidVersion", "Specified parameter Version is not valid.");
            var given = ParametersOf(request, body);
            return request.Headers["x-acs-action"].ToString() switch
            {
                "SendSms" => Send(given),
                "QuerySendDetails" => Query(given),
                _ => throw new AliyunRefusal(404, "InvalidAction.NotFound", "Specified api is not found."),
            };
        }
        catch (AliyunRefusal refusal) { return Refusal(refusal.Status, refusal.Code, refusal.Message, request.Host.Value); }
    }

    /// <summary>A business error has HTTP 200; one of the gateway has not, and names its host.</summary>
    public static IResult Refusal(int status, string code, string message, string? host = null) => Wire.JsonAsNamed(
        new { Code = code, Message = message, RequestId = NewId(), HostId = status == 200 ? null : host }, status);

    static Dictionary<string, string> ParametersOf(HttpRequest request, byte[] body)
    {
        var given = request.Query.ToDictionary(p => p.Key, p => p.Value.ToString());
        if (request.ContentType?.Contains("form-urlencoded") == true)
            foreach (var (name, value) in QueryHelpers.ParseQuery(Encoding.UTF8.GetString(body)))
                given[name] = value.ToString();
        return given;
    }

    IResult Send(Dictionary<string, string> given)
    {
        var numbers = Need(given, "PhoneNumbers").Split(',');
        var (sign, code) = (Need(given, "SignName"), Need(given, "TemplateCode"));
        if (numbers.Length > NumbersMax) throw Business("isv.MOBILE_COUNT_OVER_LIMIT", "手机号码数量超过限制");
        var outId = given.GetValueOrDefault("OutId");
        if (outId?.Length > 256) throw Business("isv.PARAM_LENGTH_LIMIT", "OutId 超过长度限制");
        var values = ReadParam(given.GetValueOrDefault("TemplateParam"));
        var text = $"【{sign}】" + Render(code, values);
        var now = options.Time.GetUtcNow();
        var phones = numbers.Select(Bare).ToArray();
        if (phones.Any(p => inbox.CountSince(p, sign, code, now.AddDays(-1).ToUnixTimeMilliseconds()) >= PerDayMax))
            throw Business("isv.BUSINESS_LIMIT_CONTROL", $"触发天级流控Permits:{PerDayMax}");

        var bizId = $"{now.ToUnixTimeMilliseconds()}{Interlocked.Increment(ref _lastBizId):000000}^0";
        foreach (var phone in phones)
        {
            var sms = new Sms(now.ToUnixTimeMilliseconds(), phone, text, code, values, sign, outId, bizId);
            inbox.Add(sms);
            reports.Delivered(sms);
        }
        return Wire.JsonAsNamed(new { Code = "OK", Message = "OK", RequestId = NewId(), BizId = bizId });
    }

    IResult Query(Dictionary<string, string> given)
    {
        var (phone, day) = (Bare(Need(given, "PhoneNumber")), Need(given, "SendDate"));
        if (!int.TryParse(Need(given, "PageSize"), out var size) || size is < 1 or > 50
            || !int.TryParse(Need(given, "CurrentPage"), out var page) || page < 1)
            throw Business("isv.INVALID_PARAMETERS", "PageSize 为 1 到 50，CurrentPage 从 1 开始");
        var bizId = given.GetValueOrDefault("BizId");
        var found = inbox.Of(phone).Where(s => !s.FromPhone && BeijingText(s.At, "yyyyMMdd") == day
            && (string.IsNullOrEmpty(bizId) || s.BizId == bizId)).ToArray();
        var shown = found.Skip((int)Math.Min((page - 1L) * size, int.MaxValue)).Take(size).Select(s => new
        {
            PhoneNum = s.Phone, SendStatus = 3, ErrCode = "DELIVERED", s.TemplateCode, Content = s.Text,
            SendDate = BeijingText(s.At), ReceiveDate = BeijingText(s.At), OutId = s.OutId ?? "",
        });
        return Wire.JsonAsNamed(new
        {
            Code = "OK", Message = "OK", RequestId = NewId(), TotalCount = found.Length.ToString(),
            SmsSendDetailDTOs = new { SmsSendDetailDTO = shown },
        });
    }

    static Dictionary<string, string> ReadParam(string? json)
    {
        if (string.IsNullOrEmpty(json)) return [];
        try
        {
            var values = JsonSerializer.Deserialize<Dictionary<string, JsonElement>>(json) ?? [];
            if (values.Values.Any(v => v.ValueKind != JsonValueKind.String))
                throw Business("isv.INVALID_JSON_PARAM", "参数格式错误，请修改为字符串值");
            var texts = values.ToDictionary(v => v.Key, v => v.Value.GetString()!);
            return texts.Values.All(t => t.Length <= ParamMax) ? texts : throw Business("isv.PARAM_LENGTH_LIMIT", "参数超过长度限制");
        }
        catch (JsonException) { throw Business("isv.INVALID_JSON_PARAM", "JSON参数不合法，只接受字符串值"); }
    }

    string Render(string code, Dictionary<string, string> values)
    {
        if (!options.Templates.TryGetValue(code, out var template))
            return string.Join('，', values.Select(v => $"{v.Key}：{v.Value}"));
        return Slot().Replace(template, slot => values.GetValueOrDefault(slot.Groups[1].Value)
            ?? throw Business("isv.TEMPLATE_MISSING_PARAMETERS", "模板变量缺少对应参数值"));
    }

    static string Bare(string number) => Mobile().Match(number) is { Success: true } m ? m.Groups[1].Value
        : throw Business("isv.MOBILE_NUMBER_ILLEGAL", "非法手机号");

    static string Need(Dictionary<string, string> given, string name) =>
        given.GetValueOrDefault(name) is { Length: > 0 } value ? value
        : throw new AliyunRefusal(400, "Missing" + name, name + " is mandatory for this action.");

    static AliyunRefusal Business(string code, string message) => new(200, code, message);

    static string NewId() => Guid.NewGuid().ToString().ToUpperInvariant();

    public static string BeijingText(long at, string format = "yyyy-MM-dd HH:mm:ss") =>
        DateTimeOffset.FromUnixTimeMilliseconds(at).ToOffset(TimeSpan.FromHours(8)).ToString(format);
}

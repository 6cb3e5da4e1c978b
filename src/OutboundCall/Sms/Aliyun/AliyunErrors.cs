using OneTable.Services.Outbox;
using static OneTable.Services.Outbox.Outcome;

namespace OneTable.OutboundCall.Sms.Aliyun;

/// <summary>Aliyun's codes, sorted; the one table.</summary>
public static class AliyunErrors
{
    const long SecondMs = 1_000, MinuteMs = 60_000, HourMs = 3_600_000, DayMs = 24 * HourMs;

    /// <param name="now">Product clock, Unix ms.</param>
    /// <param name="status">A 5xx whose code we do not know may come from a proxy behind which the message was taken.</param>
    public static SendResult Sort(string code, string message, int status, long now)
    {
        var outcome = code switch
        {
            "isp.SYSTEM_ERROR" or "ServiceUnavailable" or "InternalError" => Retry,
            "isv.BUSINESS_LIMIT_CONTROL" => ThrottledNumber,
            "isv.DAY_LIMIT_CONTROL" or "isv.MONTH_LIMIT_CONTROL" => ThrottledAccount,
            "isv.VOICE_ROBOT_NOT_PERIOD" or "isv.VOICE_CALL_PERIOD_ERROR" => NotNow,
            "isv.MOBILE_NUMBER_ILLEGAL" or "isv.COMPLAINT_REJECT" => PermanentNumber,
            "isv.OUT_OF_SERVICE" or "isv.AMOUNT_NOT_ENOUGH" or "isv.ACCOUNT_ABNORMAL" or "isv.ACCOUNT_NOT_EXISTS" or "isv.PRODUCT_UN_SUBSCRIPT"
                or "isv.PRODUCT_UNSUBSCRIBE" or "isp.RAM_PERMISSION_DENY" or "isv.DENY_IP_RANGE" or "SignatureDoesNotMatch" or "IncompleteSignature"
                or "MissingAuthorization" or "InvalidContentSha256" => PermanentAccount,
            "SignatureNonceUsed" => Unknown, // the same request came twice: the first one may have been taken
            _ when code.StartsWith("Throttling", StringComparison.Ordinal) => ThrottledAccount,
            _ when code.StartsWith("InvalidAccessKeyId", StringComparison.Ordinal) => PermanentAccount,
            _ when code.StartsWith("InvalidTimeStamp", StringComparison.Ordinal) => PermanentAccount,
            _ when status >= 500 => Unknown,
            _ => PermanentContent,
        };
        return new SendResult(outcome, code, message, Until: Until(code, message, now));
    }

    // The windows are the clock's minutes and hours; the day is the last 24 hours.
    static long? Until(string code, string message, long now) => code switch
    {
        "isv.BUSINESS_LIMIT_CONTROL" when message.Contains("分钟", StringComparison.Ordinal) => Next(now, MinuteMs),
        "isv.BUSINESS_LIMIT_CONTROL" when message.Contains("小时", StringComparison.Ordinal) => Next(now, HourMs),
        "isv.BUSINESS_LIMIT_CONTROL" => now + DayMs,
        "isv.DAY_LIMIT_CONTROL" or "isv.MONTH_LIMIT_CONTROL" => Next(now, HourMs),
        _ when code.StartsWith("Throttling", StringComparison.Ordinal) => now + SecondMs + Random.Shared.Next(500),
        _ => null,
    };

    static long Next(long now, long window) => (now / window + 1) * window + 2 * SecondMs;
}

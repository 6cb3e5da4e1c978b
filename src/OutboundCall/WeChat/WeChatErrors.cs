using OneTable.Services.Outbox;
using static OneTable.Services.Outbox.Outcome;
using OneTable.Services.Data;

namespace OneTable.OutboundCall.WeChat;

/// <summary>WeChat's errcodes, sorted. The one table; what is not in it is our data's fault until somebody adds it.</summary>
public static class WeChatErrors
{
    const long MinuteMs = 60_000;

    /// <summary>The token was not good: take a newer one and try once more.</summary>
    public static bool IsToken(string code) => code is "40001" or "40014" or "42001" or "41001";

    public static Outcome Sort(int errcode) => errcode switch
    {
        0 => Accepted,
        40001 or 40014 or 42001 or 41001 => Retry,
        -1 or 50001 or 61450 or 9001002 => Retry,
        45011 => ThrottledNumber,
        45009 or 45029 or 44990 or 45066 => ThrottledAccount,
        43004 or 43101 or 43019 or 43107 or 48002 or 50005 or 45015 or 45047 or 40003 or 46004 or 45080 => PermanentNumber,
        40013 or 40125 or 40164 or 41002 or 41004 or 48001 or 48004 or 50002 or 45103 or 45109 or 89503 or 89506 or 89507 or 101003 => PermanentAccount,
        _ => PermanentContent,
    };

    /// <summary>When a throttled send may go again. 45009 is a minute's quota or the day's, which ends at midnight in Beijing.</summary>
    public static long? Until(int errcode, string message, DateTimeOffset now) => errcode switch
    {
        45009 when !message.Contains("minute", StringComparison.OrdinalIgnoreCase) =>
            BeijingTime.UnixMs(DateOnly.FromDateTime(now.ToOffset(BeijingTime.Offset).Date).AddDays(1), TimeOnly.MinValue),
        45009 or 45011 or 45066 => now.ToUnixTimeMilliseconds() + MinuteMs,
        45029 or 44990 => now.ToUnixTimeMilliseconds() + 2_000,
        _ => null,
    };
}

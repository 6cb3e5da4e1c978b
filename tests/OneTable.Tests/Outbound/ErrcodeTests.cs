using OneTable.OutboundCall.WeChat;
using OneTable.Services.Data;
using OneTable.Services.Outbox;

namespace OneTable.Tests.Outbound;

/// <summary>The one table of errcodes: every documented code has its class, and a sentence for operators.</summary>
public sealed class ErrcodeTests
{
    [Theory]
    [InlineData(Fault.Token, Outcome.Retry, 40001, 40014, 42001, 41001)]
    [InlineData(Fault.Passing, Outcome.Retry, -1, 50001, 61450, 9001002)]
    [InlineData(Fault.RateOfUser, Outcome.ThrottledNumber, 45011)]
    [InlineData(Fault.Rate, Outcome.ThrottledAccount, 45009, 45029, 44990, 45066)]
    [InlineData(Fault.Recipient, Outcome.PermanentNumber, 43004, 43101, 43019, 48002, 50005, 45015, 45047, 40003, 46004)]
    [InlineData(Fault.Data, Outcome.PermanentContent, 40035, 40037, 40097, 41030, 44002, 47001, 47003, 40033, 45002, 40007, 40029, 40163, 99999)]
    [InlineData(Fault.Account, Outcome.PermanentAccount, 40013, 40125, 40164, 48001, 48004, 50002, 45109, 45103, 41002, 41004, 89503, 89506, 89507, 43107)]
    public void A_code_has_its_class(Fault fault, Outcome outcome, params int[] codes)
    {
        foreach (var code in codes)
        {
            Assert.Equal((code, fault, outcome), (code, WeChatErrors.FaultOf(code), WeChatErrors.Sort(code)));
            Assert.All(WeChatErrors.Say($"{code}", "").Split('。', '，'), part => Assert.True(part.Length <= 25, $"{code}: {part}"));
        }
    }

    [Fact]
    public void The_operator_reads_which_address_to_allow_and_what_to_tell_support()
    {
        const string message = "invalid ip 203.0.113.7 ipv6 ::ffff:203.0.113.7, not in whitelist rid: 65f1-22ab-33cd";
        Assert.Equal("这台服务器的地址 203.0.113.7 不在白名单里。请到公众平台“基本配置”的IP白名单加上它", WeChatErrors.Say("40164", message));
        Assert.Equal("65f1-22ab-33cd", WeChatErrors.RidOf(message));
        Assert.Equal("没有连上微信", WeChatErrors.Say("no_connection", null));
    }

    [Theory]
    [InlineData(45009, "reach max api daily quota limit", "2026-12-02T00:00:00+08:00")]
    [InlineData(45009, "reach max api minute quota limit", "2026-12-01T15:31:00+08:00")]
    [InlineData(45011, "api minute-quota reach limit", "2026-12-01T15:31:00+08:00")]
    [InlineData(47003, "argument invalid!", null)]
    public void A_quota_of_the_day_waits_for_midnight_in_Beijing(int code, string message, string? until) => Assert.Equal(
        until is null ? null : DateTimeOffset.Parse(until).ToUnixTimeMilliseconds(), WeChatErrors.Until(code, message, DateTimeOffset.Parse("2026-12-01T15:30:00+08:00")));
}

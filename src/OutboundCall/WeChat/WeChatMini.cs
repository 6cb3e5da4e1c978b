using OneTable.Services.Notices;
using OneTable.Services.Outbox;

namespace OneTable.OutboundCall.WeChat;

/// <summary>
/// Answers in the mini-program's customer service, which has no passive replies. WeChat takes five in 48 hours after a message of
/// the user and two in a minute after coming in: one for each is always allowed.
/// </summary>
public sealed class WeChatMini(AccountApis accounts) : IChannel
{
    const int TextMax = 680; // 2,048 bytes of UTF-8

    public string Name => ChannelNames.WeChatMini;
    public string Vendor => "wechat";

    public Task<SendResult> SendAsync(SendRequest request, CancellationToken ct) => accounts.Mini.SendAsync("/cgi-bin/message/custom/send",
        new { touser = request.Target, msgtype = "text", text = new { content = Texts.Cut(request.Message.Text, TextMax) } }, ct);

    public Task<SendResult?> AskAsync(SendRequest request, CancellationToken ct) => Task.FromResult<SendResult?>(null);
}

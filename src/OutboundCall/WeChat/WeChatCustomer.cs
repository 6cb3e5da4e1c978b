using OneTable.Services.Outbox;

namespace OneTable.OutboundCall.WeChat;

/// <summary>Customer messages. WeChat keeps no record one could ask: after a lost answer only a person can tell.</summary>
public sealed class WeChatCustomer(WeChatClient client) : IChannel
{
    public string Name => ChannelNames.WeChatCustomer;
    public string Vendor => "wechat";

    public Task<SendResult> SendAsync(SendRequest request, CancellationToken ct) => client.SendCustomAsync(request.Target, request.Message.Text, ct);
    public Task<SendResult?> AskAsync(SendRequest request, CancellationToken ct) => Task.FromResult<SendResult?>(null);
}

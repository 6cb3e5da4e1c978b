using OneTable.Services.Notices;
using OneTable.Services.Outbox;

namespace OneTable.OutboundCall.WeChat;

/// <summary>
/// Messages a user subscribed to: of the mini-program (订阅消息, wechat_subscribe) and of the official account (服务号订阅通知,
/// wechat_notice), each in its own account's name. WeChat keeps no record one could ask: after a lost answer only a person can tell.
/// </summary>
public sealed class WeChatSubscribed(string channel, AccountApis accounts, MiniProgramSettings mini, PlatformTemplates templates, TimeProvider time) : IChannel
{
    public string Name => channel;
    public string Vendor => "wechat";

    public Task<SendResult> SendAsync(SendRequest request, CancellationToken ct)
    {
        if (templates.Of(channel, request.Message) is not { } template) return Task.FromResult(new SendResult(Outcome.PermanentContent, "no_template"));
        var (values, unfit) = TemplateFields.Fill(template, TemplateFields.Of(request.Message, time.GetUtcNow()));
        if (values is null) return Task.FromResult(new SendResult(Outcome.PermanentContent, "unfit", $"模板 {template.Id} 的 {unfit} 没有合适的内容，请核对设置"));
        var data = values.ToDictionary(v => v.Key, v => new { value = v.Value });
        return channel == ChannelNames.WeChatSubscribe
            ? accounts.Mini.SendAsync("/cgi-bin/message/subscribe/send",
                new { touser = request.Target, template_id = template.Id, page = request.Message.Page, miniprogram_state = mini.State, lang = "zh_CN", data }, ct)
            : accounts.Mp.SendAsync("/cgi-bin/message/subscribe/bizsend",
                new { touser = request.Target, template_id = template.Id, miniprogram = WeChatTemplate.PageOf(mini, request.Message.Page), data }, ct);
    }

    public Task<SendResult?> AskAsync(SendRequest request, CancellationToken ct) => Task.FromResult<SendResult?>(null);
}

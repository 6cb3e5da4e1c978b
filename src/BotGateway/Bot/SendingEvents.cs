using OneTable.BotGateway.WeChat;
using OneTable.Services.Data;
using OneTable.Services.Notices;
using OneTable.Services.Residents;

namespace OneTable.BotGateway.Bot;

/// <summary>What the platform tells of our sending, on either account: who allows what, and what became of a message.</summary>
public sealed class SendingEvents(Subscriptions subscriptions, PlatformTemplates templates, NoticeDesk notices)
{
    /// <summary>It wants no answer.</summary>
    public string? Heard(Tx tx, InboundMessage message)
    {
        switch (message.Event)
        {
            case "subscribe_msg_popup_event":
                foreach (var (template, status) in Answers(message))
                    if (status == "accept") subscriptions.Allow(tx, message.Openid, template, templates.IsLongTerm(template));
                    else subscriptions.Decline(tx, message.Openid, template);
                break;
            case "subscribe_msg_change_event": // only what was taken back is pushed
                foreach (var (template, status) in Answers(message))
                    if (status == "reject") subscriptions.Refuse(tx, message.Openid, template);
                break;
            case "subscribe_msg_sent_event":
                foreach (var part in message.Parts("ErrorCode"))
                    notices.Receipt(tx, part["MsgID"], part["ErrorCode"] == "0", part["ErrorStatus"] ?? "", part["ErrorCode"]);
                break;
            case "TEMPLATESENDJOBFINISH": // "success", "failed:user block", "failed: system failed"; the spaces vary
                var said = message["Status"] ?? "";
                notices.Receipt(tx, message["MsgID"], said.StartsWith("success", StringComparison.OrdinalIgnoreCase), said,
                    said.Contains("user block", StringComparison.OrdinalIgnoreCase) ? Refused : null);
                break;
        }
        return null;
    }

    /// <summary>The errcode a send would have got from who blocks the account's templates.</summary>
    const string Refused = "43101";

    static IEnumerable<(string Template, string Status)> Answers(InboundMessage message) =>
        message.Parts("SubscribeStatusString").Select(p => (p["TemplateId"] ?? "", p["SubscribeStatusString"] ?? ""));
}

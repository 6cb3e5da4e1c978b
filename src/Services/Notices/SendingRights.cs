using OneTable.Services.Data;
using OneTable.Services.Outbox;
using OneTable.Services.Residents;

namespace OneTable.Services.Notices;

/// <summary>
/// The ledger of what WeChat lets us send to whom: who follows, how many customer messages are left and until when, which
/// subscriptions were allowed or refused, which templates the accounts have. The ladder asks it for a rung; a right is used up when
/// the message goes, and given back when it surely did not.
/// </summary>
public sealed class SendingRights(PlatformTemplates templates, Subscriptions subscriptions)
{
    /// <summary>To whom a channel may send at that time; null where WeChat would refuse it.</summary>
    public string? Openid(Tx tx, string channel, Message message, Recipient who, long at) => channel switch
    {
        ChannelNames.WeChatCustomer => who.CanWeChat && who.MayBeAnswered(at) ? who.OpenId : null,
        ChannelNames.WeChatSubscribe => Allowed(tx, who.MiniOpenId, channel, message),
        ChannelNames.WeChatNotice => who.CanWeChat ? Allowed(tx, who.OpenId, channel, message) : null,
        ChannelNames.WeChatTemplate => who.CanWeChat && templates.Of(channel, message) is { } t && !subscriptions.IsRefused(tx, who.OpenId!, t.Id) ? who.OpenId : null,
        _ => null,
    };

    public bool HasTemplate(Message message) => templates.Of(ChannelNames.WeChatTemplate, message) is not null;

    /// <summary>Uses up the right to one message, just before it goes; false where there is none any more.</summary>
    public bool Take(Tx tx, Claim claim) => claim.Channel switch
    {
        ChannelNames.WeChatCustomer => ResidentBook.TakeFromWindow(tx, claim.Target, tx.Now),
        ChannelNames.WeChatSubscribe or ChannelNames.WeChatNotice => TemplateOf(claim) is { } t && subscriptions.Take(tx, claim.Target, t.Id),
        ChannelNames.WeChatTemplate => TemplateOf(claim) is { } t && !subscriptions.IsRefused(tx, claim.Target, t.Id) && !ResidentBook.HasLeft(tx, claim.Target),
        _ => true,
    };

    /// <summary>What the answer to a send, or its receipt, says of the right that was taken for it and of the recipient.</summary>
    public void Learn(Tx tx, string channel, string openid, Message message, SendResult result)
    {
        var template = templates.Of(channel, message);
        if (result.Outcome is not (Outcome.Accepted or Outcome.Unknown))
        {
            if (channel == ChannelNames.WeChatCustomer) ResidentBook.GiveBackToWindow(tx, openid);
            else if (template is not null && channel is ChannelNames.WeChatSubscribe or ChannelNames.WeChatNotice) subscriptions.GiveBack(tx, openid, template!.Id);
        }
        if (result.Outcome != Outcome.PermanentNumber) return;
        switch (result.Code)
        {
            case "43101" when channel == ChannelNames.WeChatTemplate && template is not null: // a template is refused for good
                subscriptions.Refuse(tx, openid, template.Id);
                break;
            case "43101" when template is not null:
                subscriptions.UsedUp(tx, openid, template.Id);
                break;
            case "40003" or "46004" when channel == ChannelNames.WeChatSubscribe:
                subscriptions.Forget(tx, openid);
                break;
            case "45015" or "45047" or "48002":
                ResidentBook.CloseWindow(tx, openid);
                break;
            case "43004" or "50005" or "43019" or "40003" or "46004" when channel != ChannelNames.WeChatSubscribe:
                ResidentBook.Left(tx, openid);
                break;
        }
    }

    string? Allowed(Tx tx, string? openid, string channel, Message message) =>
        !string.IsNullOrEmpty(openid) && templates.Of(channel, message) is { } t && subscriptions.Has(tx, openid, t.Id) ? openid : null;

    PlatformTemplate? TemplateOf(Claim claim) => templates.Of(claim.Channel, Message.FromPayload(claim.Payload));
}

using OneTable.BotGateway.WeChat;
using OneTable.Services.Data;
using OneTable.Services.Notices;
using OneTable.Services.Residents;

namespace OneTable.BotGateway.Bot;

/// <summary>
/// Every event the platform is known to push, by app, and what it does here. All are kept in the inbox, those that nobody
/// knows too: they are answered with "success". To let an event do something: its line in the table, its method below.
/// </summary>
public sealed class Events
{
    /// <summary>What an event does: the text that answers it, null where none is wanted.</summary>
    delegate string? Act(Tx tx, InboundMessage push);


    readonly Dictionary<(App, string), Act> acts = [];
    readonly ResidentBook residents;
    readonly Conversations conversations;
    readonly PlaceCodes codes;
    readonly CaseTalk talk;
    readonly Topics topics;

    public Events(ResidentBook residents, Conversations conversations, SendingEvents sending, PlaceCodes codes, CaseTalk talk, Topics topics,
        PlatformEvents platform)
    {
        (this.residents, this.conversations, this.codes, this.talk, this.topics) = (residents, conversations, codes, talk, topics);
        App[] mp = [App.Account], mini = [App.MiniProgram], both = [App.Account, App.MiniProgram];
        // following, codes, the menu; photos and places of a menu follow as messages
        On(mp, Came, "subscribe", "SCAN");
        On(mp, Left, "unsubscribe");
        On(mp, Chose, "CLICK");
        On(mp, Nothing, "VIEW", "view_miniprogram", "LOCATION", "scancode_push", "scancode_waitmsg", "pic_sysphoto", "pic_photo_or_album", "pic_weixin", "location_select");
        // what may be sent, and what became of what was sent
        On(both, sending.Heard, "subscribe_msg_popup_event", "subscribe_msg_change_event", "subscribe_msg_sent_event");
        On(mp, sending.Heard, "TEMPLATESENDJOBFINISH");
        On(mp, Nothing, "MASSSENDJOBFINISH");
        // checks of content, and privacy
        On(mini, Then(platform.MediaChecked), "wxa_media_check");
        On(both, Then(platform.TookBack), "user_info_modified", "user_authorization_revoke", "user_authorization_cancellation");
        // customer service
        On(mini, Entered, "user_enter_tempsession");
        On(both, Nothing, "kf_create_session", "kf_close_session", "kf_switch_session");
        // the account itself
        On(both, Nothing, "qualification_verify_success", "naming_verify_success", "debug_demo");
        On(both, Then(platform.AccountInTrouble), "qualification_verify_fail", "naming_verify_fail", "annual_renew", "verify_expired");
    }

    void On(App[] apps, Act act, params string[] names)
    {
        foreach (var app in apps)
            foreach (var name in names) acts.Add((app, name), act);
    }

    public bool Knows(InboundMessage push) => acts.ContainsKey((push.App, push.Event));

    /// <summary>The text that answers it; null where none is wanted.</summary>
    public string? Answer(Tx tx, InboundMessage push) => acts.GetValueOrDefault((push.App, push.Event), Nothing)(tx, push);

    /// <summary>Done, and nobody is answered.</summary>
    static Act Then(Action<Tx, InboundMessage> act) => (tx, push) =>
    {
        act(tx, push);
        return null;
    };

    static string? Nothing(Tx tx, InboundMessage push) => null;

    string Entered(Tx tx, InboundMessage push) => talk.Greet(tx, push.Openid, first: false);

    string Came(Tx tx, InboundMessage push)
    {
        residents.Tapped(tx, push.Openid);
        var scene = (push["EventKey"] ?? "").Replace("qrscene_", "");
        var place = scene.Length == 0 ? null : codes.Scanned(tx, push.Openid, scene);
        return (place is null ? "" : Texts.Of("bot/greeting/scanned", ("place", place)) + "\n") + talk.Greet(tx, push.Openid, first: true);
    }

    string? Left(Tx tx, InboundMessage push)
    {
        residents.Unfollowed(tx, push.Openid);
        return null;
    }

    string Chose(Tx tx, InboundMessage push)
    {
        var resident = residents.Tapped(tx, push.Openid);
        return topics.Tapped(tx, resident, push.Openid, conversations.Get(tx, push.Openid), push["EventKey"] ?? "");
    }
}

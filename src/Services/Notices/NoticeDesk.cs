using System.Text.Json;
using System.Text.RegularExpressions;
using OneTable.Services.Data;
using OneTable.Services.Outbox;
using OneTable.Services.Residents;
using OneTable.Services.Registry;

namespace OneTable.Services.Notices;

/// <summary>
/// What residents and workers are told. A resident's notice climbs a ladder: a WeChat message in the window the resident
/// opened, a message the resident subscribed to in the mini-program or the account, a template message, an SMS; the next rung is
/// taken only when WeChat does not allow the one before, by our ledger or by its answer.
/// </summary>
public sealed partial class NoticeDesk(SendQueue queue, Seal seal, SendingRights rights)
{
    /// <summary>The matter of what answers a resident's own message: in WeChat it may go at any hour.</summary>
    public const string Answer = "answer";

    /// <summary>The matter of a warning that nobody may miss: fire, gas, flood.</summary>
    public const string Emergency = "emergency";

    const int KeyMax = 100, WeekMs = 7 * 24 * 3600 * 1000, DayMs = 24 * 3600 * 1000, PerWeekMax = 3, PhotoAfterMs = 500;
    static readonly SendResult noRight = new(Outcome.PermanentNumber, "no_right", "微信这会儿不允许给本人发");
    static readonly string[] ladder = [ChannelNames.WeChatCustomer, ChannelNames.WeChatSubscribe, ChannelNames.WeChatNotice, ChannelNames.WeChatTemplate, ChannelNames.Sms];

    /// <summary>Opens a reminder, once per key, in the words of texts.yaml. True when it was new, whatever becomes of it.</summary>
    public bool Open(Tx tx, NoticeDraft draft)
    {
        var (text, variables) = Texts.Sms(draft.Template, draft.Variables);
        var who = Recipient.Find(tx, draft.PersonId, draft.ResidentId);
        return Tell(tx, draft, new Message(text, Texts.SmsTitle(draft.Template), draft.Template, variables), who, NotBefore(tx, draft));
    }

    /// <summary>Answers a WeChat user about a matter of their own; template and variables allow it to go on as an SMS.</summary>
    public bool ToResident(Tx tx, long residentId, string dedupKey, string? divisionCode, long? caseId, string text,
        string title = "社区给您回话", string template = "", IReadOnlyDictionary<string, string>? variables = null, string? page = null)
    {
        var who = Recipient.Find(tx, null, residentId);
        var fitted = template.Length == 0 ? null : Texts.Sms(template, variables ?? new Dictionary<string, string>()).Variables;
        var draft = new NoticeDraft(dedupKey, Answer, who.PersonId, residentId, caseId, divisionCode ?? who.CommunityCode ?? "", template,
            fitted ?? new Dictionary<string, string>());
        return Tell(tx, draft, new Message(text, title, template, fitted, page), who, tx.Now);
    }

    /// <summary>
    /// Sends a photo after the words, where WeChat still allows this resident one more message. Who misses it finds it in the
    /// mini-program.
    /// </summary>
    public void PhotoToResident(Tx tx, long residentId, string dedupKey, long fileId)
    {
        var who = Recipient.Find(tx, null, residentId);
        if (!who.CanWeChat || Silenced(who, Answer) is not null || !who.MayBeAnswered(tx.Now)) return;
        var message = new Message("", "", "", Photo: fileId);
        queue.Add(tx, new Send(dedupKey, ChannelNames.WeChatCustomer, who.OpenId!, message.ToPayload(), NotBefore: tx.Now + PhotoAfterMs));
    }

    /// <summary>Answers a caller whose number was taken down with the case.</summary>
    public bool ToPhone(Tx tx, string phone, string dedupKey, string template, IReadOnlyDictionary<string, string> variables, long? caseId, string divisionCode)
    {
        var (text, fitted) = Texts.Sms(template, variables);
        var draft = new NoticeDraft(dedupKey, Answer, null, null, caseId, divisionCode, template, fitted);
        return Tell(tx, draft, new Message(text, Texts.SmsTitle(template), template, fitted), new Recipient { PhoneSealed = seal.Close(phone) }, tx.Now);
    }

    /// <summary>Pushes to a worker's own WeChat; what is not urgent waits silently for the morning. False when the worker or the account has no way to.</summary>
    public bool ToStaff(Tx tx, long staffId, string dedupKey, string title, bool urgent, string page, params (string Label, string Value)[] lines)
    {
        var staff = tx.First<StaffWeChat>(
            "SELECT mp_openid AS OpenId, division_code AS DivisionCode FROM staff WHERE id = @staffId AND active = 1", new { staffId });
        if (string.IsNullOrEmpty(staff?.OpenId)) return false;
        var message = new Message(string.Join('\n', lines.Select(l => $"{l.Label}：{l.Value}")), title, PlatformTemplates.ToDo, Page: page);
        if (!rights.HasTemplate(message)) return false;
        return queue.Add(tx, new Send(dedupKey, ChannelNames.WeChatTemplate, staff.OpenId, message.ToPayload(),
            NotBefore: urgent ? null : HoursOf(tx, staff.DivisionCode).OfStaff.Next(tx.Now)));
    }

    /// <summary>Whether a claimed send may go now. If not, it was put back for a better hour, or ended.</summary>
    public bool MayGo(Tx tx, Claim claim)
    {
        if (claim.Ask) return true;
        if (claim.ExpiresAt <= tx.Now)
        {
            End(tx, claim, SendResult.Expired);
            return false;
        }
        if (claim.NoticeId is not { } id || Get(tx, id) is not { } notice) return Take(tx, claim);
        if (Silenced(Recipient.Find(tx, notice.PersonId, notice.ResidentId), notice.Matter) is { } why)
        {
            if (queue.Finish(tx, claim, new SendResult(Outcome.PermanentContent, "silenced"))) Settle(tx, id, "dropped", why);
            return false;
        }
        var quiet = QuietUntil(tx, Recipient.Find(tx, notice.PersonId, notice.ResidentId), notice.Matter);
        var at = Allowed(tx, notice.DivisionCode, notice.Matter, claim.Channel, Math.Max(tx.Now, quiet));
        if (quiet > tx.Now) queue.HoldOver(tx, claim, at);
        else if (at > tx.Now) queue.Hold(tx, claim, at);
        return at <= tx.Now && Take(tx, claim);
    }

    /// <summary>Since the send was written down the right may have ended: then it does not go, and its notice climbs on.</summary>
    bool Take(Tx tx, Claim claim)
    {
        if (rights.Take(tx, claim)) return true;
        if (queue.Finish(tx, claim, noRight) && claim.NoticeId is { } id) Climb(tx, id, claim.Channel, Message.FromPayload(claim.Payload), noRight.Code);
        return false;
    }

    /// <summary>Writes down how a send went; when it ended, its notice follows: told, failed, or on to the next rung.</summary>
    public bool End(Tx tx, Claim claim, SendResult result)
    {
        if (result != SendResult.Expired) rights.Learn(tx, claim.Channel, claim.Target, Message.FromPayload(claim.Payload), result);
        if (!queue.Finish(tx, claim, result)) return false;
        if (claim.NoticeId is { } id) Follow(tx, id, claim, result);
        if (result is { Outcome: Outcome.Accepted, VendorId: { } vendorId } && claim.Channel != ChannelNames.Sms) AwaitReceipt(tx, vendorId, claim.Id);
        return true;
    }

    void Follow(Tx tx, long id, Claim claim, SendResult result)
    {
        if (result.Outcome == Outcome.Accepted) Settle(tx, id, "told", result.Detail);
        else if (result == SendResult.Expired) Settle(tx, id, "dropped", "过了该发的时候");
        else Climb(tx, id, claim.Channel, Message.FromPayload(claim.Payload), result.Code);
    }

    /// <summary>Whether it arrived nobody can say: a person looks, and nothing more goes out by itself.</summary>
    public void GiveUp(Tx tx, Claim claim, SendResult result)
    {
        if (queue.GiveUp(tx, claim, result) && claim.NoticeId is { } id)
            tx.Run("UPDATE notices SET why = @p0 WHERE id = @p1", "送没送到说不准，请人核实后再定", id);
    }

    bool Tell(Tx tx, NoticeDraft draft, Message message, Recipient who, long notBefore)
    {
        if (draft.DedupKey.Length > KeyMax) throw new ArgumentException($"a notice's key is longer than {KeyMax}: {draft.DedupKey}");
        var notice = new Notice { Id = tx.NextId(), DedupKey = draft.DedupKey, Matter = draft.Matter, DivisionCode = draft.DivisionCode };
        if (tx.Run(tx.Dialect.InsertIgnore + """
             INTO notices (id, dedup_key, matter, person_id, resident_id, case_id, division_code, template, variables, text, channel, state, created_at)
            VALUES (@p0, @p1, @p2, @p3, @p4, @p5, @p6, @p7, @p8, @p9, '', 'waiting', @p10)
            """, notice.Id, draft.DedupKey, draft.Matter, draft.PersonId, draft.ResidentId, draft.CaseId, draft.DivisionCode, draft.Template,
            JsonSerializer.Serialize(draft.Variables), PageLinks.Plain(message.Text), tx.Now) == 0) return false;
        if (Silenced(who, draft.Matter) is { } why) Settle(tx, notice.Id, "dropped", why);
        else if (!Step(tx, notice, message, who, First(who, message), Math.Max(notBefore, QuietUntil(tx, who, draft.Matter))))
            Settle(tx, notice.Id, "failed", "微信和手机都联系不上");
        return true;
    }

    /// <summary>Adds the first rung that reaches the recipient, from the given one on.</summary>
    bool Step(Tx tx, Notice notice, Message message, Recipient who, int from, long notBefore)
    {
        foreach (var channel in ladder.Skip(from))
        {
            var at = Allowed(tx, notice.DivisionCode, notice.Matter, channel, notBefore);
            if (Address(tx, channel, message, who, at) is not { } target) continue;
            tx.Run("UPDATE notices SET channel = @p0 WHERE id = @p1", channel, notice.Id);
            return queue.Add(tx, new Send($"{notice.DedupKey}>{channel}", channel, target, message.ToPayload(), notice.Id, at));
        }
        return false;
    }

    /// <summary>The next rung that the ledger, which has learnt why the last one failed, still allows.</summary>
    void Climb(Tx tx, long id, string channel, Message message, string code)
    {
        if (Get(tx, id) is not { } notice) return;
        var who = Recipient.Find(tx, notice.PersonId, notice.ResidentId);
        if (!Step(tx, notice, message, who, Array.IndexOf(ladder, channel) + 1, tx.Now)) Settle(tx, id, "failed", $"没有送到（{code}）");
    }

    string? Address(Tx tx, string channel, Message message, Recipient who, long at) => channel != ChannelNames.Sms
        ? rights.Openid(tx, channel, message, who, at) : Texts.HasSms(message.Template) ? Phone(who) : null;

    /// <summary>A mobile number of the person or close family (F06); never a neighbour's, a firm's, or one known to be wrong.</summary>
    string? Phone(Recipient who) => who.PhoneOwner is null or "1" or "2" or "3" or "4" or "5"
        && seal.Open(who.PhoneSealed) is { } phone && Mobile().Match(phone) is { Success: true } match ? match.Groups[1].Value : null;

    int First(Recipient who, Message message) =>
        who.Preference == "3" && Texts.HasSms(message.Template) && Phone(who) is not null ? ladder.Length - 1 : 0;

    /// <summary>Why nothing personal may go out: a death that is suspected or known (F05), or the person's own wish.</summary>
    static string? Silenced(Recipient who, string matter) => who switch
    {
        { Status: "2" } => "疑似去世待核，停发通知",
        { Status: "3" } => "已去世，停发通知",
        { Preference: "6" } or { Stopped: not null } when matter is not (Answer or Emergency) => "本人不愿被打扰",
        _ => null,
    };

    /// <summary>A family that has lost somebody hears from one person only for some days (F05); an answer to its own message goes.</summary>
    static long QuietUntil(Tx tx, Recipient who, string matter) =>
        matter is Answer or Emergency || who.PersonId is not { } person ? 0 : Deaths.QuietUntil(tx, person) ?? 0;

    static long Allowed(Tx tx, string divisionCode, string matter, string channel, long from) =>
        matter == Answer && channel != ChannelNames.Sms ? from : HoursOf(tx, divisionCode).Next(from);

    static Hours HoursOf(Tx tx, string divisionCode)
    {
        var row = tx.First<HoursRow>("""
            SELECT notice_from AS Opens, notice_until AS Closes, utc_offset_minutes AS UtcOffset FROM divisions WHERE code = @divisionCode
            """, new { divisionCode });
        return row is null ? Hours.Default : new Hours(Clock(row.Opens), Clock(row.Closes), row.UtcOffset);
    }

    static TimeOnly Clock(string text) => text == "24:00" ? TimeOnly.MaxValue : TimeOnly.Parse(text);

    /// <summary>One reminder a day about one matter and three a week about all: what comes on top waits its turn.</summary>
    static long NotBefore(Tx tx, NoticeDraft draft) => draft.PersonId is { } id ? NotBefore(RecentOf(tx, [id])[id], draft.Matter, tx.Now) : tx.Now;

    static long NotBefore(List<Recent> recent, string matter, long now)
    {
        var sameMatter = recent.Where(r => r.Matter == matter).Select(r => r.CreatedAt + DayMs);
        var week = recent.OrderByDescending(r => r.CreatedAt).Skip(PerWeekMax - 1).Take(1).Select(r => r.CreatedAt + WeekMs);
        return sameMatter.Concat(week).Append(now).Max();
    }

    static void Settle(Tx tx, long id, string state, string? why) => tx.Run(
        "UPDATE notices SET state = @p0, why = @p1, ended_at = @p2 WHERE id = @p3 AND state = 'waiting'", state, why, tx.Now, id);

    static Notice? Get(Tx tx, long id) => tx.First<Notice>("""
        SELECT id AS Id, dedup_key AS DedupKey, matter AS Matter, division_code AS DivisionCode, person_id AS PersonId, resident_id AS ResidentId
        FROM notices WHERE id = @id
        """, new { id });

    [GeneratedRegex(@"^(?:\+86|0086|86)?(1[3-9]\d{9})$")]
    private static partial Regex Mobile();

    sealed record Notice
    {
        public long Id { get; init; }
        public string DedupKey { get; init; } = "";
        public string Matter { get; init; } = "";
        public string DivisionCode { get; init; } = "";
        public long? PersonId { get; init; }
        public long? ResidentId { get; init; }
    }

    sealed record StaffWeChat(string? OpenId, string DivisionCode);

    sealed record HoursRow
    {
        public string Opens { get; init; } = "";
        public string Closes { get; init; } = "";
        public int UtcOffset { get; init; }
    }

    sealed record Recent(long PersonId, string Matter, long CreatedAt);
}

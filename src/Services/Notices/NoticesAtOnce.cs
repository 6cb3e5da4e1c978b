using System.Text.Json;
using OneTable.Services.Data;
using OneTable.Services.Outbox;
using OneTable.Services.Registry;

namespace OneTable.Services.Notices;

/// <summary>Many notices at once, as a night has them, and what is taken back of them.</summary>
public sealed partial class NoticeDesk
{
    /// <summary>Each as <see cref="Open"/> would open it, read and written in sets; how many were new.</summary>
    public int OpenAll(Tx tx, IReadOnlyList<NoticeDraft> drafts)
    {
        if (drafts.Count == 0) return 0;
        var there = tx.Query<string>("SELECT dedup_key FROM notices WHERE dedup_key IN @keys", new { keys = drafts.Select(d => d.DedupKey) }).ToHashSet();
        var fresh = drafts.Where(d => !there.Contains(d.DedupKey)).DistinctBy(d => d.DedupKey).ToList();
        var ids = fresh.Select(d => d.PersonId!.Value).Distinct().ToList();
        if (ids.Count == 0) return 0;
        var recipients = Recipient.Find(tx, ids);
        var recent = RecentOf(tx, ids);
        var quiet = tx.Count<int>("SELECT COUNT(*) FROM deaths WHERE quiet_until > @now AND state <> 'withdrawn'", new { now = tx.Now }) > 0;
        var rows = new Rows("notices", "id", "dedup_key", "matter", "person_id", "division_code", "template", "variables", "text", "channel", "state", "why", "created_at", "ended_at") { OnlyNew = true };
        var sends = new List<Send>();
        var id = tx.NextIds(fresh.Count);
        foreach (var draft in fresh)
        {
            var (text, variables) = Texts.Sms(draft.Template, draft.Variables);
            var message = new Message(text, Texts.SmsTitle(draft.Template), draft.Template, variables);
            var (who, told) = (recipients[draft.PersonId!.Value], recent[draft.PersonId.Value]);
            var silenced = Silenced(who, draft.Matter);
            var notBefore = Math.Max(NotBefore(told, draft.Matter, tx.Now), quiet ? QuietUntil(tx, who, draft.Matter) : 0);
            var send = silenced is null ? Rung(tx, id, draft, message, who, notBefore) : null;
            var (state, why) = silenced is not null ? ("dropped", silenced) : send is null ? ("failed", "微信和手机都联系不上") : ("waiting", (string?)null);
            rows.Add(id++, draft.DedupKey, draft.Matter, draft.PersonId, draft.DivisionCode, draft.Template, JsonSerializer.Serialize(draft.Variables), text,
                send?.Channel ?? "", state, why, tx.Now, why is null ? null : tx.Now);
            if (send is null) continue;
            sends.Add(send);
            told.Add(new(who.PersonId!.Value, draft.Matter, tx.Now));
        }
        rows.Write(tx);
        queue.AddAll(tx, sends);
        return fresh.Count;
    }

    /// <summary>What waits under this key, or the key of one of several recipients, goes no more.</summary>
    public void Drop(Tx tx, string key, string why)
    {
        var ids = tx.Query<long>("SELECT id FROM notices WHERE (dedup_key = @key OR dedup_key >= @first AND dedup_key < @end) AND state = 'waiting'",
            new { key, first = key + ":", end = key + ";" }).ToList();
        foreach (var id in ids)
        {
            Settle(tx, id, "dropped", why);
            tx.Run("UPDATE outbox SET state = 'failed', code = 'dropped', ended_at = @p1 WHERE notice_id = @p0 AND state = 'pending'", id, tx.Now);
        }
    }

    /// <summary>The first rung that reaches the recipient.</summary>
    Send? Rung(Tx tx, long id, NoticeDraft draft, Message message, Recipient who, long notBefore)
    {
        foreach (var channel in ladder.Skip(First(who, message)))
        {
            var at = Allowed(tx, draft.DivisionCode, draft.Matter, channel, notBefore);
            if (Address(tx, channel, message, who, at) is { } target) return new($"{draft.DedupKey}>{channel}", channel, target, message.ToPayload(), id, at);
        }
        return null;
    }

    static Dictionary<long, List<Recent>> RecentOf(Tx tx, List<long> ids)
    {
        var found = tx.Query<Recent>("""
            SELECT person_id AS PersonId, matter AS Matter, created_at AS CreatedAt FROM notices
            WHERE person_id IN @ids AND created_at > @since AND matter <> @Answer AND state IN ('waiting', 'told')
            """, new { ids, since = tx.Now - WeekMs, Answer }).ToLookup(r => r.PersonId);
        return ids.ToDictionary(id => id, id => found[id].ToList());
    }
}

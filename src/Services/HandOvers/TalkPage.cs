using System.Text.RegularExpressions;
using OneTable.Services.Cases;
using OneTable.Services.Data;
using OneTable.Services.Residents;

namespace OneTable.Services.HandOvers;

/// <param name="Who">resident, bot or worker.</param>
/// <param name="Trouble">Why the worker's words did not arrive.</param>
public sealed record TalkLine(long At, string Who, string Name, string Text, string? Trouble = null);

/// <summary>A talk as who answers reads it: what was said to the bot before, and since.</summary>
public sealed record TalkPage(string Number, string Field, long DueAt, bool Late, long? AnsweredAt, long? EndedAt, string? EndedBy, bool CanAnswer,
    IReadOnlyList<TalkLine> Lines);

/// <summary>Makes the page of a talk; whoever asks has checked whose case it is.</summary>
public sealed partial class TalkPages(Inbox inbox, ResidentBook residents)
{
    const int LinesMax = 200;

    /// <summary>Null where the resident asked for nobody.</summary>
    public TalkPage? Of(Tx tx, Case case_)
    {
        if (HandOver.Of(tx, case_.Id) is not { } talk) return null;
        var openid = case_.ResidentId is { } id ? residents.OpenidOf(tx, id) : null;
        var before = openid is null ? [] : inbox.Before(tx, openid, talk.OpenedAt);
        // Answers that no rung of the ladder could carry.
        var lost = tx.Query<string>("SELECT text FROM notices WHERE case_id = @id AND state = 'failed' AND dedup_key LIKE 'reply:%'", new { id = case_.Id }).ToList();
        var since = CaseEvents.Of(tx, case_.Id, forResident: false).Where(HandOver.Said).Select(e => Line(e, lost));
        return new(case_.Number, talk.FieldName, talk.DueAt, talk.IsLate(tx.Now), talk.AnsweredAt, talk.EndedAt, talk.EndedBy,
            case_.State is not (CaseState.Closed or CaseState.Done), [.. before.SelectMany(Lines).Concat(since).TakeLast(LinesMax)]);
    }

    static IEnumerable<TalkLine> Lines(Inbox.Heard heard)
    {
        yield return new(heard.At, "resident", "居民", Scrubber.Scrub(heard.Text));
        if (!string.IsNullOrEmpty(heard.Reply)) yield return new(heard.At, "bot", "小助手", Link().Replace(heard.Reply, "$1"));
    }

    static TalkLine Line(CaseEvent e, List<string> lost) => e.Kind switch
    {
        "words" => new(e.At, "resident", "居民", e.Text),
        "reply" => new(e.At, "worker", e.Actor, e.Text, lost.Any(text => text.EndsWith(e.Text, StringComparison.Ordinal)) ? "没送到，请打电话" : null),
        _ => new(e.At, "bot", e.Actor, e.Text),
    };

    /// <summary>A link is read as its words.</summary>
    [GeneratedRegex(@"\[([^\]]+)\]\([^)]*\)")]
    private static partial Regex Link();
}

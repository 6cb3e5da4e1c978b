using System.Text.RegularExpressions;
using OneTable.Services.Data;
using static OneTable.Services.Dictionary.Condition;

namespace OneTable.Services.Dictionary.Asking;

/// <summary>What happened when, and what runs out: 今年去世, 2020年以后入党, 三个月没走访, 残疾证30天内到期.</summary>
sealed partial class EventWords(Vocabulary words, DateOnly today)
{
    public Match? Read(string text, int at) => Expiry(text, at) ?? Happened(text, at) ?? Lately(text, at) ?? LongAgo(text, at) ?? Never(text, at);

    Match? Happened(string text, int at)
    {
        if (When().Match(text, at) is not { Success: true } when || Event(text, at + when.Length) is not { } found) return null;
        if ((TimeWords.Named(when.Groups["t"].Value, today) ?? TimeWords.Read(when.Groups["t"].Value)) is not { } span) return null;
        var leaf = when.Groups["end"].Value switch
        {
            "" => new Leaf(found.Field, ConditionOp.Between, [Kept(found.Field, span.From), Kept(found.Field, span.To)]),
            "以前" or "之前" or "前" => new Leaf(found.Field, ConditionOp.Below, [Kept(found.Field, span.From)]),
            _ => new Leaf(found.Field, ConditionOp.AtLeast, [Kept(found.Field, span.From)]),
        };
        return Said(when.Length + found.Length, leaf);
    }

    Match? Lately(string text, int at) =>
        Recent().Match(text, at) is { Success: true } when && Event(text, at + when.Length) is { Field.Type: FieldType.Date } found
        && TimeWords.DaysBack(when.Groups["t"].Value, today) is { } days
            ? Said(when.Length + found.Length, new Leaf(found.Field, ConditionOp.DaysSince, ["0", $"{days}"])) : null;

    Match? LongAgo(string text, int at) =>
        NotFor().Match(text, at) is { Success: true } when && Event(text, at + when.Length) is { Field.Type: FieldType.Date } found
        && TimeWords.DaysBack(when.Groups["t"].Value, today) is { } days
            ? Said(when.Length + found.Length, new Leaf(found.Field, ConditionOp.OlderThanDaysOrEmpty, [], Days: days)) : null;

    Match? Never(string text, int at) =>
        NotOnce().Match(text, at) is { Success: true } never && Event(text, at + never.Length) is { } found
        && (never.Groups["ever"].Success || found.Once)
            ? Said(never.Length + found.Length, new Leaf(found.Field, ConditionOp.Filled, [], Negated: true)) : null;

    /// <summary>残疾证30天内到期, 三个月内残疾证到期, 残疾证已过期.</summary>
    Match? Expiry(string text, int at)
    {
        var before = Within().Match(text, at);
        var from = at + (before.Success ? before.Length : 0);
        if (words.At(text, from, w => w.Expiry is not null) is not { } thing) return null;
        var field = thing.Word.Expiry!;
        var after = Within().Match(text, from + thing.Length);
        var when = before.Success ? before : after;
        var end = Ends().Match(text, from + thing.Length + (after.Success ? after.Length : 0));
        if (!end.Success) return null;
        var length = end.Index + end.Length - at;
        if (!when.Success) return end.Groups["past"].Success ? Said(length, new Leaf(field, ConditionOp.Below, [today.Iso()])) : null;
        if (TimeWords.Named(when.Groups["s"].Value, today) is { } span)
            return Said(length, new Leaf(field, ConditionOp.Between, [span.From.Iso(), span.To.Iso()]));
        return TimeWords.Days(when.Groups["t"].Value, today) is { } days
            ? Said(length, new Leaf(field, ConditionOp.WithinDays, [], Days: days)) : null;
    }

    (Field Field, int Length, bool Once)? Event(string text, int at)
    {
        if (words.At(text, at, w => w.Event is not null) is not { } found) return null;
        var tail = EventTail().Match(text, at + found.Length);
        return (found.Word.Event!, found.Length + tail.Length, tail.Value.StartsWith('过'));
    }

    static string Kept(Field field, DateOnly day) => field.Type == FieldType.Month ? day.Iso()[..7] : day.Iso();

    static Match Said(int length, Leaf leaf) => new(length, new Token.Said(leaf));

    [GeneratedRegex($@"\G(?:在|从|自)?(?<t>{TimeWords.NamedSpans}|{TimeWords.Date})(?:内|里|期间|份)?(?<end>以后|之后|后|以来|起|以前|之前|前)?(?:新|才|就|已经?)?")]
    private static partial Regex When();

    [GeneratedRegex($@"\G(?:最近|近|过去|这)(?<t>{TimeWords.Length}|)(?:之内|以内|内|里|来)?(?:新|有|已经?)?")]
    private static partial Regex Recent();

    [GeneratedRegex($@"\G(?:最近|近|超过|已有|有|已经)?(?<t>{TimeWords.Length})(?:以上|多|内|来)?(?:都|还)?(?:没有?|未|不曾)(?:人|去|被)?")]
    private static partial Regex NotFor();

    [GeneratedRegex(@"\G(?<ever>从来?)?(?:还?没有?|未)(?:被|人)?")]
    private static partial Regex NotOnce();

    [GeneratedRegex($@"\G(?:在|将|要)?(?:(?<t>{TimeWords.Length})(?:之内|以内|内|后)|(?<s>{TimeWords.NamedSpans})|(?<t>)(?:即将|快要?|将要?|马上))(?:的)?")]
    private static partial Regex Within();

    [GeneratedRegex(@"\G(?:就?要|将|快|会|即将)?(?<past>已经?)?(?:(?<past>过期|失效|超期)|到期)了?")]
    private static partial Regex Ends();

    [GeneratedRegex(@"\G过?(?:了|的|人)?")]
    private static partial Regex EventTail();
}

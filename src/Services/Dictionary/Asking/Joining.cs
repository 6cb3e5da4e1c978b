using System.Globalization;
using OneTable.Services.Divisions;
using static OneTable.Services.Dictionary.Condition;

namespace OneTable.Services.Dictionary.Asking;

/// <summary>Puts tokens together: what belongs to which not, where an or reaches, and what is left over.</summary>
sealed class Joining(string words, Tags tags)
{
    /// <param name="Link">What stood before it: And where nothing did.</param>
    /// <param name="Fields">What it speaks of; a tag speaks of what its condition does.</param>
    sealed record Item(Part Part, LinkKind Link, bool Negated, bool AfterPause, HashSet<Field> Fields);

    readonly List<Item> items = [];
    readonly List<Place> places = [];
    readonly List<string> rest = [], notes = [];
    (int From, int To)? lost;

    public Understood Join(List<(int From, int Length, Token? Token)> tokens)
    {
        var (link, not, paused, notAt) = (LinkKind.And, false, false, -1);
        foreach (var (from, length, token) in tokens)
        {
            if (token is null) { Lose(not && notAt >= 0 ? notAt : from, from + length); not = false; continue; }
            if (token is Token.Link { Kind: LinkKind.Filler }) continue;
            if (token is Token.Link { Kind: LinkKind.Not })
            {
                (not, notAt) = (!not, not ? notAt : from);
                continue;
            }
            Flush();
            switch (token)
            {
                case Token.Link { Kind: LinkKind.Pause }: paused = true; break;
                case Token.Link { Kind: LinkKind.Or or LinkKind.List or LinkKind.And } said: link = said.Kind; break;
                case Token.Said said:
                    items.Add(new(PartOf(words.Substring(from, length), said.Meanings), link, not, paused, FieldsOf(said.Meanings)));
                    (link, not, paused) = (LinkKind.And, false, false);
                    break;
                case Token.Places named:
                    Bound(words.Substring(from, length), named.Divisions, not);
                    (link, not) = (LinkKind.And, false);
                    break;
                case Token.Kept kept:
                    if (!notes.Contains(kept.Note)) notes.Add(kept.Note);
                    (link, not) = (LinkKind.And, false);
                    break;
            }
        }
        Flush();
        return new(Needed(Segments()), places, rest, notes);
    }

    HashSet<Field> FieldsOf(IReadOnlyList<Condition> meanings) =>
        [.. meanings.SelectMany(m => m.Leaves.Concat(tags.TryExpand(m).Leaves)).Select(l => l.Field)];

    static Part PartOf(string words, IReadOnlyList<Condition> meanings) => meanings is [var only]
        ? new Part.Chip(words, only)
        : new Part.Choice(words, [.. meanings.Select(m => new Part.Chip(words, m))]);

    /// <summary>Small words between lost ones are lost with them, so that what is given back can be read.</summary>
    void Lose(int from, int to) => lost = (lost?.From ?? from, to);

    void Flush()
    {
        if (lost is { } l) rest.Add(words[l.From..l.To].Trim());
        lost = null;
    }

    void Bound(string said, IReadOnlyList<Division> named, bool not)
    {
        if (not) notes.Add($"「{said}」以外的算不了，请从区划里选。");
        else if (named is not [var only]) notes.Add($"「{said}」有 {named.Count} 个，请把社区一起说上。");
        else if (places.All(p => p.Code != only.Code)) places.Add(new(said, only.Code, only.Name));
    }

    /// <summary>"80岁以上的老人" asks for one age: a tag that only says an age below another chip's is left out.</summary>
    List<Part> Needed(List<Part> parts) =>
        [.. parts.Where(part => FromAge(part) is not { } years || IsAge(part) || !parts.Any(other => IsAge(other) && FromAge(other) >= years))];

    static bool IsAge(Part part) => part is Part.Chip { Condition: Leaf { Field.Type: FieldType.Age } };

    int? FromAge(Part part) => part is Part.Chip chip
        && tags.TryExpand(chip.Condition) is Leaf { Field.Type: FieldType.Age, Negated: false, Op: ConditionOp.AtLeast or ConditionOp.Above or ConditionOp.Between } age
            ? int.Parse(age.Values[0], CultureInfo.InvariantCulture) : null;

    /// <summary>Clauses between pauses, all of which must hold; "，或者" joins a clause to the one before it.</summary>
    List<Part> Segments()
    {
        var parts = new List<Part>();
        for (var i = 0; i < items.Count;)
        {
            var end = i + 1;
            while (end < items.Count && !(items[end].AfterPause && items[end].Link != LinkKind.Or)) end++;
            parts.AddRange(Segment(items[i..end]));
            i = end;
        }
        return parts;
    }

    /// <summary>
    /// An or reaches as far as its neighbours (65岁以上独居或空巢的), or parts whole clauses where what follows speaks of the same
    /// things as what went before (女性35岁以下或男性40岁以下).
    /// </summary>
    static List<Part> Segment(List<Item> items)
    {
        var clauses = new List<List<List<Item>>> { new() };
        for (var i = 0; i < items.Count; i++)
        {
            var (item, clause) = (items[i], clauses[^1]);
            if (item.Link == LinkKind.Or && clause.Count > 0 && (item.AfterPause || StartsClause(clause, items[i..]))) clauses.Add([[item]]);
            else if (clause.Count > 0 && (item.Link == LinkKind.Or || item.Link == LinkKind.List && IsLike(clause[^1][^1], item))) clause[^1].Add(item);
            else clause.Add([item]);
        }
        var all = clauses.Select(c => c.Select(Group).ToList()).ToList();
        return all is [var only] ? only : [new Part.Any([.. all.Select(c => c is [var one] ? one : new Part.All(c))])];
    }

    static bool StartsClause(List<List<Item>> before, List<Item> after)
    {
        var spoken = before.SkipLast(1).SelectMany(g => g).SelectMany(i => i.Fields).ToHashSet();
        return after.Take(1).Concat(after.Skip(1).TakeWhile(i => i is { Link: not LinkKind.Or, AfterPause: false })).Any(i => i.Fields.Overlaps(spoken));
    }

    /// <summary>"、" is or between things of one kind: nobody is 汉族 and 回族, and 低保户、残疾人 are both meant.</summary>
    static bool IsLike(Item one, Item two) => one.Fields.Any(f => f.Type != FieldType.Age && two.Fields.Contains(f));

    /// <summary>What is joined by or; a not before the first reaches over those that have none of their own.</summary>
    static Part Group(List<Item> group)
    {
        var parts = new List<(Part Part, bool Not)>();
        foreach (var item in group)
        {
            if (!item.Negated && parts.Count > 0 && Merge(parts[^1].Part, item.Part) is { } merged) parts[^1] = (merged, parts[^1].Not);
            else parts.Add((item.Part, item.Negated || group[0].Negated));
        }
        List<Part> said = [.. parts.Select(p => p.Not ? p.Part.Not() : p.Part)];
        return said is [var only] ? only : group[0].Negated ? new Part.All(said) : new Part.Any(said);
    }

    /// <summary>独居或空巢 is one question with two answers.</summary>
    static Part? Merge(Part one, Part two) =>
        one is Part.Chip { Condition: Leaf { Op: ConditionOp.In, Negated: false } a } first
        && two is Part.Chip { Condition: Leaf { Op: ConditionOp.In, Negated: false } b } second && a.Field == b.Field && a.Field.Label != Tag.FieldLabel && a.Field.Type != FieldType.Bool
            ? new Part.Chip($"{first.Words}、{second.Words}", a with { Values = [.. a.Values.Union(b.Values)] }) : null;
}

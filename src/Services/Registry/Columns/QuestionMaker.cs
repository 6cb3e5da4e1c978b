using OneTable.Services.Data;
using OneTable.Services.Dictionary;
using OneTable.Services.Divisions;
using static OneTable.Services.Dictionary.Condition;

namespace OneTable.Services.Registry.Columns;

/// <summary>Makes conditions and scopes into questions to a set of columns; what several of them ask is asked once.</summary>
sealed class QuestionMaker(ColumnSet columns, DateOnly on)
{
    readonly Dictionary<string, Question.Term> terms = [];

    public Question Of(Scope? scope, Condition? condition)
    {
        var parts = new List<Question>();
        if (scope is { } seen) parts.Add(Seen(seen));
        if (condition is not null) parts.Add(Of(condition));
        return new Question.All(parts);
    }

    /// <summary>As <see cref="Registry.Seen.Person"/>: who lives there and who is registered there.</summary>
    Question.Any Seen(Scope scope) => new([InScope(columns.At("living_grid"), scope), InScope(columns.At("registered_community"), scope)]);

    public Question InScope(ValueColumn column, Scope scope) => new Question.InSet(column, new(column.Values.Ordinals(ValueRange.Of(scope))));

    Question Of(Condition condition) => condition switch
    {
        All all => new Question.All(all.Parts.Select(Of)),
        Any any => new Question.Any(any.Parts.Select(Of)),
        Leaf leaf when leaf.IsOpen(on) => new Question.Any([]),
        Leaf leaf => Term(leaf),
        _ => throw new InvalidOperationException(),
    };

    Question.Term Term(Leaf leaf)
    {
        var key = $"{leaf.Field.Label} {leaf.Op} {string.Join(',', leaf.On(on).Values)} {leaf.Negated} {leaf.Days} {leaf.OrPast} {leaf.IsOpen(on)}";
        return terms.TryGetValue(key, out var known) ? known.Again() : terms[key] = new(leaf.Field.IsTags ? OfTags(leaf, columns.Tags[leaf.Field.Label])
            : new Question.InSet(columns.Values[leaf.Field.Label], SetOf(leaf, columns.Values[leaf.Field.Label].Values)));
    }

    /// <summary>The cells for which the leaf is true. Where it is not unknown, "not" is all other cells; else all others that are known.</summary>
    internal OrdinalSet SetOf(Leaf leaf, ValueList values)
    {
        var firstKnown = leaf.Field.AbsentMeansNo ? OrdinalSet.Unknown : OrdinalSet.None;
        var (ranges, firstAnswered) = leaf.Op switch
        {
            ConditionOp.Known => ([(firstKnown, uint.MaxValue)], OrdinalSet.Unknown),
            ConditionOp.Filled => ([(OrdinalSet.FirstValue, uint.MaxValue)], OrdinalSet.Unknown),
            ConditionOp.OlderThanDaysOrEmpty => (Held(leaf, values).Append((OrdinalSet.Unknown, OrdinalSet.None)), OrdinalSet.Unknown),
            _ => (Held(leaf, values), firstKnown),
        };
        var held = new OrdinalSet(ranges);
        return leaf.Negated ? held.Except(firstAnswered) : held;
    }

    IEnumerable<(uint From, uint To)> Held(Leaf leaf, ValueList values) => ValueRange.Of(leaf.On(on), on).SelectMany(values.Ordinals);

    static Question OfTags(Leaf leaf, TagColumn column)
    {
        IReadOnlyList<BitPlane> filled = [.. column.Codes], known = [.. filled, column.None];
        return leaf.Op switch
        {
            ConditionOp.Known when leaf.Field.AbsentMeansNo => leaf.Negated ? new Question.Any([]) : new Question.All([]),
            ConditionOp.Known => new Question.Tagged(known, leaf.Negated),
            ConditionOp.Filled => new Question.Tagged(filled, leaf.Negated),
            _ => new Question.Tagged([.. leaf.Values.Distinct().Select(column.Find).OfType<BitPlane>()], leaf.Negated,
                leaf.Negated && !leaf.Field.AbsentMeansNo ? known : null),
        };
    }
}

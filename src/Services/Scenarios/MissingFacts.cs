using OneTable.Services.Dictionary;

namespace OneTable.Services.Scenarios;

/// <summary>The shortest list of questions that could make a condition true.</summary>
public static class MissingFacts
{
    public static IReadOnlyList<MissingFact> Of(Condition condition, SubjectValues person, DateOnly on) =>
        [.. (Facts(condition, person, on) ?? []).Distinct().Select(f => new MissingFact(f.Field.Label, f.Whose + Text(f.Field)) { PersonId = f.PersonId })];

    public static string Text(Field field) => field.Ask ?? field.Type switch
    {
        FieldType.Bool => $"{field.Label}，是还是不是？",
        FieldType.Age => "出生日期是哪一天？",
        FieldType.Date => $"{field.Label}是哪一天？",
        FieldType.Month => $"{field.Label}是哪年哪月？",
        FieldType.Money or FieldType.Int => $"{field.Label}是多少？",
        _ => $"{field.Label}是什么？",
    };

    /// <summary>Null where no answer can make it true any more.</summary>
    static IReadOnlyList<(string? Whose, long PersonId, Field Field)>? Facts(Condition condition, SubjectValues person, DateOnly on) => condition.Holds(person, on) switch
    {
        true => [],
        false => null,
        null => condition switch
        {
            Condition.Leaf leaf when leaf.IsOpen(on) => null,
            Condition.All all => [.. all.Parts.SelectMany(p => Facts(p, person, on) ?? [])],
            Condition.Any any => Fewest(any.Parts.Select(p => Facts(p, person, on))),
            Condition.Related { Negated: false } related => OfOthers(Fewest(person.Related(related.Relation, on).Select(other => Facts(related.Inner, other, on))), related),
            Condition.Related related => OfOthers([.. person.Related(related.Relation, on).SelectMany(other => Facts(related.Inner.Not(), other, on) ?? [])], related),
            _ => [.. condition.Fields.Where(f => person[f] is null).Select(f => ((string?)null, person.Id, f))],
        },
    };

    static IReadOnlyList<(string? Whose, long PersonId, Field Field)>? Fewest(IEnumerable<IReadOnlyList<(string? Whose, long PersonId, Field Field)>?> ways) =>
        ways.OfType<IReadOnlyList<(string?, long, Field)>>().MinBy(f => (f.Distinct().Count(), f.Count(one => !IsTapped(one.Item3))));

    /// <summary>Answered by a tap and not by writing: the easier question where either would do.</summary>
    static bool IsTapped(Field field) => field.Type is FieldType.Bool or FieldType.Code;

    static IReadOnlyList<(string? Whose, long PersonId, Field Field)>? OfOthers(IReadOnlyList<(string? Whose, long PersonId, Field Field)>? facts, Condition.Related related) =>
        facts is null ? null : [.. facts.Select(f => ((string?)$"{related.Relation.Word}的", f.PersonId, f.Field))];
}

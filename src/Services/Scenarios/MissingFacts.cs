using OneTable.Services.Dictionary;

namespace OneTable.Services.Scenarios;

/// <summary>The shortest list of questions that could make a condition true.</summary>
public static class MissingFacts
{
    public static IReadOnlyList<MissingFact> Of(Condition condition, SubjectValues person, DateOnly on) =>
        [.. (Fields(condition, person, on) ?? []).Distinct().Select(f => new MissingFact(f.Label, Text(f)))];

    static string Text(Field field) => field.Type switch
    {
        FieldType.Bool => $"{field.Label}，是还是不是？",
        FieldType.Age => "出生日期是哪一天？",
        FieldType.Date => $"{field.Label}是哪一天？",
        FieldType.Month => $"{field.Label}是哪年哪月？",
        FieldType.Money or FieldType.Int => $"{field.Label}是多少？",
        _ => $"{field.Label}是什么？",
    };

    /// <summary>Null where no answer can make it true any more.</summary>
    static IReadOnlyList<Field>? Fields(Condition condition, SubjectValues person, DateOnly on) => condition.Holds(person, on) switch
    {
        true => [],
        false => null,
        null => condition switch
        {
            Condition.All all => [.. all.Parts.SelectMany(p => Fields(p, person, on) ?? [])],
            Condition.Any any => any.Parts.Select(p => Fields(p, person, on)).OfType<IReadOnlyList<Field>>().MinBy(f => f.Distinct().Count()),
            _ => [.. condition.Fields.Where(f => person[f] is null)],
        },
    };
}

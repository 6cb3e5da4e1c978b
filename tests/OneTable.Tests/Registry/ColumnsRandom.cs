using System.Globalization;
using OneTable.Services.Data;
using OneTable.Services.Dictionary;
using OneTable.Services.Divisions;
using static OneTable.Services.Dictionary.Condition;

namespace OneTable.Tests.Registry;

/// <summary>
/// Random people and random conditions about fields of all types and with all operators, from values that meet and just miss each
/// other around some days.
/// </summary>
sealed class ColumnsRandom
{
    const int FieldsOfATypeMax = 4;

    static readonly string[] texts = ["某某", "张三", "李四", "a", "Z", "买买提·艾力"], numbers = ["-5", "0", "1", "2", "2026", "12345", "10000000000"];
    static readonly string[] grids = ["990001001001001", "990001001001002", "990001001002001", "990001002001001", "990002001001001"];
    static readonly string[] scopes = ["99", "990001", "990001001", "990001001001", "990001001001002", "990009"], areas = ["610000", "610100", "420106", "420100"];

    static readonly string[] always = ["姓名", "人口类别", "人员状态", "现住网格", "户籍社区", "出生日期", "年龄", "性别"];

    readonly Random random;
    readonly DateOnly[] days;
    readonly List<Field> asked, written;

    public ColumnsRandom(int seed, FieldCatalog fields, params DateOnly[] days)
    {
        (random, this.days) = (new(seed), days);
        var all = fields.Person.Where(f => f is { IsKey: false, Table: not Field.Derived } && f.Label is not ("身份证号" or "证件类型")).ToArray();
        random.Shuffle(all);
        asked = [.. all.GroupBy(f => f.Type).SelectMany(g => g.Take(FieldsOfATypeMax)).Union(all.Where(f => always.Contains(f.Label)))];
        written = [.. asked.Where(f => f.IsWritten)];
    }

    public IReadOnlyList<Field> Written => written;

    public Scope? Scope() => random.Next(3) == 0 ? null : new(Pick(scopes));

    /// <summary>Values, blanks, and all reasons why there is none.</summary>
    public Dictionary<string, string?> Person()
    {
        var facts = new Dictionary<string, string?> { ["证件类型"] = "99" };
        foreach (var field in written)
            facts[field.Label] = field.Label is "姓名" or "人口类别" or "人员状态" ? Value(field) : random.Next(20) switch
            {
                < 7 => null,
                < 9 => $"?{random.Next(1, 5)}",
                _ => field.IsTags ? string.Join(',', Enumerable.Range(0, random.Next(1, 4)).Select(_ => Value(field)).Distinct()) : Value(field),
            };
        return facts;
    }

    /// <summary>The same as it is known of one person, without a database.</summary>
    public SubjectValues Values(long id)
    {
        var (facts, values) = (Person(), new SubjectValues(id));
        foreach (var field in asked)
        {
            var from = field.IsTags ? field.Label : field.Type == FieldType.Age ? "出生日期" : written.Find(w => w.Table == field.Table && w.Column == field.Column)?.Label;
            if (from is not null && facts.GetValueOrDefault(from) is { } value and not ['?', not '3'])
                values.With(field, value is ['?', _] ? [] : field.IsTags ? value.Split(',') : [value]);
        }
        return values;
    }

    /// <summary>How one is to another, until a day around today or without an end.</summary>
    public (Relation Relation, string? Until) Relation() => (Pick(Services.Dictionary.Relation.All), random.Next(3) == 0 ? Day() : null);

    public DateOnly On() => Pick(days);
    public DateOnly Around(int most) => On().AddDays(random.Next(-most, most));
    public string? Word() => random.Next(3) == 0 ? null : Pick(texts);
    public int Next(int max) => random.Next(max);

    /// <param name="related">Whether it may ask about other people.</param>
    public Condition Condition(int depth = 3, bool related = false)
    {
        var condition = depth == 0 || random.Next(3) == 0 ? Term(related) : random.Next(2) == 0 ? new All(Parts(depth, related)) : (Condition)new Any(Parts(depth, related));
        return random.Next(4) == 0 ? condition.Not() : condition;
    }

    List<Condition> Parts(int depth, bool related) => [.. Enumerable.Range(0, random.Next(1, 5)).Select(_ => Condition(depth - 1, related))];

    /// <summary>Several questions about the same, which often contradict each other.</summary>
    public Condition AboutOneField()
    {
        var field = Pick(asked);
        return new All([.. Enumerable.Range(0, random.Next(2, 4)).Select(_ => Leaf(field))]);
    }

    Condition Term(bool related) => related && random.Next(6) == 0 ? new Related(Pick(Services.Dictionary.Relation.All), Condition(1)) : Leaf(Pick(asked));

    Leaf Leaf(Field field)
    {
        var leaf = new Leaf(field, Pick(Ops(field)), [], random.Next(2) == 0, random.Next(-40, 400), random.Next(2) == 0);
        if (leaf.Op is >= ConditionOp.AtLeast and <= ConditionOp.Below && field.Type != FieldType.Age && random.Next(5) == 0)
            return leaf with { Than = Pick(asked.FindAll(f => f.Type == field.Type && !f.IsSealed)) };
        if (leaf.Op is >= ConditionOp.AtLeast and <= ConditionOp.Below && field.Type is FieldType.Int or FieldType.Money && random.Next(5) == 0)
            return leaf with { Limit = new("标准", field.Type == FieldType.Money, [new(Around(300), random.Next(2) == 0 ? null : Around(300), long.Parse(Pick(numbers)))]) };
        return leaf with
        {
            Values = leaf.Op switch
            {
                ConditionOp.Known or ConditionOp.Filled or ConditionOp.WithinDays or ConditionOp.OlderThanDaysOrEmpty => [],
                ConditionOp.InPeriod => [.. Enumerable.Range(0, random.Next(1, 3)).Select(_ => Pick(Periods.Words)).Distinct()],
                ConditionOp.InDays => [Day(), Day(), Day(), ""],
                ConditionOp.TurnsWithinDays => [.. Enumerable.Range(0, random.Next(1, 4)).Select(_ => Years())],
                ConditionOp.DaysSince => [Number(random.Next(-10, 40)), Number(random.Next(0, 900))],
                ConditionOp.AgeOn => [Years(), Pick((string[])["08-31", "02-29", "01-01"])],
                ConditionOp.In => [.. Enumerable.Range(0, random.Next(1, 15)).Select(_ => Asked(field)).Distinct()],
                ConditionOp.Between => [Asked(field), Asked(field)],
                _ => [Asked(field)],
            },
        };
    }

    static ConditionOp[] Ops(Field field)
    {
        ConditionOp[] there = [ConditionOp.Known, ConditionOp.Filled], values = [.. there, ConditionOp.In, ConditionOp.In];
        if (field.IsSealed) return there;
        if (field.IsTags || field.Type == FieldType.Bool) return values;
        values = [.. values, ConditionOp.AtLeast, ConditionOp.Above, ConditionOp.AtMost, ConditionOp.Below, ConditionOp.Between];
        return field.Type switch
        {
            FieldType.Age => [.. values, ConditionOp.TurnsWithinDays, ConditionOp.AgeOn],
            FieldType.Text or FieldType.Address => [.. values, ConditionOp.Contains, ConditionOp.Begins],
            FieldType.Date => [.. values, ConditionOp.WithinDays, ConditionOp.DaysSince, ConditionOp.OlderThanDaysOrEmpty, ConditionOp.InPeriod, ConditionOp.InDays],
            _ => values,
        };
    }

    string Asked(Field field) => field.Type switch
    {
        FieldType.Age => Years(),
        FieldType.Division => Pick(scopes),
        FieldType.Area => Pick((string[])["61", "6101", "42", "420106"]),
        FieldType.Int when random.Next(4) == 0 => Pick((string[])["当年", "当年-2", "当年1"]),
        _ => Value(field),
    };

    string Value(Field field) => field.Type switch
    {
        FieldType.Code or FieldType.Codes => random.Next(20) == 0 ? "z" : Pick(field.CodeSet!.Codes).Value,
        FieldType.Date => Day(),
        FieldType.Month => Day()[..7],
        FieldType.Bool => random.Next(2) == 0 ? "1" : "0",
        FieldType.Int or FieldType.Money => Pick(numbers),
        FieldType.Division => field.Label == "户籍社区" ? Pick(grids)[..12] : Pick(grids),
        FieldType.Area => Pick(areas),
        FieldType.Phone => "1990000" + Number(random.Next(1000, 9999)),
        _ => Pick(texts),
    };

    /// <summary>Around the days, around birthdays that matter, and around the last day of February.</summary>
    string Day() => random.Next(4) switch
    {
        0 => Around(700).Iso(),
        1 => new DateOnly(1900 + 4 * random.Next(1, 28), 2, 29).AddDays(random.Next(-1, 2)).Iso(),
        _ => On().AddYears(-random.Next(0, 100)).AddDays(random.Next(-2, 3)).Iso(),
    };

    string Years() => Number(Pick((int[])[0, 1, 16, 60, 79, 80, 82, 100]));
    T Pick<T>(IReadOnlyList<T> list) => list[random.Next(list.Count)];
    static string Number(int number) => number.ToString(CultureInfo.InvariantCulture);
}

namespace OneTable.Services.Dictionary;

public enum ConditionOp
{
    /// <summary>One of the values; also = and has.</summary>
    In,
    AtLeast, Above, AtMost, Below, Between,
    /// <summary>About the text itself: 姓王, 现住地址含「东园小区」.</summary>
    Contains, Begins,
    /// <summary>Something is known, and be it "none".</summary>
    Known,
    /// <summary>There is a value.</summary>
    Filled,
    TurnsWithinDays, WithinDays, DaysSince, AgeOn, OlderThanDaysOrEmpty,
    /// <summary>In 上月, 本季 …: one of <see cref="Periods.Words"/>.</summary>
    InPeriod,
    /// <summary>In one of these stretches of days: after, until, after, until …; never written, <see cref="ConditionTurning"/> makes it.</summary>
    InDays,
}

/// <summary>
/// A rule about one person (design decision 5): true, false or unknown. Written once; <see cref="ConditionText"/> reads it
/// back, <see cref="ConditionSql"/> finds the people, <see cref="ConditionExplain"/> says why for one of them.
/// </summary>
public abstract record Condition
{
    /// <summary>Where the law says so: 第九条.</summary>
    public string? Clause { get; init; }

    public sealed record All(IReadOnlyList<Condition> Parts) : Condition;
    public sealed record Any(IReadOnlyList<Condition> Parts) : Condition;

    /// <param name="Values">Codes, numbers or days as text; the ages of TurnsWithinDays; age and MM-dd of AgeOn.</param>
    /// <param name="OrPast">TurnsWithinDays: or has turned already.</param>
    public sealed record Leaf(Field Field, ConditionOp Op, IReadOnlyList<string> Values, bool Negated = false, int Days = 0, bool OrPast = false) : Condition
    {
        /// <summary>Another field of the same subject, in place of a value: 应种剂次 above 已种剂次.</summary>
        public Field? Than { get; init; }

        /// <summary>A dated figure of the law in place of a value; the values of a day are those it then has.</summary>
        public Limit? Limit { get; init; }

        /// <summary>The law says no figure for that day: nobody can tell.</summary>
        public bool IsOpen(DateOnly day) => Limit is not null && Limit.On(day) is null;

        /// <summary>A number that says 当年 or 当年-2 means that year as seen from the day.</summary>
        public const string ThisYear = "当年";

        public Leaf On(DateOnly day) => Limit is not null ? this with { Values = Limit.ValuesOn(day) } : Field.Type != FieldType.Int || !Values.Any(v => v.StartsWith(ThisYear, StringComparison.Ordinal)) ? this
            : this with { Values = [.. Values.Select(v => v.StartsWith(ThisYear, StringComparison.Ordinal) ? $"{day.Year + (v == ThisYear ? 0 : int.Parse(v[ThisYear.Length..]))}" : v)] };
    }

    /// <summary>
    /// Somebody who stands so to the person meets the inner condition. Unknown where nobody does and of one it is unknown; who has
    /// nobody who stands so does not meet it.
    /// </summary>
    public sealed record Related(Relation Relation, Condition Inner, bool Negated = false) : Condition
    {
        public Condition Inner { get; } = Inner.Terms.OfType<Related>().Any()
            ? throw new Refusal("too_deep", $"「{Relation.Word}」的条件里不能再问别人的家人。") : Inner;
    }

    /// <summary>Of everybody.</summary>
    public static readonly Condition Everything = new All([]);

    /// <summary>Of nobody.</summary>
    public static readonly Condition Nothing = new Any([]);

    /// <summary>True where this is false, false where it is true, unknown where it is unknown.</summary>
    public Condition Not() => this switch
    {
        All all => new Any([.. all.Parts.Select(p => p.Not())]),
        Any any => new All([.. any.Parts.Select(p => p.Not())]),
        Leaf leaf => leaf with { Negated = !leaf.Negated },
        Related related => related with { Negated = !related.Negated },
        _ => throw new InvalidOperationException(),
    };

    /// <summary>All fields it asks about, of the person and of others.</summary>
    public IEnumerable<Field> Fields => Leaves.SelectMany(l => l.Than is null ? [l.Field] : new[] { l.Field, l.Than });

    /// <summary>All questions about a field, be it the person's or that of somebody related; rights go by these.</summary>
    public IEnumerable<Leaf> Leaves => Terms.SelectMany(t => t is Related related ? related.Inner.Leaves : [(Leaf)t]);

    /// <summary>What is asked about the person: questions about a field, and whether somebody is related who …</summary>
    public IEnumerable<Condition> Terms => this switch
    {
        All all => all.Parts.SelectMany(p => p.Terms),
        Any any => any.Parts.SelectMany(p => p.Terms),
        _ => [this],
    };
}

/// <summary>Days after one and until another, as text; an empty end is open.</summary>
readonly record struct DayRange(string? After, string? Until)
{
    public bool Holds(string day) =>
        (After is null || string.CompareOrdinal(day, After) > 0) && (Until is null || string.CompareOrdinal(day, Until) <= 0);
}

using OneTable.Services.Data;

namespace OneTable.Services.Dictionary;

sealed record RelatedRow
{
    public long Own { get; init; }
    public long Other { get; init; }
    public string? Until { get; init; }
}

/// <summary>How others stand to a person (父母, 同住家人 …), and the rows that say so.</summary>
/// <param name="Word">What the others are to the person.</param>
/// <param name="Opposite">What the person is to them.</param>
/// <param name="From">The rows, in SQL.</param>
/// <param name="Own">In them the id of the person.</param>
/// <param name="Other">The id of the other.</param>
/// <param name="Where">Which of the rows.</param>
/// <param name="Until">Its last day; null where such rows have none.</param>
public sealed record Relation(string Word, string Opposite, string From, string Own, string Other, string Where, string? Until)
{
    const int AtOnceMax = 500;

    /// <summary>Instead of those that count, those whose last day is from the first of these days until before the second.</summary>
    public (string From, string Until)? Ended { get; init; }

    public static readonly IReadOnlyList<Relation> All =
    [
        Joined("父母", "孩子", "child_of", "from", "to"), Joined("孩子", "父母", "child_of", "to", "from"),
        Joined("监护人", "监护对象", "guardian_of", "to", "from"), Joined("监护对象", "监护人", "guardian_of", "from", "to"),
        Joined("照料人", "照料对象", "carer_of", "to", "from"), Joined("照料对象", "照料人", "carer_of", "from", "to"),
        Household("同住家人", Living), Household("同户籍家人", Registered),
        new("救助家庭成员", "救助家庭成员", """
            household_members o JOIN households h ON h.id = o.household_id JOIN household_members m ON m.household_id = h.id JOIN people k ON k.id = m.person_id
            """, "o.person_id", "k.id", $"h.kind = 'assistance' AND k.id <> o.person_id AND {Alive}", "h.until"),
    ];

    /// <summary>The dead are parents still, and live nowhere.</summary>
    const string Alive = "k.status <> '3'";
    const string Living = "living_household_id", Registered = "registered_household_id";

    /// <summary>Whether the field says in which household somebody is.</summary>
    public static bool IsHousehold(Field field) => field is { IsBase: true, Column: Living or Registered };

    public static Relation? Of(string? word) => All.FirstOrDefault(r => r.Word == word);

    /// <summary>The same seen from the others.</summary>
    public Relation Turned => Of(Opposite)!;

    /// <summary>Those that counted on the first day and count no more on the second.</summary>
    public Relation EndedBetween(DateOnly from, DateOnly until) => this with { Ended = (from.Iso(), until.Iso()) };

    /// <summary>Whether a row with this last day counts on the day.</summary>
    public bool Counts(string? until, DateOnly on) => Ended is { } ended
        ? string.CompareOrdinal(until, ended.From) >= 0 && string.CompareOrdinal(until, ended.Until) < 0
        : until is null || string.CompareOrdinal(until, on.Iso()) >= 0;

    /// <summary>The same as SQL; <paramref name="value"/> gives a value its name.</summary>
    public string Counts(DateOnly on, Func<object, string> value) => Until is null ? Ended is null ? "1 = 1" : "1 = 0"
        : Ended is { } ended ? $"{Until} >= {value(ended.From)} AND {Until} < {value(ended.Until)}"
        : $"({Until} IS NULL OR {Until} >= {value(on.Iso())})";

    /// <summary>Who stands so to these people, be it at an end or not.</summary>
    internal IReadOnlyList<RelatedRow> Rows(Tx tx, IReadOnlyList<long> ids) => [.. ids.Chunk(AtOnceMax).SelectMany(some => tx.Query<RelatedRow>(
        $"SELECT {Own} AS Own, {Other} AS Other, {Until ?? "NULL"} AS Until FROM {From} WHERE {Own} IN @some AND {Where}", new { some }))];

    /// <summary>Those of whom one stood so to them until one of the days of <see cref="Ended"/>.</summary>
    internal IReadOnlyList<long> Ends(Tx tx)
    {
        var days = new Dictionary<string, object>();
        var counts = Counts(default, value =>
        {
            days.Add($"p{days.Count}", value);
            return $"@p{days.Count - 1}";
        });
        return [.. tx.Query<long>($"SELECT DISTINCT {Own} FROM {From} WHERE {Where} AND {counts}", days)];
    }

    static Relation Joined(string word, string opposite, string kind, string own, string other) => new(word, opposite, "relations k", $"k.{own}_id", $"k.{other}_id",
        $"k.kind = '{kind}' AND k.{own}_kind = 'person' AND k.{other}_kind = 'person' AND k.from_id <> k.to_id", "k.until");

    static Relation Household(string word, string column) =>
        new(word, word, $"people o JOIN people k ON k.{column} = o.{column}", "o.id", "k.id", $"k.id <> o.id AND {Alive}", null);
}

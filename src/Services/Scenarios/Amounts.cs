using System.Globalization;
using OneTable.Services.Data;
using OneTable.Services.Dictionary;

namespace OneTable.Services.Scenarios;

/// <summary>One dated amount of the law.</summary>
/// <param name="When">Of whom; everybody where nothing is said.</param>
/// <param name="Less">A field in fen that is taken off, down to nothing.</param>
public sealed record AmountSegment(DateOnly From, DateOnly? Until, Condition When, long Fen, string Per, Field? Less, string? Clause)
{
    /// <summary>In place of fen: what it is on the day.</summary>
    public Limit? Limit { get; init; }

    public long? FenOn(DateOnly day) => Limit is null ? Fen : Limit.On(day);

    public bool IsValidOn(DateOnly day) => From <= day && (Until is null || day <= Until);
    public bool MeetsInTime(AmountSegment other) => (Until is null || other.From <= Until) && (other.Until is null || From <= other.Until);
}

/// <summary>What somebody would get on a day. Fen is null where nobody can tell; the reason says why.</summary>
/// <param name="InGap">The law has no amount for that day and person: nobody takes the neighbour's.</param>
public sealed record Amount(long? Fen, string Per, string? Clause, string Text, bool InGap = false)
{
    public decimal? Yuan => Fen / 100m;
}

/// <summary>The amounts of a scenario by day and person.</summary>
public sealed record Amounts(IReadOnlyList<AmountSegment> Segments)
{
    public IEnumerable<Field> Fields => Segments.SelectMany(s => s.Less is null ? s.When.Fields : s.When.Fields.Append(s.Less));

    /// <summary>Null where the scenario grants no money.</summary>
    /// <param name="rated">The day as of which the person is put into a band, where that is another one.</param>
    public Amount? Of(SubjectValues person, DateOnly on, DateOnly? rated = null)
    {
        if (Segments.Count == 0) return null;
        var valid = Segments.Where(s => s.IsValidOn(on)).ToList();
        if (valid.Count == 0) return new(null, Segments[0].Per, null, $"{on.Iso()} 没有有效的标准，先不算。", InGap: true);
        if (valid.FirstOrDefault(s => s.When.Holds(person, rated ?? on) == true) is { } held) return Of(held, person, on);
        return valid.Any(s => s.When.Holds(person, rated ?? on) is null)
            ? new(null, valid[0].Per, null, "按哪一档还不知道。")
            : new(null, valid[0].Per, null, "标准里没有这一档，先不算。", InGap: true);
    }

    static Amount Of(AmountSegment segment, SubjectValues person, DateOnly on)
    {
        if (segment.FenOn(on) is not { } fen) return new(null, segment.Per, segment.Clause, $"{on.Iso()} 没有有效的{segment.Limit!.Name}，先不算。", InGap: true);
        if (segment.Less is null) return new(fen, segment.Per, segment.Clause, Text(fen, segment.Per));
        if (person.One(segment.Less) is not { } less) return new(null, segment.Per, segment.Clause, $"还不知道{segment.Less.Label}，算不出金额。");
        fen = Math.Max(0, fen - long.Parse(less, CultureInfo.InvariantCulture));
        return new(fen, segment.Per, segment.Clause, Text(fen, segment.Per));
    }

    public static string Text(long fen, string per) => $"{(per switch { "month" => "每月", "year" => "每年", _ => "一次" })}{fen / 100m:0.##}元";
}

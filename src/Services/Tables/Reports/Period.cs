using System.Globalization;
using OneTable.Services.Data;

namespace OneTable.Services.Tables.Reports;

/// <summary>One turn of a cycle: a month, a week … Key is what it is kept by: 2026-11, 2026-W48, 2026-Q4, 2026-H2, 2026, or a day.</summary>
/// <param name="Due">Until when it is to be handed in; null where nothing says it.</param>
public sealed record Period(string Key, string Text, DateOnly From, DateOnly Until, DateOnly? Due)
{
    /// <summary>The day whose state it counts (统计截止日).</summary>
    public DateOnly CutOff => Due ?? Until;

    /// <summary>A key in words.</summary>
    public static string TextOf(string key) =>
        Cycle.Of(key.Length == 4 ? "年" : key.Contains('W') ? "周" : key.Contains('Q') ? "季" : key.Contains('H') ? "半年" : key.Length == 7 ? "月" : "").Parse(key).Text;
}

/// <summary>How often a table is due (周期), as its file says it: 月·25日, 周, 季, 半年, 年·5月, 随事件.</summary>
public sealed class Cycle
{
    enum Turn { Week, Month, Quarter, Half, Year, Event }

    static readonly Dictionary<string, Turn> words = new()
    {
        ["周"] = Turn.Week, ["月"] = Turn.Month, ["季"] = Turn.Quarter, ["半年"] = Turn.Half, ["年"] = Turn.Year,
    };

    readonly Turn turn;
    readonly int? day, month;

    Cycle(Turn turn, int? day = null, int? month = null) => (this.turn, this.day, this.month) = (turn, day, month);

    /// <summary>What is in no known words comes as it comes.</summary>
    public static Cycle Of(string text)
    {
        var parts = text.Split('·', 2, StringSplitOptions.TrimEntries);
        if (!words.TryGetValue(parts[0], out var turn)) return new(Turn.Event);
        if (parts.Length == 1) return new(turn);
        var number = int.TryParse(parts[1].TrimEnd('日', '月'), out var n) ? n : 0;
        return turn == Turn.Month && number is >= 1 and <= 31 ? new(turn, day: number)
            : turn == Turn.Year && number is >= 1 and <= 12 ? new(turn, month: number) : new(turn);
    }

    /// <summary>Comes back by itself; a table of an event is opened when there is one.</summary>
    public bool Returns => turn != Turn.Event;

    /// <summary>The turn a day lies in.</summary>
    public Period At(DateOnly on) => turn switch
    {
        Turn.Week => Week(on),
        Turn.Month => Month(on.Year, on.Month),
        Turn.Quarter => Months(on.Year, (on.Month - 1) / 3 * 3 + 1, 3, $"{on.Year:0000}-Q{(on.Month + 2) / 3}", $"{on.Year}年第{(on.Month + 2) / 3}季度"),
        Turn.Half => Months(on.Year, on.Month <= 6 ? 1 : 7, 6, $"{on.Year:0000}-H{(on.Month <= 6 ? 1 : 2)}", $"{on.Year}年{(on.Month <= 6 ? "上" : "下")}半年"),
        Turn.Year => Year(on.Year),
        _ => new(on.Iso(), $"{on.Year}年{on.Month}月{on.Day}日", on, on, null),
    };

    public Period Before(Period period) => At(period.From.AddDays(-1));

    /// <summary>The turn of that name, or the one a day yyyy-MM-dd lies in; a refusal where the cycle has no such turn.</summary>
    public Period Parse(string key)
    {
        if (DateOnly.TryParseExact(key, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day) && IsNear(day.Year)) return At(day);
        if (key.Length >= 4 && int.TryParse(key[..4], NumberStyles.None, CultureInfo.InvariantCulture, out var year) && IsNear(year)
            && FirstDay(year, key[4..]) is { } first && At(first) is var found && found.Key == key) return found;
        throw new Refusal("bad_period", $"这张表的期次要写成 {At(new(2026, 11, 25)).Key} 这样。");
    }

    /// <summary>Some day of a turn by the end of its name.</summary>
    static DateOnly? FirstDay(int year, string end) => end switch
    {
        "" => new(year, 1, 1),
        ['-', 'Q', >= '1' and <= '4'] => new(year, (end[2] - '1') * 3 + 1, 1),
        ['-', 'H', '1' or '2'] => new(year, end[2] == '1' ? 1 : 7, 1),
        ['-', 'W', >= '0' and <= '5', >= '0' and <= '9'] when int.Parse(end[2..], CultureInfo.InvariantCulture) is >= 1 and <= 53 and var week =>
            DateOnly.FromDateTime(ISOWeek.ToDateTime(year, week, DayOfWeek.Monday)),
        ['-', '0' or '1', >= '0' and <= '9'] when int.Parse(end[1..], CultureInfo.InvariantCulture) is >= 1 and <= 12 and var month => new(year, month, 1),
        _ => null,
    };

    static bool IsNear(int year) => year is >= 1950 and <= 2150;

    /// <summary>Handed in on Friday: nobody is there on Sunday.</summary>
    static Period Week(DateOnly on)
    {
        var at = on.ToDateTime(default);
        var (year, week) = (ISOWeek.GetYear(at), ISOWeek.GetWeekOfYear(at));
        var monday = DateOnly.FromDateTime(ISOWeek.ToDateTime(year, week, DayOfWeek.Monday));
        return new($"{year:0000}-W{week:00}", $"{year}年第{week}周（{monday.Month}月{monday.Day}日起）", monday, monday.AddDays(6), monday.AddDays(4));
    }

    Period Month(int year, int number)
    {
        var last = DateTime.DaysInMonth(year, number);
        return Months(year, number, 1, $"{year:0000}-{number:00}", $"{year}年{number}月") with { Due = new(year, number, Math.Min(day ?? last, last)) };
    }

    Period Year(int year)
    {
        var whole = Months(year, 1, 12, $"{year:0000}", $"{year}年");
        return month is { } due ? whole with { Due = new(year, due, DateTime.DaysInMonth(year, due)) } : whole;
    }

    static Period Months(int year, int first, int count, string key, string text)
    {
        var from = new DateOnly(year, first, 1);
        var until = from.AddMonths(count).AddDays(-1);
        return new(key, text, from, until, until);
    }
}

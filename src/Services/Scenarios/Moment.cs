using OneTable.Services.Dictionary;

namespace OneTable.Services.Scenarios;

/// <summary>When a scenario raises a matter of somebody who meets its condition.</summary>
public abstract record Moment
{
    /// <param name="Born">出生日期.</param>
    /// <param name="Ages">Years.</param>
    /// <param name="Past">Also who has turned already; else only until so many days after.</param>
    public sealed record Birthday(Field Born, IReadOnlyList<int> Ages, bool Past, int LateDays) : Moment;

    /// <param name="Ages">Months of age.</param>
    public sealed record MonthAge(Field Born, IReadOnlyList<int> Ages, int LateDays) : Moment;

    /// <summary>The day of a field: the card's last day. Of a month, its last day.</summary>
    public sealed record Date(Field Field, int LateDays) : Moment;

    /// <param name="Days">MM-dd; open from there for so many days.</param>
    public sealed record Yearly(IReadOnlyList<string> Days, int OpenDays) : Moment;

    /// <summary>Every so many months since a day of the person's; the number may hang on a code of another field.</summary>
    public sealed record Every(int Months, Field? By, IReadOnlyDictionary<string, int> ByCode, Field Since, int LateDays) : Moment;

    /// <summary>The field was written not longer ago.</summary>
    public sealed record Change(Field Field, int OpenDays) : Moment;

    /// <summary>As long as the condition holds; one occasion from the day it begins to.</summary>
    public sealed record Holds : Moment;

    /// <summary>On a day on which somebody calls it: a weather alarm.</summary>
    public sealed record Called : Moment;

    /// <summary>Days before, for those that have a day.</summary>
    public int Ahead { get; init; }

    /// <summary>The day as of which the condition is asked: who will have turned by then meets it already.</summary>
    public DateOnly AskedOn(DateOnly on) => this is Birthday or MonthAge ? on.AddDays(Ahead) : on;

    public IEnumerable<Field> Fields => this switch
    {
        Birthday birthday => [birthday.Born],
        MonthAge age => [age.Born],
        Date date => [date.Field],
        Every every => every.By is { } by ? [every.Since, by] : [every.Since],
        Change change => [change.Field],
        _ => [],
    };

    /// <summary>How a person reads it: 满80周岁前30天.</summary>
    public string Sentence() => this switch
    {
        Birthday b => $"满{string.Join("、", b.Ages)}周岁{Before}{(b.Past ? "，已满的也算" : "")}",
        MonthAge m => $"满{string.Join("、", m.Ages)}月龄{Before}",
        Date d => $"{d.Field.Label}{Before}",
        Yearly y => $"每年{string.Join("、", y.Days.Select(d => $"{int.Parse(d[..2])}月{int.Parse(d[3..])}日"))}{Before}起{y.OpenDays}天",
        Every e => $"从{e.Since.Label}起每{(e.By is null ? $"{e.Months}" : string.Join("、", e.ByCode.Values.Distinct()))}个月{Before}",
        Change c => $"{c.Field.Label}变了以后{c.OpenDays}天内",
        Holds => "符合条件时",
        _ => "有人启动时",
    };

    string Before => Ahead > 0 ? $"前{Ahead}天" : "";
}

using OneTable.Services.Dictionary;

namespace OneTable.Services.Scenarios;

public enum PayStart
{
    /// <summary>The month in which the condition is first met.</summary>
    TurningMonth,
    ApplicationMonth,
    /// <summary>The month after the application was approved.</summary>
    NextMonth,
}

/// <summary>What goes on for so many months after the condition is met no longer (渐退期).</summary>
public sealed record GracePart(int Months, int Percent);

/// <summary>From which month and until which the law pays. A file that says nothing pays from the application and until the month of a change.</summary>
/// <param name="BackPayMonths">An application so late is still paid from the lawful month.</param>
/// <param name="LateKeepsWindow">Whoever is later has the window; else only from the application on (F25).</param>
/// <param name="Recertify">Months of the year in which it must be certified anew.</param>
/// <param name="Certified">The field of the last certification; without one nobody can tell after the first month of certification.</param>
/// <param name="Since">The field of the month since when somebody receives it.</param>
/// <param name="Clauses">By the key they speak of: starts, back_pay, rerate, stops, recertify, grace.</param>
public sealed record Pay(
    PayStart Starts, int BackPayMonths, bool LateKeepsWindow, bool ReratesNextMonth, bool StopsNextMonth, IReadOnlyList<int> Recertify, Field? Certified, Field? Since,
    IReadOnlyList<GracePart> Grace, IReadOnlyDictionary<string, string> Clauses)
{
    public static readonly Pay Unsaid = new(PayStart.ApplicationMonth, 0, false, false, true, [], null, null, [], new Dictionary<string, string>());
}

/// <summary>Reads what a file says of paying; what cannot be meant is refused with the key it stands at.</summary>
static class PayReader
{
    const int MonthsMax = 60;
    static readonly Dictionary<string, PayStart> starts = new()
    {
        ["turning_month"] = PayStart.TurningMonth, ["application_month"] = PayStart.ApplicationMonth, ["next_month"] = PayStart.NextMonth,
    };
    static readonly HashSet<string> clauses = ["starts", "back_pay", "rerate", "stops", "recertify", "grace"];

    /// <param name="dated">The date field of that name.</param>
    public static Pay Read(PayFile file, Func<string, Field> dated, Func<string, string, Refusal> refuse)
    {
        if (!starts.TryGetValue(file.Starts, out var start)) throw refuse("starts", $"starts 只能是 {string.Join('、', starts.Keys)}。");
        if (file.BackPayMonths is < 0 or > MonthsMax) throw refuse("back_pay_months", $"back_pay_months 写 0 到 {MonthsMax}。");
        if (file.Late is not (null or "application_month" or "window")) throw refuse("late", "late 只能是 application_month、window。");
        if (file.Recertify.Find(m => MonthOf(m) is null) is { } bad) throw refuse("recertify", $"recertify 写月份（01、07），「{bad}」不是。");
        if (file.Clauses.Keys.FirstOrDefault(k => !clauses.Contains(k)) is { } unknown) throw refuse("clauses", $"clauses 不认识「{unknown}」。");
        List<GracePart> grace = file.GraceMonths > 0 ? [new(file.GraceMonths, 100)] : [.. file.Grace.Select(g => new GracePart(g.Months, g.Percent))];
        if (grace.Any(g => g.Months is < 1 or > MonthsMax || g.Percent is < 1 or > 100)) throw refuse("grace", "渐退期每段写 months（几个月）和 percent（1 到 100）。");
        return new(start, file.BackPayMonths ?? 0, file.Late == "window", IsNextMonth(file.Rerate, "rerate", "turning_month", false),
            IsNextMonth(file.Stops, "stops", "same_month", true), [.. file.Recertify.Select(m => MonthOf(m)!.Value).Order()],
            file.Certified is null ? null : dated(file.Certified), file.Since is null ? null : dated(file.Since), grace, file.Clauses);

        bool IsNextMonth(string? text, string key, string other, bool unsaid) => text is null ? unsaid : text == "next_month" || (text == other ? false
            : throw refuse(key, $"{key} 只能是 {other}、next_month。"));
    }

    static int? MonthOf(string text) => int.TryParse(text, out var month) && month is >= 1 and <= 12 ? month : null;
}

namespace OneTable.Services.Scenarios;

/// <summary>A scenario as its file says it (docs/scenarios.md): a dated rule over the registry and what to do about the people it finds.</summary>
public sealed class ScenarioFile
{
    public string Id { get; set; } = "";
    public List<string> Aliases { get; set; } = [];
    public string Title { get; set; } = "";
    /// <summary>What a resident reads instead of the title, where that would say too much (F31).</summary>
    public string? PlainTitle { get; set; }
    public LawFile? Law { get; set; }
    public string? Region { get; set; }
    public bool Sample { get; set; }
    /// <summary>The value of 享受待遇 that it grants.</summary>
    public string? Benefit { get; set; }
    public object? Condition { get; set; }
    public object? Moment { get; set; }
    /// <summary>It is about people who died or may have died; nobody else's scenario finds them.</summary>
    public bool OfTheDead { get; set; }
    public List<string> Tell { get; set; } = [];
    public VisitText? Todo { get; set; }
    public string? Notice { get; set; }
    /// <summary>The words for whose day has passed already.</summary>
    public string? NoticePast { get; set; }
    public Dictionary<string, string> Variables { get; set; } = [];
    public List<StopFile> Stop { get; set; } = [];
    /// <summary>Ids of scenarios whose benefit cannot be had beside this one (不可兼得).</summary>
    public List<string> Excludes { get; set; } = [];
    /// <summary>"highest" takes the higher amount of those (择高); left out, the person chooses.</summary>
    public string? Choose { get; set; }
    /// <summary>Dated figures of the law by name, for conditions and amounts: 低保标准.</summary>
    public Dictionary<string, List<LimitFile>> Limits { get; set; } = [];
    public List<AmountFile> Amounts { get; set; } = [];
    public PayFile? Pay { get; set; }
    public List<string> Materials { get; set; } = [];
    /// <summary>The flow in Approvals/Content by which it is claimed.</summary>
    public string? Steps { get; set; }
    public List<CaseFile> Cases { get; set; } = [];
    public string? Note { get; set; }
}

/// <summary>The text that decides.</summary>
public sealed class LawFile
{
    public string Title { get; set; } = "";
    public string? Number { get; set; }
    public string? From { get; set; }
    public string? Until { get; set; }
}

public sealed class VisitText
{
    public string Title { get; set; } = "";
    public string Detail { get; set; } = "";
    public int DueDays { get; set; } = 30;
    /// <summary>Who is to do it; 网格员 where nothing is said.</summary>
    public string? Post { get; set; }
}

/// <summary>What stops it: a condition that holds, or a name in the newest list of that name (名单比对).</summary>
public sealed class StopFile
{
    public string Text { get; set; } = "";
    public object? Condition { get; set; }
    public string? List { get; set; }
}

/// <summary>What a limit is from a day on: money, or a number.</summary>
public sealed class LimitFile
{
    public string From { get; set; } = "";
    public string? Until { get; set; }
    public decimal? Yuan { get; set; }
    public int? Value { get; set; }
    public string? Clause { get; set; }
}

public sealed class AmountFile
{
    public string From { get; set; } = "";
    public string? Until { get; set; }
    public object? When { get; set; }
    public decimal? Yuan { get; set; }
    /// <summary>A limit whose figure of the day is the amount, in place of yuan.</summary>
    public string? Limit { get; set; }
    public string Per { get; set; } = "month";
    /// <summary>A money field that is taken off, down to nothing.</summary>
    public string? Less { get; set; }
    public string? Clause { get; set; }
}

/// <summary>From which month and until which it is paid.</summary>
public sealed class PayFile
{
    public string Starts { get; set; } = "";
    public int? BackPayMonths { get; set; }
    /// <summary>What somebody who applies later than that has: application_month (only from then) or window (so many months before).</summary>
    public string? Late { get; set; }
    public string? Rerate { get; set; }
    public string? Stops { get; set; }
    public List<string> Recertify { get; set; } = [];
    /// <summary>The date field that says when it was last certified.</summary>
    public string? Certified { get; set; }
    /// <summary>The month field that says since when somebody receives it.</summary>
    public string? Since { get; set; }
    public int GraceMonths { get; set; }
    /// <summary>Where the months after are not paid in full.</summary>
    public List<GraceFile> Grace { get; set; } = [];
    public Dictionary<string, string> Clauses { get; set; } = [];
}

public sealed class GraceFile
{
    public int Months { get; set; }
    public int Percent { get; set; } = 100;
}

/// <summary>A golden case: facts on a day, in the words of a cell of a sheet, and what the law says of them.</summary>
public sealed class CaseFile
{
    public string Name { get; set; } = "";
    public string On { get; set; } = "";
    public Dictionary<string, string?> Facts { get; set; } = [];
    public List<RelatedFile> Related { get; set; } = [];
    public string Outcome { get; set; } = "";
    public decimal? Yuan { get; set; }
    public string? Clause { get; set; }
    /// <summary>The day of an application; without it as if applied on that day.</summary>
    public string? Applied { get; set; }
    /// <summary>What is due in months: 2026-01; nothing said where nobody can tell.</summary>
    public Dictionary<string, decimal?> Months { get; set; } = [];
}

/// <summary>Somebody who is something to the person of a case: 孩子, 监护对象.</summary>
public sealed class RelatedFile
{
    public string As { get; set; } = "";
    public Dictionary<string, string?> Facts { get; set; } = [];
}

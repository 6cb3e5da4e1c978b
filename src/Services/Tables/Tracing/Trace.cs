using OneTable.Services.Data;
using OneTable.Services.Sheets;

namespace OneTable.Services.Tables.Tracing;

/// <summary>What was taken away: kinds of files and prints.</summary>
public static class TraceKind
{
    public const string Table = "table", Fill = "fill", Question = "question", Comparison = "comparison",
        Refused = "refused", Statistics = "statistics", Print = "print", Return = "return", OwnForm = "own_form", Event = "event", Paid = "paid", Scenario = "scenario";

    public static string Text(string kind) => kind switch
    {
        Table => "一套表",
        Fill => "填表",
        Question => "问一问",
        Comparison => "名单比对",
        Refused => "导入退回的行",
        Statistics => "统计表",
        Print => "打印",
        Return => "交回的表",
        OwnForm => "自建表",
        Event => "事件",
        Paid => "发放名单",
        Scenario => "智慧场景",
        _ => kind,
    };
}

/// <summary>One file or print that left the house: who took it, when, what it held. The code stands in it, seen and hidden.</summary>
/// <param name="RowsWritten">How many rows it had; null where it was broken off or is still being written.</param>
public sealed record Trace(long Id, string Code, string Kind, string What, string FileName, string DivisionCode, long StaffId, string Viewer,
    string Post, long At, long? RowsWritten)
{
    /// <summary>What a workbook carries of it.</summary>
    public TraceMark Mark => new(Code, Viewer, BeijingTime.Of(At).ToString("yyyy-MM-dd HH:mm", System.Globalization.CultureInfo.InvariantCulture));
}

using OneTable.Services.Data;
using OneTable.Services.Dictionary;
using OneTable.Services.Divisions;
using OneTable.Services.Sheets;
using OneTable.Services.Sheets.Editing;
using OneTable.Services.Staff;
using OneTable.Services.Tables.Forms;

namespace OneTable.Services.Tables.Filling;

/// <summary>What stands around a table: who reports, who fills it in and checks it, until which day (F20). What somebody wrote there stays.</summary>
sealed class FillAround
{
    const string Day = "yyyy年M月d日";

    readonly Dictionary<string, string?> values;

    public FillAround(Tx tx, FillRules rules, StaffList staff, DateOnly today)
    {
        var (scope, viewer) = (rules.Order.Scope, rules.Order.Viewer);
        var here = staff.Within(tx, scope.Code).OrderBy(s => s.DivisionCode.Length).ToList();
        // Of the division itself before one of its parts.
        string? First(params string[] posts) => here.Where(s => posts.Contains(s.Post)).GroupBy(s => s.DivisionCode.Length).FirstOrDefault()?
            .MinBy(s => (Array.IndexOf(posts, s.Post), s.UserName))!.Name;
        var head = First(Posts.Secretary, Posts.StreetLeader, Posts.Department);
        values = new()
        {
            [Furniture.Unit] = rules.Divisions.FullName(scope.Code),
            // Whoever runs a verb on the machine itself signs nothing: the clerk of the division does.
            [Furniture.Maker] = viewer.Id > 0 ? viewer.Name : First(Posts.SocialWorker, Posts.StreetOffice, Posts.StreetCentre, Posts.Department, Posts.Platform),
            [Furniture.Checker] = head,
            [Furniture.Head] = head,
            [Furniture.Phone] = rules.Divisions.Community(scope.Code)?.Phone,
            [Furniture.MadeOn] = today.ToString(Day),
            [Furniture.CutOff] = rules.CutOff.ToString(Day),
            [Furniture.Period] = rules.CutOff.ToString("yyyy年M月"),
        };
    }

    /// <summary>The day that the form itself names; null where it leaves it open.</summary>
    public static DateOnly? CutOff(FormSheet sheet, IReadOnlyDictionary<int, SheetRow> rows) => sheet.Furniture.Where(f => f.Means == Furniture.CutOff)
        .Select(f => Stands(f, rows) is { } text ? DateText.Day(text.Trim()) : null).FirstOrDefault(d => d is not null);

    public IReadOnlyDictionary<int, IReadOnlyList<NewCell>> Cells(FormSheet sheet, IReadOnlyDictionary<int, SheetRow> rows) => sheet.Furniture
        .Where(f => values[f.Means] is { Length: > 0 } && IsOpen(Stands(f, rows))).GroupBy(f => f.Row).ToDictionary(row => row.Key, row => (IReadOnlyList<NewCell>)
            [.. row.GroupBy(f => f.ValueColumn).OrderBy(c => c.Key).Select(cell => new NewCell(cell.Key, Text(cell, rows)))]);

    /// <summary>From behind, so that places before stay where they are.</summary>
    string Text(IEnumerable<FormCell> cell, IReadOnlyDictionary<int, SheetRow> rows)
    {
        var text = "";
        foreach (var one in cell.OrderByDescending(f => f.From))
        {
            if (!one.InSameCell) return values[one.Means]!;
            if (text.Length == 0) text = rows[one.Row][one.Column] ?? "";
            var value = values[one.Means]!;
            var ends = one.From + one.Length >= text.Length;
            text = text[..one.From] + (ends ? value : value.PadRight(one.Length)) + text[Math.Min(text.Length, one.From + one.Length)..];
        }
        return text;
    }

    static string? Stands(FormCell cell, IReadOnlyDictionary<int, SheetRow> rows) => rows.GetValueOrDefault(cell.Row)?[cell.ValueColumn] is not { } text ? null
        : cell.InSameCell ? text.Substring(Math.Min(cell.From, text.Length), Math.Min(cell.Length, Math.Max(0, text.Length - cell.From))) : text;

    /// <summary>Nothing but blanks, lines, and 年 月 日.</summary>
    static bool IsOpen(string? text) => text is null || text.All(c => char.IsWhiteSpace(c) || c is '_' or '＿' or '—' or '-' or '/' or '年' or '月' or '日');
}

using System.Globalization;
using OneTable.Services.Data;
using OneTable.Services.Dictionary;
using OneTable.Services.Sheets;

namespace OneTable.Services.Registry.Comparing;

/// <summary>A list as it was dropped: which of its columns say who is meant, and its rows.</summary>
public sealed class ListFile
{
    public const string Address = "地址";
    public const int RowsMax = 300_000;

    /// <summary>What a column can say; the rest is kept beside it and not compared.</summary>
    public static readonly IReadOnlyList<string> Targets = [Facts.Name, Facts.Document, Facts.BirthDate, Address];

    static readonly string[] addresses = ["现住地址", "户籍地址"];
    static readonly string[] nameNames = ["参保人", "参保人姓名", "缴费人", "被保险人", "领取人", "死者", "死者姓名", "逝者", "逝者姓名", "死亡人员", "人员姓名", "持卡人"];
    static readonly string[] addressNames = ["地址", "住址", "详细地址", "家庭住址", "家庭地址", "联系地址", "通讯地址", "居住地", "户籍地", "房屋坐落"];

    readonly SheetTable table;

    ListFile(SheetTable table, IReadOnlyList<SheetColumn> columns) => (this.table, Columns) = (table, columns);

    public string Sheet => table.SheetName;
    public IReadOnlyList<SheetColumn> Columns { get; }
    public int Rows => table.Survey.Rows;

    /// <summary>The first sheet with a table of people.</summary>
    /// <param name="names">What the columns of a file of people are called, and what they mean.</param>
    /// <param name="said">heading → what somebody said it means, before all else.</param>
    public static ListFile Of(SheetFile file, IReadOnlyList<(string Name, string Target)> names, params (string How, IReadOnlyDictionary<string, string?> Map)[] said)
    {
        // All fields are known, so that the header is found by them; what is not compared is left aside afterwards.
        var headings = new Headings(names.Concat(addressNames.Select(n => (n, Address))).Concat(nameNames.Select(n => (n, Facts.Name))));
        for (var sheet = 0; sheet < file.Sheets.Count; sheet++)
        {
            if (SheetTable.Find(file, sheet, headings, said) is not { } table) continue;
            var columns = table.Columns.Select(c => c with { Target = addresses.Contains(c.Target) ? Address : c.Target }).ToList();
            if (columns.Any(c => c.Target is Facts.Name or Facts.Document)) return new(table, [.. columns.Select(c => Targets.Contains(c.Target) ? c : c with { Target = null })]);
        }
        throw new Refusal("list_unknown", "没有认出姓名或身份证号这一列，请检查表头。");
    }

    /// <summary>Rows that name somebody; the others are counted.</summary>
    internal (IReadOnlyList<ListedRow> Rows, int Skipped) Read()
    {
        var (rows, skipped) = (new List<ListedRow>(), 0);
        int[] At(string target) => [.. Columns.Where(c => c.Target == target).Select(c => c.Index)];
        var (name, document, birth, address) = (At(Facts.Name), At(Facts.Document), At(Facts.BirthDate), At(Address));
        var width = Columns.Max(c => c.Index) + 1;
        foreach (var row in table.Rows())
        {
            if (row.OtherHeader is { } line) throw new Refusal("other_header", $"第 {line} 行又是一个表头，列和前面的不一样，请分成两张表。");
            string? Text(int[] columns) => columns.Select(row.Text).FirstOrDefault(t => t is not null);
            var (who, number) = (Text(name) ?? "", ListedNumber.Of(Text(document)));
            if (who.Length == 0 && number.Written is null) { skipped++; continue; }
            if (rows.Count == RowsMax) throw new Refusal("list_too_long", $"一次最多比对 {RowsMax} 行，请分开。");
            rows.Add(new(row.Number, who, number, BirthDate(Text(birth), number), Text(address), [.. Enumerable.Range(0, width).Select(i => row[i])]));
        }
        return rows.Count > 0 ? (rows, skipped) : throw new Refusal("list_empty", "这个文件里没有一行人。");
    }

    /// <summary>As its column says; else as the number does, also one with a wrong digit elsewhere.</summary>
    static string? BirthDate(string? text, ListedNumber number) => (text is null ? null : DateText.Day(text) ?? Serial(text))?.Iso() ?? number.BirthDate?.Iso()
        ?? (number.Written is { Length: 18 } written && DateText.Day(written[6..14]) is { } day ? day.Iso() : null);

    /// <summary>A day as spreadsheets count it, in a cell that lost its format.</summary>
    static DateOnly? Serial(string text) => double.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var days) && days is > 1000 and < 73_050
        ? new DateOnly(1899, 12, 30).AddDays((int)days) : null;
}

using System.Text.RegularExpressions;
using OneTable.Services.Sheets;

namespace OneTable.Services.Tables.Forms;

/// <summary>What stands around a table: who reports, who signs, until which day.</summary>
public static partial class Furniture
{
    public const string Unit = "填报单位", Maker = "填表人", Checker = "审核人", Head = "负责人", Phone = "联系电话", MadeOn = "填报日期", CutOff = "统计截止日", Period = "统计期";

    public static readonly IReadOnlyList<string> Kinds = [Unit, Maker, Checker, Head, Phone, MadeOn, CutOff, Period];

    /// <summary>So many blanks stay between a value and the next label.</summary>
    const int Apart = 2, TextMax = 300;

    static readonly (string Means, string[] Labels)[] labels =
    [
        (Unit, ["填报单位", "填表单位", "上报单位", "报送单位", "制表单位", "编制单位", "统计单位", "报表单位", "填报社区", "填报村社区", "申报单位", "单位名称", "单位",
            "社区", "村社区", "村（社区）", "镇街", "乡镇（街道）", "街道（乡镇）", "街道", "乡镇"]),
        (Maker, ["填表人", "填报人", "制表人", "经办人", "统计员", "统计人", "报表人", "录入人", "采集人", "填表人签字", "填表人签名", "联系人"]),
        (Checker, ["审核人", "复核人", "核对人", "审批人", "审核", "复核", "审核人签字"]),
        (Head, ["单位负责人", "主要负责人", "社区负责人", "分管负责人", "分管领导", "负责人", "领导签字", "负责人签字", "单位领导"]),
        (Phone, ["填表人电话", "联系人电话", "联系电话", "联系方式", "办公电话", "电话"]),
        (MadeOn, ["填报日期", "填表日期", "填报时间", "填表时间", "上报日期", "上报时间", "报送日期", "报送时间", "报出日期", "制表日期", "制表时间", "日期"]),
        (CutOff, ["统计截止日期", "统计截止日", "统计截止时间", "数据截止日期", "数据截止日", "截止日期", "截止日", "截止时间", "截至日期", "截至时间", "统计日期", "统计时点"]),
        (Period, ["统计期间", "统计周期", "统计时段", "统计时间", "统计期", "报告期", "所属期", "填报周期", "报表月份", "月份"]),
    ];

    static readonly Dictionary<string, string> means = labels
        .SelectMany(l => l.Labels.Select(label => (Label: Headings.Plain(label), l.Means))).ToDictionary(l => l.Label, l => l.Means);

    // Letters may stand apart (填 表 人：); longer labels first, so that 主要负责人 is not read as 负责人.
    static readonly Regex labelled = new(@"(?<=^|[\s\u3000_，,；;。|（(])(?<label>"
        + string.Join('|', labels.SelectMany(l => l.Labels).OrderByDescending(l => l.Length)
            .Select(l => string.Join(@"[ \u3000]*", l.Select(c => Regex.Escape(c.ToString())))))
        + @")(?:[ \u3000]*[（(][^（）()：:]{1,12}[)）])?[ \u3000]*[:：]", RegexOptions.Compiled, TimeSpan.FromSeconds(1));

    /// <summary>The furniture of one row.</summary>
    public static IEnumerable<FormCell> Of(SheetRow row)
    {
        for (var c = 0; c < row.Cells.Length; c++)
        {
            if (row[c] is not { Length: <= TextMax } text || c > 0 && row[c - 1] == text) continue;
            var found = labelled.Matches(text);
            for (var i = 0; i < found.Count; i++)
            {
                var (from, to) = (found[i].Index + found[i].Length, i + 1 < found.Count ? found[i + 1].Index : End(text, found[i].Index + found[i].Length));
                if (to < text.Length) to = Math.Max(from, to - Apart);
                if (IsUnitOfMeasure(found[i], text[from..to])) continue;
                yield return Cell(row, c, found[i].Groups["label"].Value, from, to - from, alone: found.Count == 1);
            }
            if (found.Count > 0) continue;
            if (Means(text) is { } whole && Next(row, c) is var next && (row[next] is null || !IsLabel(row[next]!)))
                yield return new(row.Number, c, Plain(text), whole, next, 0, 0);
            else if (Until().Match(text) is { Success: true } until)
                yield return new(row.Number, c, "截至", CutOff, c, until.Groups["day"].Index, until.Groups["day"].Length);
        }
    }

    /// <summary>No row of a subject and no header looks like this: 填表人：王五.</summary>
    public static bool IsRow(SheetRow row) => row.Cells.Any(t => t is { Length: <= TextMax } && labelled.IsMatch(t));

    /// <summary>填表人, 审核人 without a colon, and nothing else: below a table no header.</summary>
    public static bool IsLabels(SheetRow row) =>
        row.Cells.OfType<string>().Distinct().ToList() is { Count: > 1 } texts && texts.TrueForAll(t => Means(t) is not null);

    static FormCell Cell(SheetRow row, int column, string label, int from, int length, bool alone)
    {
        // A value already stands beside: that is where its writer wants it.
        var beside = alone && row[column]!.AsSpan(from).Trim().IsEmpty && Next(row, column) is var next && row[next] is { } text && !IsLabel(text)
            ? Next(row, column) : column;
        return new(row.Number, column, Plain(label), Means(label)!, beside, beside == column ? from : 0, beside == column ? length : 0);
    }

    public static string? Means(string label) =>
        means.GetValueOrDefault(Headings.Plain(label)) ?? means.GetValueOrDefault(Headings.Plain(Bracket().Replace(label, "")));

    /// <summary>The next cell; what is merged repeats its text.</summary>
    static int Next(SheetRow row, int column)
    {
        var next = column + 1;
        while (next < row.Cells.Length && row[next] == row[column]) next++;
        return next;
    }

    static bool IsLabel(string text) => text.TrimEnd() is [.., ':' or '：'] || labelled.IsMatch(text) || Means(text) is not null;

    /// <summary>An unknown label further on ends the value: 填报单位：____ 盖章处：____.</summary>
    static int End(string text, int from) => Other().Match(text, from) is { Success: true } m ? m.Index : text.Length;

    /// <summary>单位：元 says what is counted.</summary>
    static bool IsUnitOfMeasure(Match found, string value) => found.Groups["label"].Value == "单位" && Measure().IsMatch(value.Trim());

    static string Plain(string label) => Blank().Replace(label, "").TrimEnd(':', '：');

    [GeneratedRegex(@"[（(][^（）()]*[)）]")]
    private static partial Regex Bracket();

    [GeneratedRegex(@"[\s\u3000]+")]
    private static partial Regex Blank();

    [GeneratedRegex(@"[\s\u3000]+[\u4E00-\u9FFF]{2,10}(?:[（(][^（）()]*[)）])?[ \u3000]*[:：]")]
    private static partial Regex Other();

    [GeneratedRegex(@"^(?:人|个|户|元|万元|亿元|套|间|次|件|亩|吨|米|平方米|岁|%|[\u4E00-\u9FFF]{1,3}[、，/][\u4E00-\u9FFF、，/]{1,12})$")]
    private static partial Regex Measure();

    [GeneratedRegex(@"截[至止]\s*(?:到|于)?\s*(?<day>[\s_\d]*年[\s_\d]*月(?:[\s_\d]*日)?)")]
    private static partial Regex Until();
}

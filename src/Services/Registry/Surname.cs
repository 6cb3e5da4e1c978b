using System.Globalization;

namespace OneTable.Services.Registry;

/// <summary>The family name of a Chinese name, by which people are called.</summary>
public static class Surname
{
    static readonly HashSet<string> doubles =
        ["欧阳", "司马", "诸葛", "上官", "司徒", "东方", "夏侯", "皇甫", "尉迟", "公孙", "慕容", "令狐", "长孙", "宇文", "端木", "南宫", "独孤"];

    /// <summary>买买提·艾力 is called by the first part; two-character family names stay whole, and so does a rare character.</summary>
    public static string Of(string name) => name.Split('·')[0] is var first && first.Length < name.Length ? first
        : name.Length > 2 && doubles.Contains(name[..2]) ? name[..2] : StringInfo.GetNextTextElement(name);
}

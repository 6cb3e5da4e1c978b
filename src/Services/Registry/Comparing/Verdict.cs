namespace OneTable.Services.Registry.Comparing;

/// <summary>What became of a row, or of somebody nobody listed.</summary>
public static class Outcome
{
    public const string Both = "both", Here = "here", There = "there", Doubtful = "doubtful";
    public static readonly IReadOnlyList<string> All = [Both, Here, There, Doubtful];

    public static string Text(string outcome) => outcome switch { Both => "两边都有", Here => "只在库里", There => "只在名单", _ => "拿不准" };
}

/// <summary>How sure it is that a row means somebody, in a figure and in words.</summary>
readonly record struct Verdict(int Confidence, string Why)
{
    /// <summary>From here on nobody needs to look.</summary>
    public const int Sure = 80;

    public static string Words(int confidence) => confidence switch { >= 95 => "确定是", >= Sure => "应该是", >= 60 => "可能是", >= 40 => "说不准", _ => "不太像" };

    public static Verdict ByNumber(ListedRow row, Listable person) => row.Plain.Length == 0
        ? new(95, "证号一致，名单没写姓名")
        : ListedName.Compare(row.Plain, person.Plain) switch
        {
            ListedName.Likeness.Same => new(100, "证号、姓名都一致"),
            ListedName.Likeness.Alike => new(90, "证号一致，姓名写法不同"),
            _ => new(60, "证号一致，姓名不同"),
        };

    /// <summary>Without the same number: name, birth date, address, and what the number says even so.</summary>
    /// <param name="sameName">How many have this name, and this birth date where the row says one.</param>
    public static Verdict ByName(ListedRow row, Listable person, string? number, int sameName)
    {
        var born = row.BirthDate is null || person.BirthDate is null ? (bool?)null : row.BirthDate == person.BirthDate;
        var name = ListedName.Compare(row.Plain, person.Plain);
        var place = AddressLikeness.Same(row.Address, person.Living) is true ? true : AddressLikeness.Same(row.Address, person.Registered) ?? AddressLikeness.Same(row.Address, person.Living);
        var what = (name == ListedName.Likeness.Same ? "姓名" : "姓名写法不同") + (born is true ? "、生日" : "") + (place is true ? "、地址" : "");
        what += name == ListedName.Likeness.Same || born is true || place is true ? "一致" : "";
        switch (row.Document.To(number))
        {
            case ListedNumber.Fit.Masked: return new(name == ListedName.Likeness.Same ? 95 : 85, what + "，打码的证号对得上");
            case ListedNumber.Fit.NearlySame: return new(70, what + "，证号差一两位");
            case ListedNumber.Fit.Another: return new(40, what + "，证号不同");
        }
        if (born is true && place is true) return new(name == ListedName.Likeness.Same ? 92 : 75, what);
        if (born is true && sameName == 1) return new(name != ListedName.Likeness.Same ? 60 : place is false ? 65 : 85, what + (place is false ? "，地址不同" : ""));
        if (born is true) return new(55, $"{what}，有 {sameName} 人都是");
        if (place is true) return new(name == ListedName.Likeness.Same && sameName == 1 ? 75 : 60, what + (row.BirthDate is null ? "，名单没写生日" : "，生日没登记"));
        return new(sameName == 1 ? 45 : 30, sameName == 1 ? "只有姓名一致" : $"同名的有 {sameName} 人");
    }
}

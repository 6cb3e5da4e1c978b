namespace OneTable.Services.Staff;

/// <summary>Codes of code set 岗位 that rules speak of.</summary>
public static class Posts
{
    public const string Department = "01", Platform = "02", StreetLeader = "03", StreetCentre = "04", StreetOffice = "05", Secretary = "06",
        Committee = "07", SocialWorker = "08", GridLead = "09", GridWorker = "10", PartTimeGridWorker = "11", DutyOfficer = "13",
        Company = "14", PartnerUnit = "15", Inspector = "16";

    /// <summary>物业 and 协同单位 read what is dispatched to them, not who reported it (F13).</summary>
    public static bool IsOutside(string post) => post is Company or PartnerUnit;

    /// <summary>Volunteers of a building, inspectors and robots are given nothing to do.</summary>
    public static bool WorksOnCases(string post) => post is not ("12" or Inspector or "17");

    /// <summary>The codes that go by this text: both kinds of 网格员.</summary>
    public static IReadOnlyList<string> Named(string text) => [.. Enumerable.Range(1, 17).Select(n => $"{n:00}").Where(code => Text(code) == text && text != "工作人员")];

    public static string Text(string post) => post switch
    {
        Department => "区部门经办",
        Platform => "区平台管理员",
        StreetLeader => "街道领导",
        StreetCentre => "街道协同中心",
        StreetOffice => "街道科室",
        Secretary => "书记",
        Committee => "两委成员",
        SocialWorker => "社工",
        GridLead => "网格长",
        GridWorker or PartTimeGridWorker => "网格员",
        DutyOfficer => "值班员",
        Company => "物业",
        PartnerUnit => "协同单位",
        Inspector => "检查人员",
        _ => "工作人员",
    };
}

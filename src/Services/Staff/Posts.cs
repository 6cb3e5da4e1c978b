namespace OneTable.Services.Staff;

/// <summary>Codes of code set 岗位 that rules speak of.</summary>
public static class Posts
{
    public const string Platform = "02", StreetLeader = "03", StreetCentre = "04", Secretary = "06", SocialWorker = "08",
        GridLead = "09", GridWorker = "10", PartTimeGridWorker = "11", DutyOfficer = "13";

    public static string Text(string post) => post switch
    {
        Platform => "区平台管理员",
        StreetLeader => "街道领导",
        StreetCentre => "街道协同中心",
        Secretary => "书记",
        SocialWorker => "社工",
        GridLead => "网格长",
        GridWorker or PartTimeGridWorker => "网格员",
        DutyOfficer => "值班员",
        _ => "工作人员",
    };
}

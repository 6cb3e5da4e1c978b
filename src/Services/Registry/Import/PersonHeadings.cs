using OneTable.Services.Dictionary;
using OneTable.Services.Sheets;

namespace OneTable.Services.Registry.Import;

/// <summary>What the columns of a file of people can mean: the fields of a person, and the parts of an address.</summary>
public static class PersonHeadings
{
    public const string Community = "所属社区", Estate = "小区", Building = "楼栋", Unit = "单元", Room = "房号";
    public const string LivingAddress = "现住地址", LivingGrid = "现住网格", LivingHouse = "现住房屋", RegisteredCommunity = "户籍社区", RegisteredAddress = "户籍地址",
        RegisteredHere = "本地户籍", Remark = "备注", HouseholdNumber = "户号", Head = "户主", HouseholdForm = "户籍类型", Household = "户籍户", Relation = "与户主关系",
        Kind = "人口类别", State = "人员状态";

    static readonly (string Part, string[] Names)[] parts =
    [
        (Community, ["社区", "社区名称", "所属村社区", "村社区", "村（社区）", "社区（村）", "居委会", "村委会", "行政村", "村居", "administrativeVillage"]),
        (Estate, ["小区名称", "所在小区", "所属小区", "居住小区", "楼盘", "院落"]),
        (Building, ["楼号", "栋号", "楼栋号", "幢号", "幢", "栋", "楼栋名称", "楼座"]),
        (Unit, ["单元号", "单元名称"]),
        (Room, ["房间号", "室号", "门牌", "门牌号", "房屋号", "户室号", "门户号", "房号（室）", "室"]),
    ];

    /// <summary>What people can choose for a column, beside leaving it aside.</summary>
    public static IEnumerable<string> Targets(FieldCatalog fields, string? post) =>
        fields.Person.Where(f => !f.IsKey && (f.IsWritten || IsOfHousehold(f.Label)) && MayName(f, post)).Select(f => f.Label).Concat(parts.Select(p => p.Part)).Distinct();

    public static Headings Of(FieldCatalog fields, string? post) => new(Headings.Of(fields.Person.Where(f => MayName(f, post)))
        .Concat(parts.Select(p => (p.Part, p.Part))).Concat(parts.SelectMany(p => p.Names.Select(n => (n, p.Part)))));

    /// <summary>Kept of the household, not of the person.</summary>
    public static bool IsOfHousehold(string label) => label is HouseholdNumber or Head or HouseholdForm;

    public static bool IsPart(string target) => parts.Any(p => p.Part == target);

    /// <summary>The meaning that somebody named by label or alias; null where it is none of theirs to name.</summary>
    public static string? Known(FieldCatalog fields, string name, string? post) => Of(fields, post).Target([name]);

    /// <summary>What a post may not see, it may not bring in either (F07); whoever runs a verb on the machine itself has no post.</summary>
    static bool MayName(Field field, string? post) => post is null || field.IsVisibleTo(post);
}

using OneTable.Services.Data;
using OneTable.Services.Dictionary;
using OneTable.Services.Sheets;

namespace OneTable.Services.Registry.Import;

/// <summary>What the columns of a file of people can mean: the fields of a person, and the parts of an address.</summary>
public static class PersonHeadings
{
    public const string Community = "所属社区", Estate = "小区", Building = "楼栋", Unit = "单元", Room = "房号";
    public const string LivingAddress = "现住地址", LivingGrid = "现住网格", LivingHouse = "现住房屋", RegisteredCommunity = "户籍社区", RegisteredAddress = "户籍地址",
        RegisteredHere = "本地户籍", Remark = "备注", HouseholdNumber = "户号", Head = "户主", HouseholdForm = "户籍类型", Household = "户籍户", Relation = "与户主关系",
        Kind = "人口类别", State = "人员状态", Updated = "来源更新时间", SourceNumber = "来源编号";

    static readonly string[] parts = [Community, Estate, Building, Unit, Room];

    /// <summary>What people can choose for a column, beside leaving it aside.</summary>
    public static IEnumerable<string> Targets(FieldCatalog fields, Reader? reader) =>
        fields.Person.Where(f => !f.IsKey && (f.IsWritten || IsOfHousehold(f.Label)) && MayName(f, reader)).Select(f => f.Label).Concat(parts).Distinct();

    public static Headings Of(Tx tx, FieldCatalog fields, Reader? reader) => new(Names(tx, fields, reader));

    /// <summary>By label and alias, and by what import/headings.yaml adds for the heads of tables.</summary>
    public static IReadOnlyList<(string Name, string Target)> Names(Tx tx, FieldCatalog fields, Reader? reader)
    {
        var mine = fields.Person.Where(f => MayName(f, reader)).ToList();
        var known = mine.Select(f => f.Label).Concat(parts).ToHashSet();
        var content = Contents.Find(tx, "import", "headings")!;
        var more = Yaml.Read<Dictionary<string, List<string>>>(content.Body, content.File).Where(h => known.Contains(h.Key));
        return [.. Headings.Of(mine), .. parts.Select(p => (p, p)), .. more.SelectMany(h => h.Value.Select(name => (name, h.Key)))];
    }

    /// <summary>Kept of the household, not of the person.</summary>
    public static bool IsOfHousehold(string label) => label is HouseholdNumber or Head or HouseholdForm;

    public static bool IsPart(string target) => parts.Contains(target);

    /// <summary>What a post may not see, it may not bring in either (F07); whoever runs a verb on the machine itself has no post.</summary>
    static bool MayName(Field field, Reader? reader) => reader is null || field.IsVisibleTo(reader.Value);
}

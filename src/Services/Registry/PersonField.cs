using System.Collections.Frozen;
using OneTable.Services.Dictionary;

namespace OneTable.Services.Registry;

/// <summary>How a field is kept and shown. Key joins to another row and is not shown; Codes are rows of tags.</summary>
public enum FieldKind { Text, Code, Codes, Date, Flag, Key, Division, Identity, Phone, Account }

/// <summary>One field of a person: its label in the dictionary, where it lies and under which heading it is read.</summary>
public sealed record PersonField(string Label, string Group, FieldKind Kind, string Table, string Column, string? CodeSet = null)
{
    public const string Restricted = "重点人群";
    const string Base = "people", Ageing = "people_ageing", Tags = "tags";

    public static IReadOnlyList<PersonField> All { get; } =
    [
        new("姓名", "基本信息", FieldKind.Text, Base, "name"),
        new("曾用名", "基本信息", FieldKind.Text, Base, "former_name"),
        new("证件类型", "基本信息", FieldKind.Code, Base, "document_kind", "证件类型"),
        new("身份证号", "基本信息", FieldKind.Identity, Base, "document_sealed"),
        new("出生日期", "基本信息", FieldKind.Date, Base, "birth_date"),
        new("性别", "基本信息", FieldKind.Code, Base, "sex", "性别"),
        new("民族", "基本信息", FieldKind.Code, Base, "ethnicity", "民族"),
        new("文化程度", "基本信息", FieldKind.Code, Base, "education", "文化程度"),
        new("婚姻状况", "基本信息", FieldKind.Code, Base, "marriage", "婚姻状况"),
        new("联系电话", "联系方式", FieldKind.Phone, Base, "phone_sealed"),
        new("电话归属", "联系方式", FieldKind.Code, Base, "phone_owner", "电话归属"),
        new("联系偏好", "联系方式", FieldKind.Code, Base, "contact_preference", "联系偏好"),
        new("本地户籍", "户籍", FieldKind.Flag, Base, "registered_here"),
        new("户籍社区", "户籍", FieldKind.Division, Base, "registered_community"),
        new("户籍地址", "户籍", FieldKind.Text, Base, "registered_address"),
        new("户籍户", "户籍", FieldKind.Key, Base, "registered_household_id"),
        new("与户主关系", "户籍", FieldKind.Code, Base, "relation_to_head", "与户主关系"),
        new("现住网格", "居住", FieldKind.Division, Base, "living_grid"),
        new("现住房屋", "居住", FieldKind.Key, Base, "living_address_id"),
        new("现住地址", "居住", FieldKind.Text, Base, "living_address"),
        new("居住户", "居住", FieldKind.Key, Base, "living_household_id"),
        new("人口类别", "状态", FieldKind.Code, Base, "population_kind", "人口类别"),
        new("人员状态", "状态", FieldKind.Code, Base, "status", "人员状态"),
        new("去世日期", "状态", FieldKind.Date, Base, "died_on"),
        new("近期动态", "状态", FieldKind.Text, Base, "recent_note"),
        new("备注", "状态", FieldKind.Text, Base, "remark"),
        new("居家状况", "养老", FieldKind.Code, Ageing, "home_state", "居家状况"),
        new("自理能力", "养老", FieldKind.Code, Ageing, "self_care", "自理能力"),
        new("社保卡开户行", "养老", FieldKind.Text, Ageing, "bank_name"),
        new("社保卡账号", "养老", FieldKind.Account, Ageing, "account_sealed"),
        new("养老资格认证日期", "养老", FieldKind.Date, Ageing, "pension_certified_on"),
        new("高龄津贴起领月", "养老", FieldKind.Text, Ageing, "allowance_from"),
        new("享受待遇", "待遇与标签", FieldKind.Codes, Tags, "享受待遇", "享受待遇"),
        new("关爱对象", "待遇与标签", FieldKind.Codes, Tags, "关爱对象", "关爱对象"),
        new(Restricted, "待遇与标签", FieldKind.Codes, Tags, Restricted, Restricted),
    ];

    static readonly FrozenDictionary<string, PersonField> ByLabel = All.ToFrozenDictionary(f => f.Label);

    /// <summary>Columns made from a field beside its own: what one searches by, and the area of first registration.</summary>
    static readonly string[] Derived = ["document_hash", "first_area", "phone_hash", "phone_tail"];

    internal static string[] PeopleColumns { get; } = [.. All.Where(f => f.Table == Base).Select(f => f.Column), .. Derived];
    internal static string[] AgeingColumns { get; } = [.. All.Where(f => f.Table == Ageing).Select(f => f.Column)];

    public static PersonField? Find(string? label) => label is null ? null : ByLabel.GetValueOrDefault(label);
    public bool IsSealed => Kind is FieldKind.Identity or FieldKind.Phone or FieldKind.Account;

    /// <summary>F07: only the secretary, the line workers of the community and the street's own office see it.</summary>
    public bool IsVisibleTo(string? post) => Label != Restricted || FieldRights.ReadsRestricted(post);

    public string? Masked(string? value) => Kind switch
    {
        FieldKind.Identity => Mask.Identity(value),
        FieldKind.Phone => Mask.Phone(value),
        FieldKind.Account => Mask.Account(value),
        _ => value,
    };
}

using System.Globalization;
using OneTable.Services.Data;

namespace OneTable.Services.Demo;

/// <summary>A person of the demo before it is written; none of them is a real one.</summary>
sealed class DemoPerson(long id, string name, bool male, DateOnly birth)
{
    public long Id => id;
    public string Name { get; set; } = name;
    public bool Male => male;
    public DateOnly Birth => birth;
    public string Ethnicity { get; set; } = "01";
    public string DocumentKind { get; set; } = "01";
    public string? Document { get; set; }
    public string? Phone { get; set; }
    public string PhoneOwner { get; set; } = "1";
    public string? Preference { get; set; }
    public string? Education { get; set; }
    public string? Marriage { get; set; }
    public string? Relation { get; set; }
    public bool RegisteredHere { get; set; }
    public string? RegisteredCommunity { get; set; }
    public string? RegisteredAddress { get; set; }
    public long? RegisteredHousehold { get; set; }
    public string? LivingGrid { get; set; }
    public long? LivingAddressId { get; set; }
    public string? LivingAddress { get; set; }
    public long? LivingHousehold { get; set; }
    public string Kind { get; set; } = "1";
    public string Status { get; set; } = "1";
    public DateOnly? DiedOn { get; set; }
    public string? Note { get; set; }
    public string? HomeState { get; set; }
    public string? SelfCare { get; set; }
    public string? Account { get; set; }
    public DateOnly? CertifiedOn { get; set; }
    public List<string> Benefits { get; } = [];
    public List<string> Care { get; } = [];
    public string? Restricted { get; set; }

    /// <summary>What departments know: field label → value.</summary>
    public Dictionary<string, string?> More { get; } = [];

    /// <summary>As a grid worker would enter them: field label → value.</summary>
    public Dictionary<string, string?> Facts()
    {
        var facts = new Dictionary<string, string?>(More)
        {
            ["姓名"] = Name, ["证件类型"] = DocumentKind, ["身份证号"] = Document, ["出生日期"] = birth.Iso(), ["性别"] = male ? "1" : "2",
            ["民族"] = Ethnicity, ["文化程度"] = Education, ["婚姻状况"] = Marriage,
            ["联系电话"] = Phone, ["电话归属"] = Phone is null or ['?', _] ? null : PhoneOwner, ["联系偏好"] = Preference,
            ["本地户籍"] = RegisteredHere ? "1" : "0", ["户籍社区"] = RegisteredCommunity, ["户籍地址"] = RegisteredAddress,
            ["户籍户"] = Text(RegisteredHousehold), ["与户主关系"] = Relation,
            ["现住网格"] = LivingGrid, ["现住房屋"] = Text(LivingAddressId), ["现住地址"] = LivingAddress, ["居住户"] = Text(LivingHousehold),
            ["人口类别"] = Kind, ["人员状态"] = Status, ["去世日期"] = DiedOn?.Iso(), ["近期动态"] = Note,
            ["居家状况"] = HomeState, ["自理能力"] = SelfCare, ["社保卡账号"] = Account, ["社保卡开户行"] = Account is null ? null : "示范农商银行",
            ["养老资格认证日期"] = CertifiedOn?.Iso(),
            ["高龄津贴起领月"] = Benefits.Contains("01") ? birth.AddYears(80).AddMonths(1).ToString("yyyy-MM", CultureInfo.InvariantCulture) : null,
            ["享受待遇"] = Joined(Benefits), ["关爱对象"] = Joined(Care), ["重点人群"] = Restricted,
        };
        foreach (var label in facts.Keys.Where(k => facts[k] is null).ToList()) facts.Remove(label);
        return facts;
    }

    static string? Text(long? id) => id?.ToString(CultureInfo.InvariantCulture);
    static string? Joined(List<string> codes) => codes.Count == 0 ? null : string.Join(',', codes);
}

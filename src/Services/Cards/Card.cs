namespace OneTable.Services.Cards;

/// <summary>The documents that are read from a photo.</summary>
public static class CardKind
{
    public const string Identity = "identity", Licence = "licence";

    public static string Of(string? text) => text is Identity or Licence ? text : throw new Refusal("bad_card_kind", "只能拍身份证或营业执照。");
}

/// <summary>A field as it was read, and what is wrong with it; a person looks at each before it is kept.</summary>
public sealed record CardField(string Label, string? Value, string? Trouble);

/// <param name="Reader">Who read it, as people are told.</param>
public sealed record Card(string Kind, string Reader, IReadOnlyList<CardField> Fields)
{
    public const string Name = "姓名", Sex = "性别", Ethnicity = "民族", Birth = "出生日期", Address = "户籍地址", Number = "身份证号";
    public const string Firm = "单位名称", CreditCode = "统一社会信用代码", FirmType = "类型", LegalPerson = "法定代表人", FirmAddress = "经营地址";

    public static IReadOnlyList<string> Labels(string kind) =>
        kind == CardKind.Identity ? [Name, Number, Sex, Birth, Ethnicity, Address] : [Firm, CreditCode, FirmType, LegalPerson, FirmAddress];
}

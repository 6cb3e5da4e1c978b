using System.Text.RegularExpressions;
using OneTable.Services.Registry;

namespace OneTable.Services.Cards;

/// <summary>Fields out of the lines that a reader saw on a card. Readers mix up marks and look-alikes; check digits tell which was meant.</summary>
public static partial class CardText
{
    const int TextMax = 8_000, ValueMax = 120;

    public static IReadOnlyDictionary<string, string> Read(string kind, string text)
    {
        if (text.Length > TextMax) text = text[..TextMax];
        var lines = text.Split('\n').Select(l => Noise().Replace(l, "")).Where(l => l.Length > 0).ToList();
        var whole = string.Join('\n', lines);
        var read = kind == CardKind.Identity ? Identity(whole) : Licence(whole);
        return read.Where(f => f.Value.Length is > 0 and <= ValueMax).ToDictionary(f => f.Label, f => f.Value);
    }

    static IEnumerable<(string Label, string Value)> Identity(string text)
    {
        if (Name().Match(text) is { Success: true } name) yield return (Card.Name, name.Groups[1].Value);
        if (Sex().Match(text) is { Success: true } sex) yield return (Card.Sex, sex.Groups[1].Value);
        if (Ethnicity().Match(text) is { Success: true } people) yield return (Card.Ethnicity, people.Groups[1].Value);
        if (Birth().Match(text) is { Success: true } birth)
            yield return (Card.Birth, $"{birth.Groups[1].Value}-{int.Parse(birth.Groups[2].Value):00}-{int.Parse(birth.Groups[3].Value):00}");
        if (Address().Match(text) is { Success: true } address) yield return (Card.Address, OneLine(address.Groups[1].Value));
        if (Number(text) is { } number) yield return (Card.Number, number);
    }

    /// <summary>Eighteen characters whose last one is right; else what looks most like a number.</summary>
    static string? Number(string text)
    {
        var runs = Digits().Matches(text).Select(m => m.Value.ToUpperInvariant().Replace('O', '0').Replace('I', '1').Replace('L', '1').Replace('B', '8')).ToList();
        return runs.SelectMany(r => Enumerable.Range(0, Math.Max(0, r.Length - 17)).Select(i => r.Substring(i, 18))).FirstOrDefault(n => IdentityNumber.Parse(n) is not null)
            ?? runs.FirstOrDefault(r => r.Length >= 15);
    }

    static IEnumerable<(string Label, string Value)> Licence(string text)
    {
        if (Code(text) is { } code) yield return (Card.CreditCode, code);
        if (FirmName().Match(text) is { Success: true } name) yield return (Card.Firm, name.Groups[1].Value);
        if (FirmType().Match(text) is { Success: true } type) yield return (Card.FirmType, type.Groups[1].Value);
        if (Owner().Match(text) is { Success: true } owner) yield return (Card.LegalPerson, owner.Groups[1].Value);
        if (Premises().Match(text) is { Success: true } premises) yield return (Card.FirmAddress, OneLine(premises.Groups[1].Value));
    }

    static string? Code(string text)
    {
        // The letters that no code holds are the digits they look like.
        var runs = Letters().Matches(text).Select(m => m.Value.ToUpperInvariant().Replace('O', '0').Replace('I', '1').Replace('Z', '2').Replace('S', '5').Replace('V', 'U')).ToList();
        return runs.SelectMany(r => Enumerable.Range(0, Math.Max(0, r.Length - 17)).Select(i => r.Substring(i, 18))).FirstOrDefault(c => CreditCode.Parse(c) is not null)
            ?? runs.FirstOrDefault();
    }

    static string OneLine(string text) => text.Replace("\n", "");

    [GeneratedRegex(@"[\s“”""‘’'。`|:：_]+")]
    private static partial Regex Noise();

    [GeneratedRegex(@"姓名([\u4e00-\u9fff\u3400-\u4dbf·]{2,20}?)(?=\n|性别|$)")]
    private static partial Regex Name();

    [GeneratedRegex(@"性别\n?(男|女)")]
    private static partial Regex Sex();

    [GeneratedRegex(@"民族\n?([\u4e00-\u9fff]{1,6}?)(?=\n|出生|$)")]
    private static partial Regex Ethnicity();

    [GeneratedRegex(@"((?:19|20)\d{2})年(\d{1,2})月(\d{1,2})")]
    private static partial Regex Birth();

    [GeneratedRegex(@"住址\n?([\s\S]{4,80}?)(?=\n?公民|\n?身份号码|\n\d{15}|$)")]
    private static partial Regex Address();

    [GeneratedRegex(@"[\dXxOoIlB]{15,}")]
    private static partial Regex Digits();

    [GeneratedRegex(@"[0-9A-Za-z]{17,}")]
    private static partial Regex Letters();

    [GeneratedRegex(@"(?:^|\n)(?:单位|企业|字号)?名称([^\n]{2,60})")]
    private static partial Regex FirmName();

    [GeneratedRegex(@"(?:^|\n)(?:主体)?类型([^\n]{2,40})")]
    private static partial Regex FirmType();

    [GeneratedRegex(@"(?:法定代表人|经营者|负责人|投资人|执行事务合伙人)([\u4e00-\u9fff·]{2,20})")]
    private static partial Regex Owner();

    [GeneratedRegex(@"(?:住所|经营场所|营业场所)([^\n]{4,80})")]
    private static partial Regex Premises();
}

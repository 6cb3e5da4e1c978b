using System.Text.RegularExpressions;

namespace OneTable.Services.Addresses;

/// <summary>The words of a sentence that stand for a place, as far as they can be told without knowing the place: 老厂后门修车铺 in 老厂后门修车铺那里漏水三天了.</summary>
public static partial class AddressPhrase
{
    const int WholeMax = 14, PhraseMin = 3;

    /// <summary>Null where nothing in it sounds like a place.</summary>
    public static string? In(string clean)
    {
        var whole = clean.Trim('。', ',', '，', '!', '！', '?', '？', '.', ' ');
        var phrase = Piece().Split(whole).Select(Inner).Where(p => p.Length >= PhraseMin).MaxBy(p => p.Length);
        phrase ??= whole.Length is >= PhraseMin and <= WholeMax && Address().IsMatch(whole) ? whole : null;
        return phrase is null || OnlyNumbers().IsMatch(phrase) ? null : phrase;
    }

    static string Inner(string piece) => Place().Match(piece) is { Success: true } m ? m.Groups[1].Value : "";

    [GeneratedRegex(@"[,，。;；!！?？、:：\n]|我们|我家|你们|咱们|他们|有人|请问|麻烦|投诉|反映|就是|住在|[在到从去是]")]
    private static partial Regex Piece();

    // 1栋1单元101 is said of many houses, and means another one each time.
    [GeneratedRegex(@"^[\dA-Z零一二两三四五六七八九十百甲乙丙丁栋幢座号楼单元门室#-]*(?:门口|大门|后门|楼下|楼道)?$")]
    private static partial Regex OnlyNumbers();

    // Up to the last word of a place; what is said of it comes after.
    [GeneratedRegex(@"^([\u4e00-\u9fffA-Z\d-]{1,14}(?:店|铺|馆|厅|场|站|点|超市|学校|小学|中学|幼儿园|公园|广场|路口|桥头|桥|巷子?|弄|大院|院子|院|宿舍|小区|老房子|平房|楼|栋|号|排|单元|门口|大门|后门|停车场|车棚|泵房|仓库|厂|塘|池|渠|亭|庙|码头|河边|空地|工地|围墙|台阶|坡))(?![\u4e00-\u9fff]{0,1}[长主员])")]
    private static partial Regex Place();

    [GeneratedRegex(@"[\d一二三四五六七八九十][栋幢座号楼排室单]|\d-\d|[店铺馆场站院里巷弄厂园]$")]
    private static partial Regex Address();
}

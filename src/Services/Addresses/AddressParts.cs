using System.Globalization;
using System.Text.RegularExpressions;

namespace OneTable.Services.Addresses;

/// <summary>
/// Building, unit and room out of a piece of text, in all the ways they are written: 3栋2单元501, 3-2-501, 3#2-501,
/// 三号楼2门五零一, 3-501 (no unit). The text must have gone through <see cref="Clean"/>.
/// </summary>
/// <param name="At">Where the building stands in the text; -1 where there is none.</param>
/// <param name="Bare">Only "3号" said so, which may as well be a street number.</param>
public sealed partial record AddressParts(string? Building, string? Unit, string? Room, int At = -1, int End = -1, bool Bare = false)
{
    const string Digits = "零一二三四五六七八九";

    // In the patterns below: a building, a short number, a room.
    const string B = @"(?<b>[A-Z]?\d{1,3}[A-Z]?|[A-Z]|[甲乙丙丁]|[一二两三四五六七八九十百]{1,4})";
    const string N = @"\d{1,2}|[一二两三四五六七八九十]{1,3}";
    const string R = @"\d{3,4}[A-Z]?|[一二三四五六七八九][零一二三四五六七八九]{2,3}|[一二三四五六七八九]百零?[一二三四五六七八九十]{1,3}";

    /// <summary>Half-width, capitals, no blanks, one kind of dash; as long as what people say about a place.</summary>
    public static string Clean(string? text)
    {
        if (text is null) return "";
        if (text.Length > LengthMax) text = text[..LengthMax];
        return Spaces().Replace(Dashes().Replace(HalfWidth(text), "-"), "").ToUpperInvariant().Replace('〇', '零');
    }

    public const int LengthMax = 400;

    /// <param name="afterName">The text begins right behind the name of an estate, so that "3-2" and "3号" can only be its building.</param>
    public static AddressParts Of(string text, bool afterName = false)
    {
        var all = Triple().Match(text);
        if (!all.Success) all = Marked().Match(text);
        if (!all.Success) all = Pair().Match(text);
        if (all.Success && !LooksLikeDate(all))
            return new(Number(all.Groups["b"].Value), all.Groups["u"] is { Success: true } u ? Number(u.Value) : null, Number(all.Groups["r"].Value), all.Index, all.Index + all.Length);

        var building = BuildingNumber().Match(text);
        while (building.Success && (AnotherEstate().IsMatch(text[..building.Index]) || IsCounted(text, building))) building = building.NextMatch();
        var bare = !building.Success && afterName;
        if (bare) building = First().Match(text);
        var unit = UnitNumber().Match(text);
        var room = RoomIn(text);
        if (!building.Success) return new(null, Value(unit, "u"), room?.Value, -1, Math.Max(unit.Success ? unit.Index + unit.Length : -1, room?.End ?? -1));
        var end = Math.Max(building.Index + building.Length, Math.Max(unit.Success ? unit.Index + unit.Length : 0, room?.End ?? 0));
        return new(Number(building.Groups["b"].Value) + building.Groups["s"].Value, Value(unit, "u") ?? Value(building, "u"), room?.Value, building.Index, end, bare);
    }

    /// <summary>What this one leaves open, taken from the other.</summary>
    public AddressParts Or(AddressParts other) => this with { Building = Building ?? other.Building, Unit = Unit ?? other.Unit, Room = Room ?? other.Room };

    public static string WithoutSuffix(string estate) => Suffix().Replace(estate, "");

    /// <summary>"03" and "三" are both "3", "五零一" is "501", "12a" is "12A"; what is no number stays.</summary>
    public static string Number(string text)
    {
        if (char.IsAsciiLetterOrDigit(text[0])) return text.TrimStart('0') is { Length: > 0 } n ? n : "0";
        text = text.Replace('两', '二');
        if (text.All(c => Digits.Contains(c))) return string.Concat(text.Select(c => Digits.IndexOf(c)));
        if (!text.All(c => Digits.Contains(c) || c is '十' or '百')) return text;
        var (sum, digit) = (0, 0);
        foreach (var c in text)
        {
            if (c is '十' or '百') (sum, digit) = (sum + (digit == 0 ? 1 : digit) * (c == '十' ? 10 : 100), 0);
            else digit = Digits.IndexOf(c);
        }
        return (sum + digit).ToString(CultureInfo.InvariantCulture);
    }

    static (string Value, int End)? RoomIn(string text)
    {
        if (Door().Match(text) is { Success: true } door)
            return ($"{Number(door.Groups["f"].Value)}{int.Parse(Number(door.Groups["d"].Value), CultureInfo.InvariantCulture):00}", door.Index + door.Length);
        var room = RoomBehind().Match(text) is { Success: true } behind ? behind : RoomAlone().Match(text);
        return room.Success ? (Number(room.Groups["r"].Value), room.Index + room.Length) : null;
    }

    static string? Value(Match match, string group) => match.Groups[group] is { Success: true } g ? Number(g.Value) : null;

    static bool IsCounted(string text, Match building) => Counted().Match(text, building.Index) is { Success: true } m && m.Index == building.Index;

    /// <summary>12/3/2026 and 3.5.2026 are days; nobody writes a flat on the twentieth floor that way.</summary>
    static bool LooksLikeDate(Match match) => match.Value.AsSpan().ContainsAny('/', '.') && match.Groups["r"].Value is ['1' or '2', '9' or '0', _, _];

    /// <summary>Full-width digits and signs as plain ones (string.Normalize does nothing under invariant globalization).</summary>
    static string HalfWidth(string text) => string.Create(text.Length, text, static (to, from) =>
    {
        for (var i = 0; i < to.Length; i++) to[i] = from[i] is >= '\uFF01' and <= '\uFF5E' ? (char)(from[i] - 0xFEE0) : from[i];
    });

    [GeneratedRegex(@"\s+")]
    private static partial Regex Spaces();

    [GeneratedRegex(@"[-—–―~‐－﹣]+")]
    private static partial Regex Dashes();

    // 3-2-501, 3栋-2-501, 3/2/501
    [GeneratedRegex(@"(?<![\dA-Z./-])" + B + @"(?:栋|幢|座|号楼|#|号)?[-/.](?<u>\d{1,2})(?:单元|门)?[-/.](?<r>\d{3,4}[A-Z]?)(?![\d./-])")]
    private static partial Regex Triple();

    // 3#2-501, 3栋2-501
    [GeneratedRegex(@"(?<![\dA-Z-])" + B + @"(?:栋|幢|座|号楼|#楼?|号)(?<u>\d{1,2})-(?<r>\d{3,4}[A-Z]?)(?![\d-])")]
    private static partial Regex Marked();

    // 3-501, 3栋-501: the unit is left out
    [GeneratedRegex(@"(?<![\dA-Z./-])(?<b>\d{1,2}|[A-Z])(?:栋|幢|座|号楼|#)?-(?<r>\d{3,4}[A-Z]?)(?![\d./-])")]
    private static partial Regex Pair();

    // A bare 号 counts only before a unit: otherwise it is a street number, a day or a phone.
    [GeneratedRegex(@"(?<![\dA-Z.-])" + B + @"(?:号楼|栋|幢|座(?!位)|#楼?|号(?=(?:" + N + @"|[A-Z甲乙丙丁])(?:单元|门)))(?<s>[甲乙丙丁])?")]
    private static partial Regex BuildingNumber();

    // "有一栋楼", "三座桥": they are counted, not named.
    [GeneratedRegex(@"(?<=[有这那每整另几了盖建拆共])[一二两三四五六七八九十]{1,3}[栋幢座]|[一二两三四五六七八九十]{1,3}[栋幢座](?:高?楼(?![上下道梯顶前后里内门])|[房别桥山庙塔])")]
    private static partial Regex Counted();

    // Ends what is before a building of another estate; "我们小区" is no other one.
    [GeneratedRegex(@"(?:(?<!我们|咱们|你们|咱|本|我|该|这个|那个)小区|花园|公寓|家园|新村|宿舍|大厦|广场|社区|中心|国际|[城苑府湾庭园村路街巷弄])[\(第]?$", RegexOptions.RightToLeft)]
    private static partial Regex AnotherEstate();

    // Right behind the estate's name: 3号501, 3-2 (unit 2), 三号
    [GeneratedRegex(@"^(?:(?<b>\d{1,3}|[一二两三四五六七八九十]{1,3})号(?!\d*(?:门面|商铺|铺|门市|线|门|车|公交|电梯|桥|楼))|(?<b>\d{1,2})-(?<u>\d{1,2})(?![\d-]))")]
    private static partial Regex First();

    [GeneratedRegex(@"(?<u>\d{1,2}|[A-Z]|[一二两三四五六七八九十]{1,3}|[甲乙丙丁])(?:号?单元|(?<!号)门(?=\d{3}|[一二三四五六七八九]零))")]
    private static partial Regex UnitNumber();

    // 单元501, 单元5楼501, 栋501, #501
    [GeneratedRegex(@"(?:单元|[\d一二两三四五六七八九十]门|栋|幢|座|号楼|#|(?<=\d)号)[,，-]?(?:(?:" + N + @")[楼层])?(?<r>" + R + @")(?!\d|[年米元多人月])")]
    private static partial Regex RoomBehind();

    [GeneratedRegex(@"(?<![\d一二三四五六七八九零])(?<r>" + R + @")(?:室|房(?!东|子|屋)|户)")]
    private static partial Regex RoomAlone();

    // 5楼2号 of an old house is 502
    [GeneratedRegex(@"(?<f>" + N + @")[楼层](?<d>\d|[一二两三四五六七八九])(?:号|户|室)")]
    private static partial Regex Door();

    [GeneratedRegex(@"(?:小区|新村|花园|公寓|家园|宿舍)$")]
    private static partial Regex Suffix();
}

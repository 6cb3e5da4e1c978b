using System.Text.RegularExpressions;
using OneTable.Services.Data;
using OneTable.Services.Dictionary;
using OneTable.Services.Divisions;

namespace OneTable.Services.Addresses;

/// <summary>
/// Reads one text: a building of an estate named in it, else a place, else the estate, else a slip of the pen, else a building that only one
/// estate of the own community has, else the grid or community named. Each step back costs confidence.
/// </summary>
sealed partial class AddressReader(Database db, DivisionTree tree, AddressIndex index, ILookup<string, KnownName> placesOf, string text,
    List<NameHit> found, Division? own)
{
    const int CandidatesMax = 6;
    const double Alias = 0.97, Short = 0.95, OtherCommunity = 0.75, Bare = 0.85, Near = 0.65, At = 0.9, Doubtful = 0.4, Slip = 0.7, Missing = 0.7, Common = 0.65;

    readonly List<AddressMatch> candidates = [];
    List<NameHit> hits = [];
    Division? home = own;
    bool isNamed;
    AddressParts read = new(null, null, null);
    string? estateRead;

    public AddressReading Read()
    {
        hits = Longest(found);
        var communities = hits.SelectMany(h => h.Known).Select(k => k.Division).Where(d => d?.Level == Division.Community).Distinct().ToList();
        if (communities is [{ } only]) (home, isNamed) = (only, true);
        var match = Place(learned: true) ?? Building() ?? Place() ?? WholeEstate() ?? Misspelt() ?? OnlyHere() ?? CommonPlace() ?? OfDivision();
        var others = candidates.Where(c => c != match).OrderByDescending(c => c.Confidence).DistinctBy(c => (c.GridCode, c.Text)).Take(CandidatesMax).ToList();
        if (match is not null && match.Confidence < AddressMatch.Sure) (others, match) = ([match, .. others], null);
        return new(match is null ? null : match with { Candidates = others }, others, estateRead, read);
    }

    /// <summary>Of names that overlap the longest: 东园小区北院 and not 东园小区, 西湖里社区 and not 西湖里.</summary>
    static List<NameHit> Longest(IEnumerable<NameHit> all)
    {
        var kept = new List<NameHit>();
        foreach (var hit in all.OrderByDescending(h => h.Length).ThenBy(h => h.Start).ThenByDescending(h => h.Known.Any(k => k.IsLearned)))
            if (!kept.Exists(k => hit.Start < k.End && k.Start < hit.End)) kept.Add(hit);
            else if (kept.FindIndex(k => k.Start == hit.Start && k.Length == hit.Length) is var same and >= 0)
                kept[same] = kept[same] with { Known = [.. kept[same].Known, .. hit.Known] };
        return [.. kept.OrderBy(h => h.Start)];
    }

    IEnumerable<(NameHit Hit, AddressParts Parts)> EstatesNamed()
    {
        NameHit? before = null;
        foreach (var hit in hits.Where(h => h.Known.Any(k => k.Estate is not null)))
        {
            var next = hits.FirstOrDefault(h => h.Start >= hit.End && h.Known.Any(k => k.Estate is not null))?.Start ?? text.Length;
            var parts = AddressParts.Of(text[hit.End..next], afterName: true);
            // "501室东园小区3栋" and "3栋2单元501，东园小区": what stands before the first name is of it too.
            if (before is null && (parts.Building is null || parts.Room is null)) parts = parts.Or(AddressParts.Of(text[..hit.Start]));
            before = hit;
            if (hit.Known.All(k => k.IsShort) && !(parts.Building is not null && EndsAName(hit.End))) continue;
            yield return (hit, parts);
        }
    }

    AddressMatch? Building()
    {
        foreach (var (hit, parts) in EstatesNamed())
        {
            (read, estateRead) = (parts, hit.Known.First(k => k.Estate is not null).Estate!.Name);
            var meant = Meant([.. hit.Known.Where(k => k.Estate is not null)]);
            var matches = meant.SelectMany(k => Houses(k, parts, Certainty(hit, k, parts))).ToList();
            candidates.AddRange(matches);
            if (matches.Select(m => (m.GridCode, m.Text)).Distinct().Count() == 1) return matches[0];
        }
        return null;
    }

    /// <summary>Of several places of one name those of the own community, if it has one; a correction goes before everything.</summary>
    List<KnownName> Meant(List<KnownName> known)
    {
        known = [.. known.Where(k => k.Community is null || home is null || k.Community == home.Code)];
        if (known.Where(k => k.IsLearned).ToList() is { Count: > 0 } learned) known = learned;
        var here = known.Where(k => home is not null && new Scope(home.Code).Contains(k.Estate?.Community ?? k.GridCode)).ToList();
        return here.Count > 0 ? here : known;
    }

    IEnumerable<AddressMatch> Houses(KnownName known, AddressParts parts, double certainty)
    {
        var estate = known.Estate!;
        var number = known.Building ?? parts.Building;
        // A tower that stands alone needs no number.
        if (number is null && parts.Room is not null && estate.Buildings.Count == 1) (number, certainty) = (estate.Buildings.Keys[0], certainty * 0.9);
        if (number is null || !estate.Buildings.TryGetValue(number, out var buildings)) yield break;
        foreach (var building in buildings)
            foreach (var match in InBuilding(estate, building, number, parts, certainty * (buildings.Length > 1 ? 0.6 : 1), known))
                yield return match;
    }

    IEnumerable<AddressMatch> InBuilding(Estate estate, Building building, string number, AddressParts parts, double certainty, KnownName known)
    {
        var at = $"{estate.Name}{number}{(number.Length > 0 && char.IsAsciiLetterOrDigit(number[^1]) || number is "甲" or "乙" or "丙" or "丁" ? "栋" : "")}";
        var why = Why(known, $"按地址“{at}”", building.Grid);
        var whole = at + (parts.Unit is null ? "" : parts.Unit + "单元") + parts.Room;
        var rooms = parts.Room is null ? [] : Rooms(estate.Name, building, parts);
        if (rooms.Count == 1) return [new(rooms[0].Id, building.Grid, $"{at}{UnitText(rooms[0].Unit)}{parts.Room}", why, certainty * (parts.Unit is null ? 0.9 : 0.99))];
        candidates.AddRange(rooms.Select(r => new AddressMatch(r.Id, building.Grid, $"{at}{UnitText(r.Unit)}{parts.Room}", why + "，没有说几单元", certainty * 0.9 / rooms.Count)));
        return [new(null, building.Grid, whole, parts.Room is null || rooms.Count > 1 ? why : why + $"，没有{parts.Room}这一户", certainty * (parts.Room is null ? 0.95 : 0.85))];
    }

    string Why(KnownName known, string otherwise, string grid) => (known.Because is { } because ? because + "，" : otherwise) + "找到" + tree.FullName(grid);

    static string UnitText(string unit) => unit.Length == 0 ? "" : unit + "单元";

    List<(long Id, string Unit)> Rooms(string estate, Building building, AddressParts parts) => db.Read(tx =>
    {
        const string find = "SELECT id, unit FROM addresses WHERE grid_code = @p0 AND estate = @p1 AND building = @p2";
        using var rows = parts.Unit is null
            ? tx.Scan($"{find} AND room = @p3 ORDER BY unit", building.Grid, estate, building.Name, parts.Room)
            : tx.Scan($"{find} AND unit = @p3 AND room = @p4", building.Grid, estate, building.Name, parts.Unit, parts.Room);
        var rooms = new List<(long, string)>();
        while (rows.Read()) rooms.Add((rows.Number(0), rows.Text(1)!));
        return rooms;
    });

    AddressMatch? Place(bool learned = false)
    {
        foreach (var hit in hits.Where(h => h.Known.Any(k => k.GridCode is not null && (k.IsLearned || !learned))))
        {
            var matches = Meant([.. hit.Known.Where(k => k.GridCode is not null)]).Select(k => AtPlace(hit, k)).DistinctBy(m => m.GridCode).ToList();
            candidates.AddRange(matches.Count == 1 ? [] : matches.Select(m => m with { Confidence = m.Confidence / matches.Count }));
            if (matches is [var one]) return one;
        }
        return null;
    }

    AddressMatch AtPlace(NameHit hit, KnownName known)
    {
        return new(known.AddressId, known.GridCode!, known.Text, Why(known, $"按地点“{known.Text}”", known.GridCode!), (known.AddressId is null ? 0.9 : 0.95) * Certainty(hit, known, null));
    }

    AddressMatch? WholeEstate()
    {
        foreach (var (hit, parts) in EstatesNamed())
        {
            var matches = Meant([.. hit.Known.Where(k => k.Estate is not null)]).Select(k => Whole(k, parts, Certainty(hit, k, parts))).OfType<AddressMatch>().ToList();
            if (matches is [var one]) return one;
            candidates.AddRange(matches.Select(m => m with { Confidence = m.Confidence / matches.Count }));
        }
        return null;
    }

    AddressMatch? Whole(KnownName known, AddressParts parts, double certainty)
    {
        var (estate, number) = (known.Estate!, known.Building ?? parts.Building);
        var no = number is null ? "" : $"，这里没有{number}栋";
        if (estate.Grids is [var grid])
            return new(null, grid, estate.Name, Why(known, $"按小区“{estate.Name}”", grid) + no, certainty * (number is null ? 0.85 : 0.6));
        return tree.Find(estate.Community) is { } community
            ? new(null, community.Code, estate.Name, $"“{estate.Name}”分属几个网格，{(number is null ? "没有说楼栋" : no[1..])}，先到{community.Name}", certainty * 0.55) : null;
    }

    /// <summary>紫微花园3栋. Short names are taken for it only in the own community, where there are few to mix up.</summary>
    AddressMatch? Misspelt()
    {
        if (estateRead is not null) return null;
        var slips = index.Spellings.Find(text).Where(s => s.Estate.Name.Length > 4 || home?.Code == s.Estate.Community).ToList();
        var here = slips.Where(s => s.Estate.Community == home?.Code).ToList();
        if (here.Count > 0) slips = here;
        if (slips.Count == 0 || slips.Select(s => s.Estate).Distinct().Count() > 1) return null;
        var (start, length, estate) = slips[0];
        var known = new KnownName(estate.Name) { Estate = estate, Because = $"“{text.Substring(start, length)}”像是{estate.Name}" };
        var parts = AddressParts.Of(text[(start + length)..], afterName: true);
        (read, estateRead) = (parts, estate.Name);
        var certainty = Slip * Certainty(new(start, length, [known]), known, parts);
        var match = Houses(known, parts, certainty).FirstOrDefault() ?? (parts.Building is null ? Whole(known, parts, certainty) : null);
        // 紫荆花园5栋 may be an estate of another town; one that sounds the same, or whose very flat is ours, is hardly.
        return match is { AddressId: null } && !SpellingIndex.SoundAlike(text.AsSpan(start, length), estate.Name) ? match with { Confidence = match.Confidence * Near } : match;
    }

    /// <summary>"3栋2单元漏水": the one estate of the own community with such a building.</summary>
    AddressMatch? OnlyHere()
    {
        if (estateRead is not null || home is null) return null;
        read = AddressParts.Of(text);
        if (read.Building is null || !MayStandAlone().IsMatch(text.AsSpan(0, read.At)) || OtherEstate().IsMatch(text)) return null;
        var matches = index.EstatesOf[home.Code].SelectMany(e => Houses(new(e.Name) { Estate = e }, read, Missing)).ToList();
        if (matches.Any(m => m.AddressId is not null)) matches = [.. matches.Where(m => m.AddressId is not null)];
        else if (read.Room is not null) matches = [.. matches.Select(m => m with { Confidence = m.Confidence * Near })]; // perhaps a score or a price
        candidates.AddRange(matches.Select(m => m with { Confidence = m.Confidence / matches.Count }));
        return matches is [var one] ? one with { Why = one.Why + "，没有说小区" } : null;
    }

    /// <summary>"菜市场门口": the one of its kind in the own community, where the words mean a place and not the thing.</summary>
    AddressMatch? CommonPlace()
    {
        if (home is null || CommonNoun().Match(text) is not { Success: true } said) return null;
        if (!MayStandAlone().IsMatch(text.AsSpan(0, said.Index))) return null; // 金鹰小学 is another one
        var noun = said.Groups[1].Value;
        var all = placesOf[home.Code].Where(p => p.Text.EndsWith(noun, StringComparison.Ordinal)).ToList();
        var matches = all.Select(p => new AddressMatch(null, p.GridCode!, p.Text, $"{home.Name}的{noun}就是{p.Text}，找到{tree.FullName(p.GridCode)}", Common)).ToList();
        candidates.AddRange(matches.Select(m => m with { Confidence = m.Confidence / matches.Count }));
        return matches is [var one] ? one : null;
    }

    AddressMatch? OfDivision()
    {
        if (home is null) return null;
        if (GridNumber().Match(text) is { Success: true } m && AddressParts.Number(m.Groups[1].Value) is var number
            && tree.Children(home.Code).FirstOrDefault(g => GridNumber().Match(g.Name) is { Success: true } own && AddressParts.Number(own.Groups[1].Value) == number) is { } grid)
            return new(null, grid.Code, tree.FullName(grid.Code), $"按网格名找到{tree.FullName(grid.Code)}", isNamed ? 0.9 : 0.8);
        return isNamed ? new(null, home.Code, home.Name, $"只说了{home.Name}，没有更细的地址", AddressMatch.Sure) : null;
    }

    /// <summary>What stands around a name says how far it is meant: 对面 is near it, 新 or another street before it makes it another place.</summary>
    double Certainty(NameHit hit, KnownName known, AddressParts? parts)
    {
        var certainty = known.IsShort ? Short : known.Because is null ? 1 : Alias;
        if (isNamed && !new Scope(home!.Code).Contains(known.Estate?.Community ?? known.GridCode)) certainty *= OtherCommunity;
        if (parts?.Bare == true) certainty *= Bare;
        var end = hit.End + Math.Max(0, parts?.End ?? 0);
        if (end <= text.Length && NearBy().Match(text[end..]) is { Success: true } near) certainty *= near.Groups["at"].Success ? At : Near;
        if (known.Community is not null && home is null) certainty *= OtherCommunity;
        return IsElsewhere(hit.Start) ? certainty * Doubtful : certainty;
    }

    bool IsElsewhere(int start)
    {
        var before = text[..start];
        if (hits.Exists(h => h.End == start)) return false;
        if (Qualifier().IsMatch(before)) return true;
        return Named().Match(before) is { Success: true } other && !Own().IsMatch(before) && !OurArea(other.Value);
    }

    /// <summary>The city and province that the codes of our divisions begin with.</summary>
    bool OurArea(string name)
    {
        var ours = tree.All.Count > 0 ? tree.All[0].Code : "";
        return Enumerable.Range(0, Math.Max(0, name.Length - 1)).Select(i => Areas.Find(name[i..])).FirstOrDefault(a => a is not null) is { } area
            && ours.StartsWith(area, StringComparison.Ordinal);
    }

    /// <summary>东园3栋 and 东园的3栋, but not 东园饭店3栋.</summary>
    bool EndsAName(int end) => end == text.Length || !char.IsBetween(text[end], '一', '龥') || "的这那里院老第一二三四五六七八九十甲乙丙丁".Contains(text[end]);

    [GeneratedRegex(@"(?<![湖河江陕广山云海最])[新大小东西南北]$")]
    private static partial Regex Qualifier();

    [GeneratedRegex(@"[\u4e00-\u9fffA-Z\d]{1,8}(?:市|(?<!小)区|县|街道|镇|乡|社区|村|大道|路\d*号?)$")]
    private static partial Regex Named();

    [GeneratedRegex(@"(?:我们|咱们|你们|我|咱|本|贵|该|这个|所在)(?:市|区|街道|镇|乡|社区|村)$")]
    private static partial Regex Own();

    [GeneratedRegex(@"^(?:\d{3,4})?[的正斜]?(?:对面|对过|旁边|旁|附近|边上|隔壁|后面|前面|斜对|东边|西边|南边|北边|那边|那一带|往[东西南北]|(?<at>楼下|楼上|楼顶|门口|门前))")]
    private static partial Regex NearBy();

    [GeneratedRegex(@"(?:^|[^\u4e00-\u9fffA-Z\d]|[家住在是的到从去来们我咱你他她了有和跟与及给叫找请问帮看])(?:(?:我们|咱们?|本|你们)?小区)?第?$")]
    private static partial Regex MayStandAlone();

    [GeneratedRegex(@"(?<!我们|咱们|你们|们|咱|本|我|该|这个|那个|整个|全)小区|花园|公寓|家园|新村|新城|宿舍|楼盘|大厦|国际|[\u4e00-\u9fff]府|[庭雅]苑|项目")]
    private static partial Regex OtherEstate();

    [GeneratedRegex(@"(菜市场|农贸市场|市场|小学|中学|幼儿园|卫生服务站|公园|广场|邮政所|公交站|茶馆|俱乐部|颐养中心|泵房|货场|便利店|早餐店|药房|理发店|快递驿站|驿站|棋牌室|物业服务中心|汽修店)(?:的?(?:大|后|前|正|侧|东|西|南|北)?门|旁|对面|后面|前面|里面|附近|门前|门外|楼上|楼下|外面|那里|那边|这里|边上|隔壁|拐角|路口)")]
    private static partial Regex CommonNoun();

    [GeneratedRegex(@"第?(\d{1,2}|[一二三四五六七八九十]{1,3})号?网格(?!员|长)")]
    private static partial Regex GridNumber();
}

using System.Collections.Frozen;
using System.Text.RegularExpressions;

namespace OneTable.Services.Dictionary;

/// <summary>
/// Provinces and prefecture-level cities of GB/T 2260 (Content/areas.yaml): names of codes, and codes of the names people
/// use. An identity number keeps the code of its day, so that codes no longer in force have a name too.
/// </summary>
public static partial class Areas
{
    sealed class AreasFile { public List<ProvinceEntry> Provinces { get; set; } = []; public Dictionary<string, string> Renamed { get; set; } = []; }
    sealed class ProvinceEntry
    {
        public string Code { get; set; } = "";
        public string Name { get; set; } = "";
        public List<string> Short { get; set; } = [];
        public string Cities { get; set; } = "";
        public string Former { get; set; } = "";
    }

    const int NameMax = 20;
    static readonly FrozenDictionary<string, string> names;
    static readonly FrozenDictionary<string, string> codes;

    static Areas()
    {
        var assembly = typeof(Areas).Assembly;
        using var reader = new StreamReader(assembly.GetManifestResourceStream(
            assembly.GetManifestResourceNames().Single(n => n.EndsWith("areas.yaml", StringComparison.Ordinal)))!);
        var file = Yaml.Read<AreasFile>(reader.ReadToEnd(), "areas.yaml");
        var provinces = file.Provinces.Select(p => (p.Code, p.Name)).ToList();
        var cities = file.Provinces.SelectMany(p => Pairs(p, p.Cities)).ToList();
        names = provinces.Concat(cities).Concat(file.Provinces.SelectMany(p => Pairs(p, p.Former))).ToFrozenDictionary(a => a.Code, a => a.Name);
        InForce = [.. provinces.Concat(cities).OrderBy(a => a.Code, StringComparer.Ordinal)];

        // What comes first keeps a name that two share: 吉林 is the province, 吉林市 the city.
        var found = new Dictionary<string, string>();
        foreach (var province in file.Provinces)
            foreach (var name in province.Short.Concat([province.Name, ShortName(province.Name)]))
                found.TryAdd(name, province.Code);
        foreach (var (code, name) in cities)
            foreach (var said in new[] { name, ShortName(name) })
            {
                found.TryAdd(said, code);
                found.TryAdd(names[code[..2]] + said, code);
                found.TryAdd(ShortName(names[code[..2]]) + said, code);
            }
        foreach (var (name, code) in file.Renamed) found.TryAdd(name, code);
        codes = found.ToFrozenDictionary();
    }

    /// <summary>Code and name of every province and every city (four digits, or six where a province leads it itself) of today.</summary>
    public static IReadOnlyList<(string Code, string Name)> InForce { get; }

    /// <summary>"陕西省 西安市" for 6101 or any code below it, "陕西省" where only the province is known; null for no area at all.</summary>
    public static string? Name(string? code)
    {
        if (code is not { Length: >= 2 } || !names.TryGetValue(code[..2], out var province)) return null;
        var city = (code.Length >= 6 ? names.GetValueOrDefault(code[..6]) : null) ?? (code.Length >= 4 ? names.GetValueOrDefault(code[..4]) : null);
        return city is null ? province : $"{province} {city}";
    }

    /// <summary>The first digits of all codes of a place as people name it: 陕西, 陕西省, 内蒙, 西安, 陕西西安; null for another word.</summary>
    public static string? Find(string? name) => name is null ? null : codes.GetValueOrDefault(Spaces().Replace(name, ""));

    /// <summary>
    /// The same of the place an address begins with, by its full name: 11 for 北京市大兴区西红门镇. Null where it names none; 北京路 is a street.
    /// </summary>
    public static string? Leading(string address) => Find(address) ?? Enumerable.Range(2, Math.Max(0, Math.Min(address.Length, NameMax) - 1)).Reverse()
        .Where(length => "省市区州盟县".Contains(address[length - 1])).Select(length => codes.GetValueOrDefault(address[..length])).FirstOrDefault(code => code is not null);

    /// <summary>Every name <see cref="Find"/> knows, for a reader that looks for them inside of a sentence.</summary>
    public static IEnumerable<string> Words => codes.Keys;

    static IEnumerable<(string Code, string Name)> Pairs(ProvinceEntry province, string list) =>
        Pair().Matches(list).Select(m => (province.Code + m.Groups[1].Value, m.Groups[2].Value));

    /// <summary>陕西省 → 陕西, 延边朝鲜族自治州 → 延边, 广西壮族自治区 → 广西, 兴安盟 → 兴安.</summary>
    static string ShortName(string name) => Ending().Replace(name, "") is { Length: >= 2 } s ? s : name;

    [GeneratedRegex(@"(\d{2}(?:\d{2})?) (\S+)")]
    private static partial Regex Pair();

    [GeneratedRegex(@"(?:省|特别行政区|市|地区|盟|林区|(?:维吾尔|(?:(?:朝鲜|土家|苗|壮|回|藏|羌|彝|布依|侗|哈尼|傣|白|景颇|傈僳|蒙古|黎)族|蒙古|哈萨克|柯尔克孜)+)?自治[区州县]|县)$")]
    private static partial Regex Ending();

    [GeneratedRegex(@"\s+")]
    private static partial Regex Spaces();
}

using System.Text;
using OneTable.Services.Dictionary;

namespace OneTable.Services.Residents;

/// <summary>One entry as the file has it.</summary>
public sealed record MenuEntry
{
    public string Name { get; init; } = "";
    public string? Key { get; init; }
    public string? Page { get; init; }
    public string? Url { get; init; }
    public List<MenuEntry> Items { get; init; } = [];
}

/// <summary>One entry as WeChat has it.</summary>
public sealed record MenuButton(string Name, string? Type = null, string? Key = null, string? Url = null, string? AppId = null, string? PagePath = null)
{
    public IReadOnlyList<MenuButton> Items { get; init; } = [];
    public string What => Type switch { "click" => $"点了说 {Key}", "view" => $"打开 {Url}", "miniprogram" => $"打开小程序 {PagePath}", null => "", _ => Type };
}

/// <summary>The account's menu: from the file, checked by WeChat's limits before anything is sent, and compared with what is live.</summary>
public static class AccountMenu
{
    const int TopMax = 3, BelowMax = 5, TopNameBytes = 16, NameBytes = 60, KeyBytes = 128, UrlBytes = 1024;
    public const string File = "menu.yaml";

    public static IReadOnlyList<MenuEntry> Shipped()
    {
        var assembly = typeof(AccountMenu).Assembly;
        using var reader = new StreamReader(assembly.GetManifestResourceStream(assembly.GetManifestResourceNames().Single(n => n.EndsWith("Residents.Content." + File, StringComparison.Ordinal)))!);
        return Read(reader.ReadToEnd());
    }

    public static IReadOnlyList<MenuEntry> Read(string yaml) => Yaml.ReadStrictly<List<MenuEntry>>(yaml, File);

    /// <param name="miniAppId">Empty: pages open on the web.</param>
    /// <param name="address">How people reach this host; empty where that is not known.</param>
    public static IReadOnlyList<MenuButton> Buttons(IEnumerable<MenuEntry> entries, string miniAppId, string address) => [.. entries.Select(e => Button(e, miniAppId, address.TrimEnd('/')))];

    static MenuButton Button(MenuEntry e, string miniAppId, string address)
    {
        var page = e.Page is null ? null : address.Length == 0 ? "" : $"{address}/m/#/{e.Page}";
        return e.Items.Count > 0 ? new MenuButton(e.Name) { Items = Buttons(e.Items, miniAppId, address) }
            : e.Key is not null ? new(e.Name, "click", e.Key)
            : page is not null && miniAppId.Length > 0 ? new(e.Name, "miniprogram", Url: page, AppId: miniAppId, PagePath: e.Page)
            : new(e.Name, "view", Url: page ?? e.Url ?? "");
    }

    /// <summary>What WeChat would refuse, each in a sentence; empty: it may be sent.</summary>
    public static IReadOnlyList<string> Faults(IReadOnlyList<MenuButton> menu)
    {
        var faults = new List<string>();
        if (menu.Count is 0 or > TopMax) faults.Add($"一级菜单要有 1 到 {TopMax} 个，现在 {menu.Count} 个。");
        foreach (var top in menu)
        {
            Check(top, TopNameBytes, faults);
            if (top.Items.Count > BelowMax) faults.Add($"「{top.Name}」下面最多 {BelowMax} 个，现在 {top.Items.Count} 个。");
            foreach (var item in top.Items)
            {
                Check(item, NameBytes, faults);
                if (item.Items.Count > 0) faults.Add($"「{item.Name}」下面不能再有一层。");
            }
        }
        return faults;
    }

    static void Check(MenuButton button, int nameBytes, List<string> faults)
    {
        var name = button.Name.Length == 0 ? "（没有名字）" : button.Name;
        if (button.Name.Trim().Length == 0) faults.Add("有一个菜单没有名字。");
        if (Bytes(button.Name) > nameBytes) faults.Add($"「{name}」太长，最多 {nameBytes / 3} 个汉字。");
        if (button.Items.Count > 0) return;
        if (button.Type == "click" && Bytes(button.Key) is 0 or > KeyBytes) faults.Add($"「{name}」的 key 要有 1 到 {KeyBytes} 个字节。");
        if (button.Type is "view" or "miniprogram" && (Bytes(button.Url) > UrlBytes || !Uri.TryCreate(button.Url, UriKind.Absolute, out var url) || url.Scheme is not ("http" or "https")))
            faults.Add($"「{name}」的网址不能用，请先设 Public__Address。");
    }

    static int Bytes(string? text) => Encoding.UTF8.GetByteCount(text ?? "");

    /// <summary>What differs, each in a sentence; empty: what is live is what the file says.</summary>
    public static IReadOnlyList<string> Differences(IReadOnlyList<MenuButton> live, IReadOnlyList<MenuButton> wanted)
    {
        var (has, wants) = (Flat(live), Flat(wanted));
        return [.. wants.Where(w => !has.Any(h => h.Path == w.Path)).Select(w => $"少了「{w.Path}」。"),
            .. has.Where(h => !wants.Any(w => w.Path == h.Path)).Select(h => $"多了「{h.Path}」。"),
            .. wants.SelectMany(w => has.Where(h => h.Path == w.Path && h.Button with { Items = [] } != w.Button with { Items = [] }).Take(1).Select(h => $"「{w.Path}」现在{h.Button.What}，应该{w.Button.What}。")),
            .. has.Count == wants.Count && !has.Select(h => h.Path).SequenceEqual(wants.Select(w => w.Path)) && has.Select(h => h.Path).Order().SequenceEqual(wants.Select(w => w.Path).Order()) ? ["次序不一样。"] : Array.Empty<string>()];
    }

    static List<(string Path, MenuButton Button)> Flat(IReadOnlyList<MenuButton> menu) =>
        [.. menu.SelectMany(top => top.Items.Select(item => ($"{top.Name} › {item.Name}", item)).Prepend((top.Name, top)))];
}

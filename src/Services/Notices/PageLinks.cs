using System.Text.RegularExpressions;

namespace OneTable.Services.Notices;

/// <summary>[点这里](pages/…) in a text: a tap in the account's chat, only its words wherever there are no taps.</summary>
public static partial class PageLinks
{
    /// <param name="miniAppId">The mini-program that opens; empty: the same page on the web.</param>
    /// <param name="pagesAt">Where the pages lie on the web, also for a WeChat too old for mini-programs.</param>
    public static string Tappable(string text, string miniAppId, string pagesAt) => !text.Contains("](pages/") ? text
        : Link().Replace(text, miniAppId.Length == 0 ? $"""<a href="{pagesAt}$2">$1</a>"""
            : $"""<a href="{pagesAt}$2" data-miniprogram-appid="{miniAppId}" data-miniprogram-path="$2">$1</a>""");

    public static string Plain(string text) => !text.Contains("](pages/") ? text : Link().Replace(text, "$1");

    [GeneratedRegex(@"\[([^\]]+)\]\((pages/[a-z/-]+(?:\?[A-Za-z0-9=&_-]+)?)\)")]
    private static partial Regex Link();
}

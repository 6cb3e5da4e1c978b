using System.Text.RegularExpressions;

namespace OneTable.BotGateway.WeChat;

/// <summary>[点这里](pages/…) in a text is a tap into the mini-program; where there is none, only its words are said.</summary>
static partial class PageLinks
{
    /// <param name="pagesAt">Where the same pages lie on the web, for a WeChat too old for mini-programs.</param>
    public static string Tappable(string text, string? miniAppId, string pagesAt) => !text.Contains("](pages/") ? text
        : Link().Replace(text, string.IsNullOrEmpty(miniAppId) ? "$1" : $"""<a href="{pagesAt}$2" data-miniprogram-appid="{miniAppId}" data-miniprogram-path="$2">$1</a>""");

    [GeneratedRegex(@"\[([^\]]+)\]\((pages/[a-z/-]+(?:\?[A-Za-z0-9=&_-]+)?)\)")]
    private static partial Regex Link();
}

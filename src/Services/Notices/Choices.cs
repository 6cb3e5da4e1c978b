using System.Collections.Concurrent;
using System.Text.RegularExpressions;

namespace OneTable.Services.Notices;

/// <summary>The numbered answers in a text ("1 解决了　2 没解决") as links: in WeChat a tap on one says its words, so that nobody has to type.</summary>
public static partial class Choices
{
    const int KnownMax = 200;

    /// <summary>Greetings and menus are said again and again; the first texts that come are remembered, later ones made each time.</summary>
    static readonly ConcurrentDictionary<string, string> known = new();
    static int knownCount;

    public static string Tappable(string text)
    {
        if (known.TryGetValue(text, out var made)) return made;
        made = Choice().Replace(text, """<a href="weixin://bizmsgmenu?msgmenucontent=$2&msgmenuid=$1">$1 $2</a>""");
        if (knownCount < KnownMax && known.TryAdd(text, made)) Interlocked.Increment(ref knownCount);
        return made;
    }

    /// <summary>At the start of a line or after a wide space; what stands in brackets behind it is only said.</summary>
    [GeneratedRegex(@"(?<=^|\n|　)([1-9]) ([\p{IsCJKUnifiedIdeographs}][\p{IsCJKUnifiedIdeographs}0-9、]{1,15})(?=$|\n|　|（)")]
    private static partial Regex Choice();
}

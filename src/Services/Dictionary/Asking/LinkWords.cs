using System.Text.RegularExpressions;

namespace OneTable.Services.Dictionary.Asking;

/// <summary>The small words: not, or, and, pauses, and those that say nothing about whom is meant.</summary>
static partial class LinkWords
{
    public static Match? Read(string text, int at)
    {
        Match? best = null;
        foreach (var (regex, kind) in kinds)
            if (regex.Match(text, at) is { Success: true, Length: > 0 } m && m.Length > (best?.Length ?? 0)) best = new(m.Length, new Token.Link(kind));
        return best;
    }

    static readonly (Regex, LinkKind)[] kinds =
        [(Not(), LinkKind.Not), (Or(), LinkKind.Or), (And(), LinkKind.And), (List(), LinkKind.List), (Pause(), LinkKind.Pause), (Filler(), LinkKind.Filler)];

    [GeneratedRegex(@"\G(?:从来?)?(?:还?没有?|尚未|未曾?|不再?|无|非|并非|除了?|除去|除开|排除|去掉|去除)(?:是|属于|含|包括|算|领取|领到|领着|领|享受到?|享有|拿到?|办理|办|参加|缴纳|列入|纳入|有|当)?过?(?:任何)?")]
    private static partial Regex Not();

    [GeneratedRegex(@"\G(?:或者说?|或是|或|还是|要么|\|+|/)")]
    private static partial Regex Or();

    [GeneratedRegex(@"\G(?:并且|而且|且|同时(?:又|还|也)?|又|还|也|并|兼|但是?|可是|不过|却|而|&+|\+)")]
    private static partial Regex And();

    [GeneratedRegex(@"\G(?:、|和|与|跟|以及|及|加上)")]
    private static partial Regex List();

    [GeneratedRegex(@"\G[,;:。.!]")]
    private static partial Regex Pause();

    [GeneratedRegex("""
        \G(?:有多少|有没有|多少|有几个?|哪些个?|哪几个?|谁|名单|名册|清单|列表|统计(?:一下)?|查询|查一下|查查|查找|查|帮我|帮忙|请问|请|麻烦|我想|想要?|看看|看一下|看下|找出来?|找一下|找|列出来?|列一下|列
        |导出|筛选|一下|所有|全部|全体|都|目前|现在|当前|现有|现|共有|一共|总共|总数|人数|数量|其中|当中|之中|里面?|中|下面?
        |本社区|本辖区|本街道|本网格|本村|辖区内?|我们|咱们|全社区|全街道|社区|街道|网格
        |正在|已经?|领取|领着|领了|领过|领|享受|享有|拿着?|办理了?|参加了?|属于|登记为|患有?|的话|以外|之外|外|之间|身份|情况|条件|符合|满足
        |既|毕业|学历|文化|人员|人口|人群|居民|住户|群体|对象|家庭|家里|家|户|人|者|个|名|位|口|的|了|是|为|有|在|住|过|吗|呢|啊|吧|呀|\?|"|「|」|\(|\)|\x20)
        """, RegexOptions.IgnorePatternWhitespace)]
    private static partial Regex Filler();
}

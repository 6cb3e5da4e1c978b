using System.Text.RegularExpressions;

namespace OneTable.BotGateway.Bot;

public enum Meaning { Unclear, Greeting, Thanks, Progress, CaseNumber, Solved, NotSolved, Menu, Urgent, Question, Problem }

/// <param name="Detail">The case number, the menu's digit or the key of the emergency text.</param>
public readonly record struct Understood(Meaning Meaning, string Detail = "");

/// <summary>What a text means, by plain rules in the order in which they must be asked.</summary>
public static partial class Triage
{
    const int ProblemLengthMin = 4;
    static readonly string[] menu = ["报个事", "我能领什么", "办件事", "查进度", "找人说话"];

    /// <summary>Words of danger and the text that answers them; the first that fits. 怕着火 about stored goods is an ordinary case (F15).</summary>
    static readonly (string Key, Regex Words)[] emergencies =
    [
        ("suicide", Suicide()), ("gas", Gas()), ("fire", Fire()), ("violence", Violence()), ("medical", Medical()),
    ];

    public static Understood Read(string text)
    {
        text = Normalise(text);
        if (NotSolved().IsMatch(text)) return new(Meaning.NotSolved);
        if (Solved().IsMatch(text)) return new(Meaning.Solved);
        if (text is ['1' or '2' or '3' or '4' or '5']) return new(Meaning.Menu, text);
        if (Array.IndexOf(menu, text) is >= 0 and var at) return new(Meaning.Menu, $"{at + 1}");
        if (Number().Match(text) is { Success: true } number) return new(Meaning.CaseNumber, number.Value.ToUpperInvariant());
        if (Progress().IsMatch(text)) return new(Meaning.Progress);
        if (Greeting().IsMatch(text)) return new(Meaning.Greeting);
        if (Thanks().IsMatch(text)) return new(Meaning.Thanks);
        if (!NoDanger().IsMatch(text))
            foreach (var (key, words) in emergencies)
                if (words.IsMatch(text)) return new(Meaning.Urgent, key);
        if (text.Length < ProblemLengthMin) return new(Meaning.Unclear);
        return new(Question().IsMatch(text) && !Broken().IsMatch(text) ? Meaning.Question : Meaning.Problem);
    }

    /// <summary>Full-width digits and stray spaces come from old phones' keyboards.</summary>
    static string Normalise(string text) =>
        string.Concat(text.Trim().Select(c => c is >= '０' and <= '９' ? (char)(c - '０' + '0') : c)).TrimEnd('。', '！', '.', '!', '~', '～');

    [GeneratedRegex("^(还是?)?(没|未|没有)(有)?(解决|弄好|修好|处理)(好)?(了)?$")]
    private static partial Regex NotSolved();

    [GeneratedRegex("^(已经?|都)?(解决|弄好|修好|处理好)(了)?$")]
    private static partial Regex Solved();

    [GeneratedRegex("[A-Za-z]{2}[0-9]{10}")]
    private static partial Regex Number();

    [GeneratedRegex("^(查(一?下|询)?)?(我的)?(事(情|项)?)?(办理)?(进度|进展|到哪(一步|了)|办得怎么样)(了)?[?？]?$")]
    private static partial Regex Progress();

    [GeneratedRegex("^(您好|你好|您好啊|你好啊|在吗|在不在|喂|hi|hello|有人吗|菜单|帮助)[?？呀啊,，]*$", RegexOptions.IgnoreCase)]
    private static partial Regex Greeting();

    [GeneratedRegex("^(谢谢|多谢|感谢|好的?|嗯+|行|可以|知道了|收到|辛苦了?|没有|够了)(您|你|啊|了)*$")]
    private static partial Regex Thanks();

    [GeneratedRegex("怕着火|怕失火|怕起火|容易着火|会着火|消防通道|灭火器|火灾隐患|煤气费|煤气表|燃气费|燃气表|去世|丧葬")]
    private static partial Regex NoDanger();

    [GeneratedRegex("想不开|不想活|活不下去|自杀|跳楼|轻生")]
    private static partial Regex Suicide();

    [GeneratedRegex("(煤气|燃气|天然气|液化气).{0,6}(漏|泄|味|臭)|(漏|泄).{0,3}(煤气|燃气|天然气|液化气)")]
    private static partial Regex Gas();

    [GeneratedRegex("(着|起|失)(了)?(大)?火|冒(着|出)?(黑|浓|大)烟|火灾|爆炸|(要|快|房子|墙|楼)(塌|倒塌)了")]
    private static partial Regex Fire();

    [GeneratedRegex("(打|砍|杀)人|家暴|救命")]
    private static partial Regex Violence();

    [GeneratedRegex("(晕倒|昏迷|昏倒|没气了|喘不上气|喘不过气|心脏病犯|中风|摔.{0,4}(不动|起不来))")]
    private static partial Regex Medical();

    [GeneratedRegex("怎么(办|领|申请|弄|交|查)|如何|多少钱|能不能|可不可以|可以.*吗|能.*吗|什么时候|几点|哪里(办|领|交)|在哪(办|领|交)|需要.*(什么|哪些)|[吗么嘛][?？]?$")]
    private static partial Regex Question();

    [GeneratedRegex("坏|脏|臭|吵|漏|堵|垃圾|散落|占|破|不亮|没水|没电|停水|停电|噪音|乱|掉|塌|裂|积水")]
    private static partial Regex Broken();
}

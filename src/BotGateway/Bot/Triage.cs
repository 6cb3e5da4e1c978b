using System.Text.RegularExpressions;

namespace OneTable.BotGateway.Bot;

public enum Meaning { Unclear, Picture, Greeting, Thanks, Cancel, CaseNumber, Solved, NotSolved, Mark, Menu, Back, Stop, Resume, Bind, CallMe, Family, TakeBack,
    Urgent, Question, Problem }

/// <param name="Detail">The case number, the mark, the menu's digit or the key of the emergency text.</param>
public readonly record struct Understood(Meaning Meaning, string Detail = "");

/// <summary>What a text means, by plain rules in the order in which they must be asked.</summary>
public static partial class Triage
{
    const int ProblemLengthMin = 4, TroubleLengthMin = 2;
    const string digits = "12345一二三四五";

    /// <summary>The menu, as it is written and as people say it; the place is the digit.</summary>
    static readonly Regex[] menu = [Report(), Benefit(), Apply(), Progress(), Human()];

    /// <summary>Words of danger and the text that answers them; the first that fits. 怕着火 about stored goods is an ordinary case (F15).</summary>
    static readonly (string Key, Regex Words)[] emergencies =
    [
        ("suicide", Suicide()), ("gas", Gas()), ("fire", Fire()), ("violence", Violence()), ("medical", Medical()), ("fraud", Fraud()),
    ];

    public static Understood Read(string text)
    {
        text = Normalise(text);
        if (text.Length == 0) return new(Meaning.Picture);
        if (NotSolved().IsMatch(text)) return new(Meaning.NotSolved);
        if (Solved().IsMatch(text)) return new(Meaning.Solved);
        if (Mark().IsMatch(text)) return new(Meaning.Mark, text);
        if (Digit().Match(text) is { Success: true } digit) return new(Meaning.Menu, $"{digits.IndexOf(digit.Value[0]) % 5 + 1}");
        if (Back().IsMatch(text)) return new(Meaning.Back);
        if (Resume().IsMatch(text)) return new(Meaning.Resume);
        if (Stop().IsMatch(text)) return new(Meaning.Stop);
        if (Bind().IsMatch(text)) return new(Meaning.Bind);
        if (Family().IsMatch(text)) return new(Meaning.Family);
        if (TakeBack().IsMatch(text)) return new(Meaning.TakeBack);
        if (CallMe().IsMatch(text)) return new(Meaning.CallMe);
        if (Number().Match(text) is { Success: true } number && Danger(text) is null) return new(Meaning.CaseNumber, number.Value.ToUpperInvariant());
        if (Array.FindIndex(menu, m => m.IsMatch(text)) is >= 0 and var chosen) return new(Meaning.Menu, $"{chosen + 1}");
        if (Greeting().IsMatch(text)) return new(Meaning.Greeting);
        if (Thanks().IsMatch(text)) return new(Meaning.Thanks);
        var danger = Danger(text);
        if (danger is null && Cancel().IsMatch(text)) return new(Meaning.Cancel);
        if (danger is not null) return new(Meaning.Urgent, danger);
        if (text.Length < (IsTrouble(text) ? TroubleLengthMin : ProblemLengthMin)) return new(Meaning.Unclear);
        return new(Question().IsMatch(text) && !IsTrouble(text) ? Meaning.Question : Meaning.Problem);
    }

    /// <summary>Which emergency. Who does not want to live any more is heard whatever else is said: 老伴去世了，我也不想活了; 算了，不想活了.</summary>
    static string? Danger(string text)
    {
        var harmless = NoDanger().IsMatch(text);
        foreach (var (key, words) in emergencies)
            if ((!harmless || key == "suicide") && words.IsMatch(text)) return key;
        return null;
    }

    /// <summary>A number alone, as a choice is typed or spoken: 2, ２, 二, 第二个, 选2; null where there is more or none.</summary>
    public static int? Digit(string text) =>
        Choice().Match(Normalise(text)) is { Success: true } match ? "0123456789零一二三四五六七八九".IndexOf(match.Groups[2].Value[0]) % 10 : null;

    /// <summary>Says that something is broken, dirty or loud, in however few words: 漏水.</summary>
    public static bool IsTrouble(string text) => Broken().IsMatch(text);

    /// <summary>Full-width digits and stray signs come from old phones' keyboards, [微笑] and /::) are stickers; what is no letter at all is left out.</summary>
    static string Normalise(string text)
    {
        text = string.Concat(Sticker().Replace(text, "").Trim().Select(c => c is >= '０' and <= '９' ? (char)(c - '０' + '0') : c)).TrimEnd('。', '！', '.', '!', '~', '～');
        return text.Any(char.IsLetterOrDigit) ? text : "";
    }

    // A phone without WeChat's faces reads them as words; what it cannot show at all comes as a sentence.
    [GeneratedRegex(@"\[[\p{IsCJKUnifiedIdeographs}A-Za-z]{1,4}\]|/:[^\s\p{IsCJKUnifiedIdeographs}]{1,4}|【收到不支持的消息类型[^】]*】")]
    private static partial Regex Sticker();

    [GeneratedRegex("^([12] ?)?(还是?)?(没|未|没有)(有)?(解决|弄|修|处理)(好)?(了|呢|啊|呀)*$")]
    private static partial Regex NotSolved();

    [GeneratedRegex("^([12] ?)?(已经?|都)?(解决|弄好|修好|处理好)(了|啦)*$")]
    private static partial Regex Solved();

    [GeneratedRegex("^[123]? ?(很满意|满意|一般|不满意)$")]
    private static partial Regex Mark();

    [GeneratedRegex("^[1-5一二三四五](?=[、.，, ]*$)")]
    private static partial Regex Digit();

    [GeneratedRegex("^1?[、. ]*(我?要?(报个?事|报修|反映(个?事|问题)?))$")]
    private static partial Regex Report();

    [GeneratedRegex("^2?[、. ]*(我|我家|老人|老两口)?(还)?(能|可以)(领|拿)(什么|啥|哪些|多少)(补贴|津贴|钱|东西)?[吗呢?？]*$|^有(什么|啥|哪些)(补贴|津贴)(可以|能)?(领|拿)?[吗呢?？]*$")]
    private static partial Regex Benefit();

    [GeneratedRegex("^3?[、. ]*(我?要?办(件|个)?事)$")]
    private static partial Regex Apply();

    [GeneratedRegex("^5?[、. ]*(我?(要|想)?(找人(说话|帮忙)?|找社区|找网格员|找个人|转?人工(服务|客服)?|客服))$")]
    private static partial Regex Human();

    [GeneratedRegex("^(请|麻烦)?(打给我|(给|帮)我(回个?|打个?)电话|回个?电话)$")]
    private static partial Regex CallMe();

    [GeneratedRegex("^(第|选|要|我?选第|回)?([0-9零一二三四五六七八九])(个|号|项|样|件|条)?(?=[、.，, ]*$)")]
    private static partial Regex Choice();

    [GeneratedRegex("^(0|零|返回|退回|上一步|回去|主菜单|回0)$")]
    private static partial Regex Back();

    /// <summary>R, T and TD are what SMS teach people.</summary>
    [GeneratedRegex("^(退订|td?|r|n|不想收了?|(别|不要|不想)(再)?(发|收)(消息|通知|短信|提醒)?了?|取消(订阅|通知|提醒)|关闭?(通知|提醒))$", RegexOptions.IgnoreCase)]
    private static partial Regex Stop();

    [GeneratedRegex("^(恢复|开启|取消退订|(恢复|开启|打开|重新)(接收|收|订阅|通知|提醒)+)$")]
    private static partial Regex Resume();

    [GeneratedRegex("^(我?要)?(绑定(身份|微信)?|认(一?下)?身份|身份绑定|实名(认证)?)$")]
    private static partial Regex Bind();

    /// <summary>替我妈办高龄津贴, 帮爸妈办事, 代办.</summary>
    [GeneratedRegex(@"^我?(要|想|能|可以|怎么)?(替|帮|给|代)我?(家里?的?)?(爸妈?|爸爸|妈妈?|父母|父亲|母亲|爹|娘|老人|老爷子|老太太|家里?人|家人|爷爷|奶奶|外公|外婆|姥姥|姥爷|老伴|公公|婆婆|岳父|岳母)"
        + @"代?(办|申请)(理|点|个|件|一下)*(事情?|[\p{IsCJKUnifiedIdeographs}]{2,8}(津贴|补贴|证|卡|认证))?[吗啊呢？?]*$|^(替|帮)?(家里?人|家人|老人|爸妈|父母)?代办$")]
    private static partial Regex Family();

    [GeneratedRegex("^(我?(要|想)?收回(代办|同意|授权)?|(不让|别让|不要|不用)(他|她|孩子|儿子|女儿)?(再)?(替|帮)我办(事|了)*)$")]
    private static partial Regex TakeBack();

    [GeneratedRegex("[A-Za-z]{2}[0-9]{10}")]
    private static partial Regex Number();

    // 进度 as fingers and voices get it wrong, and as people ask for it who do not know the word.
    [GeneratedRegex("""
        ^4?[、. ]*((查|看)(一?下|询)?)?(我|我家)?(的|报的|说的|反映的)?(那|这)?(个|件|些)?(事(情|项)?|问题)?(办理|处理)?([进近尽今金][度渡读毒]|进展)[?？]?$
        |^(我|我家)?(的|报的|说的|反映的)?(那|这)?(个|件|些)?(事(情|项)?|问题)?(办|弄|修|处理)?(得|的)?(到哪(一?步|里|儿)?了?|怎么样了?|咋样了?|如何了)[?？吗呢啊]*$
        |^(怎么|咋|为什么|为啥)?(到现在)?还(没|没有|不)(有)?(人)?(来|管|修|办|处理|动静|消息|结果)(人|的)?(修|看|管)?[吗呢啊?？]*$
        |^(办|修|弄|处理)好了?(没|没有|吗)[啊?？]*$|^(什么时候|啥时候|几时)(能|才能|才)?(来|修|办|弄|好|办好|修好|来人|来修)[啊呢?？]*$|^有(没有)?(结果|消息|回音)了?(没|没有|吗)?[?？]?$
        """, RegexOptions.IgnorePatternWhitespace)]
    private static partial Regex Progress();

    [GeneratedRegex("^(您好|你好|早上?好?|上午好|中午好|下午好|晚上好|在吗|在不在|喂|hi|hello|有人吗|菜单|帮助)[?？呀啊,，]*$", RegexOptions.IgnoreCase)]
    private static partial Regex Greeting();

    [GeneratedRegex("^(谢谢|多谢|感谢|好的?|嗯+|行|要|可以|知道了|收到|辛苦了?|没有|够了)(您|你|你们|大家|社区|小助手|啊|呀|的|了)*$")]
    private static partial Regex Thanks();

    [GeneratedRegex("^(算了|取消|不用(来|办|管|修)?了|(报|发|说|打|写)错了)")]
    private static partial Regex Cancel();

    [GeneratedRegex("怕着火|怕失火|怕起火|容易着火|会着火|消防通道|灭火器|火灾隐患|煤气费|煤气表|燃气费|燃气表|去世|丧葬")]
    private static partial Regex NoDanger();

    // 想死你了 is only missed; 累死了 and 吵得要死 are not meant so.
    [GeneratedRegex("""
        想不开|不想(再)?活|活不(下去|成了)|自杀|跳楼|跳河|轻生|寻死|上吊|割腕|喝(了)?(农药|敌敌畏|百草枯)|活够了|没(什么|啥)?活头|(一死|一)了百了|想死(?![你您我他她])|不如死|死了(算了|干净|拉倒)
        |活着(也|还|真|都|有|还有)?(没|没有|没什么|没啥|什么|啥)(意思|劲|用|盼头)|活着(干什么|干嘛|干啥|受罪)|结束(自己|我)?的?生命
        """, RegexOptions.IgnorePatternWhitespace)]
    private static partial Regex Suicide();

    [GeneratedRegex("(煤气|燃气|天然气|液化气).{0,6}(漏|泄|味|臭)|(漏|泄).{0,3}(煤气|燃气|天然气|液化气)")]
    private static partial Regex Gas();

    [GeneratedRegex("(着|起|失)(了)?(大)?火|烧(起来|着)了|冒(着|出)?(黑|浓|大)烟|火灾|爆炸|(要|快|房子|墙|楼)(塌|倒塌)了")]
    private static partial Regex Fire();

    [GeneratedRegex("(打|砍|杀)人|家暴|救命")]
    private static partial Regex Violence();

    [GeneratedRegex("(晕倒|昏迷|昏倒|没气了|喘不上气|喘不过气|心脏病犯|中风|摔.{0,4}(不动|起不来)|(胸口|心口).{0,2}(疼|痛|闷)|嘴歪|叫不醒|吐血|(我|老伴|老头子?|老太太|爸|妈|爷|奶|老人).{0,3}(摔|跌)(倒|伤|了|跤))")]
    private static partial Regex Medical();

    [GeneratedRegex("(叫|让|要|喊|催)(我|他|她|老人|老伴|爸|妈).{0,6}(转账|转钱|汇款|汇钱|打钱|验证码|卡号)|骗子.{0,8}(转|汇|钱|码|卡)|被骗|诈骗")]
    private static partial Regex Fraud();

    [GeneratedRegex("怎么(办|领|申请|弄|交|查)|如何|多少钱|能不能|可不可以|可以.*吗|能.*吗|什么时候|几点|哪里(办|领|交)|在哪(办|领|交)|需要.*(什么|哪些)|[吗么嘛][?？]?$")]
    private static partial Regex Question();

    [GeneratedRegex("坏|脏|臭|吵|漏|堵|垃圾|散落|占|破|不亮|没水|没电|停水|停电|噪音|乱|掉|塌|裂|积水|停气|不通|跳闸|没有?电|没有?水|没有?气|没有?暖气|没人收")]
    private static partial Regex Broken();
}

using System.Text.RegularExpressions;
using OneTable.Services.Outbox;
using OneTable.Services.Data;

namespace OneTable.OutboundCall.WeChat;

/// <summary>Whose fault an errcode tells of, and so what follows.</summary>
public enum Fault
{
    /// <summary>A newer token, and once more.</summary>
    Token,
    /// <summary>WeChat is busy: back off, a few times.</summary>
    Passing,
    /// <summary>Too often for one user: wait.</summary>
    RateOfUser,
    /// <summary>The account's quota: wait, for the day's until midnight in Beijing.</summary>
    Rate,
    /// <summary>The user's state: final for this message, and the ledger learns it.</summary>
    Recipient,
    /// <summary>What we sent is wrong: no retry.</summary>
    Data,
    /// <summary>The account or its settings: nothing more is called until a person mends it.</summary>
    Account,
}

/// <summary>
/// WeChat's errcodes, each with whose fault it is and a sentence for operators. The one table; what is not in it is our data's fault
/// until somebody adds it.
/// </summary>
public static partial class WeChatErrors
{
    const long MinuteMs = 60_000;

    static readonly Dictionary<int, (Fault Fault, string Says)> known = new()
    {
        [40001] = (Fault.Token, "令牌过期，已自动换新"), [40014] = (Fault.Token, "令牌不对，已自动换新"),
        [42001] = (Fault.Token, "令牌到期，已自动换新"), [41001] = (Fault.Token, "没带令牌，已自动补上"),

        [-1] = (Fault.Passing, "微信系统忙，会自己再试"), [50001] = (Fault.Passing, "微信那边没有办成，会自己再试"),
        [61450] = (Fault.Passing, "微信系统出错，会自己再试"), [9001002] = (Fault.Passing, "微信那边超时，会自己再试"),

        [45011] = (Fault.RateOfUser, "对一个人调用太勤，过一分钟再试"),
        [45009] = (Fault.Rate, "这个接口的额度用完了。分钟额度等一分钟，当天额度停到半夜十二点"),
        [45029] = (Fault.Rate, "调用太密，等两秒再发"), [44990] = (Fault.Rate, "每秒发得太多，等两秒再发"), [45066] = (Fault.Rate, "发得太勤，等一分钟再发"),

        [43004] = (Fault.Recipient, "这个人没有关注公众号"), [50005] = (Fault.Recipient, "这个人已经取消关注"), [43101] = (Fault.Recipient, "本人没有允许，或允许的次数用完了"),
        [43019] = (Fault.Recipient, "这个人在黑名单里"), [48002] = (Fault.Recipient, "这个人关掉了公众号消息"),
        [45015] = (Fault.Recipient, "离本人上次说话太久，不能再发对话"), [45047] = (Fault.Recipient, "本人说话后的五条已经发完"),
        [40003] = (Fault.Recipient, "收信人的编号不属于这个账号"), [46004] = (Fault.Recipient, "微信里没有这个人"),
        [45080] = (Fault.Recipient, "这个人半分钟内没有说话"), [45081] = (Fault.Recipient, "正在显示“对方正在输入”"), [40226] = (Fault.Recipient, "微信认为这个人有风险，不让登录"),
        [61010] = (Fault.Recipient, "本人两小时内没有打开小程序，查不了，请人工看"),

        [40035] = (Fault.Data, "参数不对"), [40037] = (Fault.Data, "模板编号不对。请核对设置里的模板编号"), [40097] = (Fault.Data, "参数不对"),
        [41030] = (Fault.Data, "小程序正式版里没有这个页面。请先发布新版本"), [44002] = (Fault.Data, "发出去的内容是空的"), [47001] = (Fault.Data, "发出去的格式不对"),
        [47003] = (Fault.Data, "模板里有一栏的内容不合要求。请核对模板的栏目设置"), [40033] = (Fault.Data, "内容里有微信不认的字符"), [45002] = (Fault.Data, "内容太长"),
        [40007] = (Fault.Data, "照片或语音在微信已经过期"), [46003] = (Fault.Data, "公众号还没有菜单"), [40029] = (Fault.Data, "登录码不对或过期"), [40163] = (Fault.Data, "登录码已经用过"),
        [40129] = (Fault.Data, "内容检查的场景不对"), [43104] = (Fault.Data, "收信人和账号对不上"),

        [40013] = (Fault.Account, "账号编号（AppID）不对。请核对设置"), [40125] = (Fault.Account, "账号密钥（AppSecret）不对。请到公众平台重置，写进设置后重启"),
        [40164] = (Fault.Account, "这台服务器的地址不在白名单里。请到公众平台“基本配置”的IP白名单加上它"), [40243] = (Fault.Account, "账号密钥被冻结。请到公众平台解冻"),
        [41002] = (Fault.Account, "没有设置账号编号（AppID）"), [41004] = (Fault.Account, "没有设置账号密钥（AppSecret）"),
        [48001] = (Fault.Account, "账号没有这个接口的权限。请到公众平台看“接口权限”，可能要先认证"), [48004] = (Fault.Account, "这个接口被微信封了。请到公众平台“违规记录”看原因并申诉"),
        [50002] = (Fault.Account, "账号被微信限制。请到公众平台“违规记录”看原因并申诉"), [43107] = (Fault.Account, "订阅消息被微信封了。请到公众平台看原因并申诉"),
        [45103] = (Fault.Account, "这个接口微信已经下线"), [45109] = (Fault.Account, "这个接口微信已经下线"), [48006] = (Fault.Account, "本月清零额度的次数用完了"),
        [89503] = (Fault.Account, "这次调用要管理员同意。请管理员在微信上点确认"), [89506] = (Fault.Account, "管理员拒绝了这台服务器。请管理员重新同意"),
        [89507] = (Fault.Account, "管理员拒绝了这台服务器，一小时后才能再试"), [101003] = (Fault.Account, "识别证件的次数用完了。请到服务市场购买"),
    };

    /// <summary>What the platform pushes about the account itself, and only an operator can do something about.</summary>
    static readonly Dictionary<string, string> events = new()
    {
        ["qualification_verify_fail"] = "资质认证没有通过。请到公众平台重新提交", ["naming_verify_fail"] = "名称认证没有通过。请到公众平台重新提交",
        ["annual_renew"] = "账号该年审了，过期会停很多接口", ["verify_expired"] = "账号认证已经过期，很多接口会停。请到公众平台续办",
    };

    /// <summary>Stands where an errcode would.</summary>
    public const string Event = "event";

    public static string SayOf(string pushed, IEnumerable<string> details) => string.Join('：', [events[pushed], .. details]);

    public static Fault FaultOf(int errcode) => known.TryGetValue(errcode, out var entry) ? entry.Fault : Fault.Data;

    /// <summary>The token was not good: take a newer one and try once more.</summary>
    public static bool IsToken(string code) => int.TryParse(code, out var errcode) && FaultOf(errcode) == Fault.Token;

    /// <summary>A login code of somebody's page, used or too old: nobody's fault, the page asks for another.</summary>
    public static bool IsLoginCode(string code) => code is "40029" or "40163";

    /// <summary>Whether every call of the account would be refused, not only those to one path.</summary>
    public static bool IsOfWholeAccount(int errcode) => errcode is 40013 or 40125 or 40164 or 40243 or 41002 or 41004 or 50002 or 89503 or 89506 or 89507;

    public static Outcome Sort(int errcode) => errcode == 0 ? Outcome.Accepted : FaultOf(errcode) switch
    {
        Fault.Token or Fault.Passing => Outcome.Retry,
        Fault.RateOfUser => Outcome.ThrottledNumber,
        Fault.Rate => Outcome.ThrottledAccount,
        Fault.Recipient => Outcome.PermanentNumber,
        Fault.Account => Outcome.PermanentAccount,
        _ => Outcome.PermanentContent,
    };

    /// <summary>When a throttled send may go again. 45009 is a minute's quota or the day's, which ends at midnight in Beijing.</summary>
    public static long? Until(int errcode, string message, DateTimeOffset now) => errcode switch
    {
        45009 when !message.Contains("minute", StringComparison.OrdinalIgnoreCase) =>
            BeijingTime.UnixMs(DateOnly.FromDateTime(now.ToOffset(BeijingTime.Offset).Date).AddDays(1), TimeOnly.MinValue),
        45009 or 45011 or 45066 => now.ToUnixTimeMilliseconds() + MinuteMs,
        45029 or 44990 => now.ToUnixTimeMilliseconds() + 2_000,
        _ => null,
    };

    /// <summary>What an operator reads: what is wrong and what to do; of an address that WeChat does not know, which.</summary>
    public static string Say(string code, string? message)
    {
        if (code == Event) return message ?? "";
        if (!int.TryParse(code, out var errcode)) return code.StartsWith("http_", StringComparison.Ordinal) ? "微信没有正常回答" : "没有连上微信";
        var says = known.TryGetValue(errcode, out var entry) ? entry.Says : "微信不收，原因见编码";
        return errcode == 40164 && Address().Match(message ?? "") is { Success: true } found ? says.Replace("这台服务器的地址", $"这台服务器的地址 {found.Value} ") : says;
    }

    /// <summary>What WeChat's support asks for.</summary>
    public static string? RidOf(string? message) => Rid().Match(message ?? "") is { Success: true } found ? found.Groups[1].Value : null;

    [GeneratedRegex(@"\d{1,3}(\.\d{1,3}){3}")]
    private static partial Regex Address();

    [GeneratedRegex(@"rid:\s*([\w-]+)")]
    private static partial Regex Rid();
}

using OneTable.OutboundCall.Sms.Aliyun;
using OneTable.Sandbox;
using OneTable.Services.Notices;
using OneTable.Services.Residents;

namespace OneTable.BotGateway;

/// <summary>Joins the product to the pretended world where nothing else is set: the same settings a real account would have.</summary>
static class SandboxDefaults
{
    public static void Apply(IConfigurationManager configuration, string address)
    {
        var values = new Dictionary<string, string?>
        {
            ["WeChat:AppId"] = SandboxOptions.AppId,
            ["WeChat:AppSecret"] = SandboxOptions.AppSecret,
            ["WeChat:ApiBase"] = address + "/sandbox/wechat/api",
            ["WeChat:OpenBase"] = address + "/sandbox/wechat/open",
            ["MiniProgram:AppId"] = SandboxOptions.MiniAppId,
            ["MiniProgram:AppSecret"] = SandboxOptions.MiniAppSecret,
            ["MiniProgram:ApiBase"] = address + "/sandbox/wechat/api",
            ["Public:Address"] = address,
            ["Sms:Aliyun:Endpoint"] = address + "/sandbox/aliyun/",
            ["Sms:Aliyun:AccessKeyId"] = SandboxOptions.AliyunAccessKeyId,
            ["Sms:Aliyun:AccessKeySecret"] = SandboxOptions.AliyunAccessKeySecret,
            ["Sms:Aliyun:SignName"] = SandboxOptions.SmsSignName,
        };
        foreach (var (key, value) in values.Where(v => string.IsNullOrEmpty(configuration[v.Key]))) configuration[key] = value;
    }

    public static SandboxOptions Options(string address, ResidentBook residents, string smsHook) => new()
    {
        // The sandbox forgets with the process; who follows is still known to the product.
        FollowsFromStart = openid => openid.StartsWith("staff-", StringComparison.Ordinal) || residents.Follows(openid),
        CallbackUrl = () => address + "/wechat/mp",
        MiniCallbackUrl = () => address + "/wechat/mini",
        SmsReportUrl = () => address + smsHook,
        SmsReplyUrl = () => address + smsHook,
        Templates = Texts.SmsTemplates.ToDictionary(t => AliyunSettings.DefaultCode(t.Name), t => t.Text),
    };
}

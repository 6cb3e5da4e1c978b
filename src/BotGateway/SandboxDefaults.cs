using OneTable.Sandbox;

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
            ["MiniProgram:AppId"] = SandboxOptions.MiniAppId,
            ["MiniProgram:AppSecret"] = SandboxOptions.MiniAppSecret,
            ["MiniProgram:ApiBase"] = address + "/sandbox/wechat/api",
            ["Sms:Aliyun:Endpoint"] = address + "/sandbox/aliyun/",
            ["Sms:Aliyun:AccessKeyId"] = SandboxOptions.AliyunAccessKeyId,
            ["Sms:Aliyun:AccessKeySecret"] = SandboxOptions.AliyunAccessKeySecret,
            ["Sms:Aliyun:SignName"] = SandboxOptions.SmsSignName,
        };
        foreach (var (key, value) in values.Where(v => string.IsNullOrEmpty(configuration[v.Key]))) configuration[key] = value;
    }

    public static SandboxOptions Options(string address) => new() { CallbackUrl = () => address + "/wechat/mp" };
}

using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace OneTable.Sandbox;

/// <summary>The pretended world alone, in its own process with its own state: the verb <c>sandbox</c>.</summary>
public static class SandboxHost
{
    public static async Task<int> RunAsync(string urls, SandboxOptions options, CancellationToken cancellation)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseUrls(urls);
        builder.Logging.SetMinimumLevel(LogLevel.Warning);
        await using var app = builder.Build();
        app.MapSandbox(options);
        await app.StartAsync(cancellation);
        Console.WriteLine("# A gateway uses this world with:");
        foreach (var setting in Settings(app.Urls.First())) Console.WriteLine(setting);
        try { await app.WaitForShutdownAsync(cancellation); }
        catch (OperationCanceledException) { await app.StopAsync(CancellationToken.None); }
        return 0;
    }

    /// <summary>The settings with which a gateway takes the sandbox at this address for the world, one NAME=value a line.</summary>
    public static IEnumerable<string> Settings(string address) =>
    [
        $"WeChat__AppId={SandboxOptions.AppId}",
        $"WeChat__AppSecret={SandboxOptions.AppSecret}",
        $"WeChat__Token={SandboxOptions.Token}",
        $"WeChat__EncodingAESKey={SandboxOptions.EncodingAESKey}",
        "WeChat__Mode=Safe",
        $"WeChat__ApiBase={address}/sandbox/wechat/api",
        "WeChat__TemplateIds__notice=TM_NOTICE",
        "WeChat__TemplateIds__todo=TM_TODO",
        $"MiniProgram__AppId={SandboxOptions.MiniAppId}",
        $"MiniProgram__AppSecret={SandboxOptions.MiniAppSecret}",
        $"MiniProgram__Token={SandboxOptions.MiniToken}",
        $"MiniProgram__EncodingAESKey={SandboxOptions.MiniEncodingAESKey}",
        $"MiniProgram__ApiBase={address}/sandbox/wechat/api",
        $"Sms__Aliyun__Endpoint={address}/sandbox/aliyun/",
        $"Sms__Aliyun__AccessKeyId={SandboxOptions.AliyunAccessKeyId}",
        $"Sms__Aliyun__AccessKeySecret={SandboxOptions.AliyunAccessKeySecret}",
        $"Sms__Aliyun__SignName={SandboxOptions.SmsSignName}",
    ];
}

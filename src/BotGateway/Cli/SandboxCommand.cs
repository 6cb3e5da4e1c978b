using System.CommandLine;
using OneTable.Sandbox;

namespace OneTable.BotGateway.Cli;

/// <summary>sandbox: the pretended WeChat and SMS vendor alone, in a process and with a state of their own.</summary>
sealed class SandboxCommand : Command
{
    public SandboxCommand() : base("sandbox", "Run the pretended WeChat and SMS vendor alone, for tests that kill the gateway")
    {
        var urls = new Option<string>("--urls") { Description = "Where it listens", DefaultValueFactory = _ => "http://127.0.0.1:5090" };
        var callback = new Option<string>("--callback") { Description = "Where it pushes", DefaultValueFactory = _ => "http://127.0.0.1:5080/wechat/mp" };
        var every = new Option<double>("--push-every") { Description = "Seconds from one attempt of a push to the next", DefaultValueFactory = _ => 5 };
        Add(urls);
        Add(callback);
        Add(every);
        SetAction((parsed, ct) =>
        {
            var to = parsed.GetValue(callback)!;
            var options = new SandboxOptions { CallbackUrl = () => to, MiniCallbackUrl = () => to.Replace("/wechat/mp", "/wechat/mini"), PushEvery = TimeSpan.FromSeconds(parsed.GetValue(every)) };
            return SandboxHost.RunAsync(parsed.GetValue(urls)!, options, ct);
        });
    }
}

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
        Add(urls);
        Add(callback);
        SetAction((parsed, ct) =>
        {
            var to = parsed.GetValue(callback)!;
            return SandboxHost.RunAsync(parsed.GetValue(urls)!, new SandboxOptions { CallbackUrl = () => to }, ct);
        });
    }
}

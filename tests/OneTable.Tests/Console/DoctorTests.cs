using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using OneTable.Services.Data;

namespace OneTable.Tests.Console;

/// <summary>The verb doctor with a real account: it asks for a token, and says in words why there is none.</summary>
public sealed class DoctorTests : IDisposable
{
    readonly string folder = Directory.CreateTempSubdirectory("onetable-doctor-").FullName;

    [Fact]
    public async Task It_names_the_address_to_allow_and_the_templates_that_are_not_set()
    {
        var address = $"http://127.0.0.1:{MariaDb.FreePort()}";
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseUrls(address);
        await using var weChat = builder.Build();
        weChat.MapPost("/cgi-bin/stable_token", () => new { errcode = 40164, errmsg = "invalid ip 203.0.113.7 ipv6 ::ffff:203.0.113.7, not in whitelist rid: 1-2-3" });
        await weChat.StartAsync();

        using var process = new OwnProcess(Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") ?? "dotnet", [Path.Combine(AppContext.BaseDirectory, "BotGateway.dll"), "doctor", "--json"], new Dictionary<string, string?>
        {
            ["ASPNETCORE_ENVIRONMENT"] = "Production", ["Data__Folder"] = folder, ["Data__SealKey"] = Seal.NewKey(), ["WeChat__AppId"] = "wx1", ["WeChat__AppSecret"] = "the-secret",
            ["WeChat__Token"] = "token", ["WeChat__EncodingAESKey"] = new string('a', 43), ["WeChat__ApiBase"] = address,
        });
        var code = await process.EndAsync();
        var said = JsonSerializer.Deserialize<JsonElement>(process.Output.Split('\n').Last(line => line.StartsWith('{')));
        Assert.Equal(1, code);
        Assert.StartsWith("40164 这台服务器的地址 203.0.113.7 不在白名单里", said.Text("account"));
        Assert.Equal("not set", said.Text("miniProgram"));
        Assert.Contains("WeChat__TemplateIds__notice", said.Text("templates"));
        Assert.Contains("Public__Address", said.Text("templates"));
        Assert.StartsWith("not set", said.Text("redis"));
        Assert.DoesNotContain("the-secret", process.Output);
    }

    public void Dispose() => Directory.Delete(folder, recursive: true);
}

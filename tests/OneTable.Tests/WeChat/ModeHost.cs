using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using OneTable.Sandbox;
using OneTable.Services.Data;

namespace OneTable.Tests.WeChat;

/// <summary>A host of its own whose two accounts are in the given modes; it logs refusals nowhere.</summary>
sealed class ModeHost : IAsyncDisposable
{
    readonly string folder = Directory.CreateTempSubdirectory("onetable-test-").FullName;
    WebApplication app = null!;

    public Uri Address { get; } = new($"http://127.0.0.1:{MariaDb.FreePort()}");
    public HttpClient Http { get; private set; } = null!;
    public T Get<T>() where T : notnull => app.Services.GetRequiredService<T>();
    public string LateFolder => Path.Combine(folder, "late");
    public Database Db => app.Services.GetRequiredService<Database>();

    public static async Task<ModeHost> StartAsync(string account, string mini)
    {
        var host = new ModeHost();
        host.app = await Street.StartAsync(new(Street.Settings(host.folder, host.Address))
        {
            ["Demo:People"] = "500", ["WeChat:Mode"] = account, ["MiniProgram:Mode"] = mini, ["Logging:LogLevel:OneTable"] = "Error",
        });
        host.Http = new HttpClient { BaseAddress = host.Address };
        return host;
    }

    public async ValueTask DisposeAsync()
    {
        Http.Dispose();
        await app.StopAsync();
        await app.DisposeAsync();
        Directory.Delete(folder, recursive: true);
    }
}

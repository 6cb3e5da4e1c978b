using System.CommandLine;
using System.Diagnostics;

namespace OneTable.BotGateway.Cli;

/// <summary>serve (default): brings the database up, loads the demo where it is wanted, and answers.</summary>
sealed class ServeCommand : Command
{
    public ServeCommand() : base("serve", "Serve residents, workers and staff (the default)") => SetAction((_, ct) => RunAsync(ct));

    public static async Task<int> RunAsync(CancellationToken ct)
    {
        var watch = Stopwatch.StartNew();
        await using var app = Gateway.Build();
        await Start.PrepareAsync(app.Services, System.Console.WriteLine);
        await app.StartAsync(ct);
        Start.Announce(app.Services.GetRequiredService<Settings>(), watch.Elapsed);
        await app.WaitForShutdownAsync(ct);
        return 0;
    }
}

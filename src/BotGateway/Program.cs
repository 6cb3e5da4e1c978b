using System.CommandLine;
using OneTable.BotGateway;
using OneTable.BotGateway.Cli;

// With no verb it serves: dotnet run --project src/BotGateway
var root = new RootCommand("OneTable (一表通): residents and their community, over WeChat")
{
    new ServeCommand(), new MigrateCommand(), new SeedCommand(), new ImportCommand(), new ScenariosCommand(), new TableCommand(), new TraceCommand(), new WeChatCommand(), new SandboxCommand(), new DoctorCommand(),
};
root.SetAction((_, ct) => ServeCommand.RunAsync(ct));
try
{
    return await root.Parse(args).InvokeAsync(new() { EnableDefaultExceptionHandler = false });
}
catch (SettingException e)
{
    Console.Error.WriteLine(e.Message);
    return 2;
}
catch (Exception e)
{
    // An expected refusal is one sentence; anything else is a fault of ours and keeps its trace.
    Console.Error.WriteLine(e is InvalidOperationException or OneTable.Services.Refusal or IOException or System.Data.Common.DbException ? e.Message : e);
    return 1;
}

using OneTable.Services.Addresses;
using OneTable.Services.Data;
using OneTable.Services.Demo;
using OneTable.Services.Dictionary;
using OneTable.Services.Divisions;
using OneTable.Services.Files;
using OneTable.Services.Notices;
using OneTable.Services.Registry.Finding;

namespace OneTable.BotGateway;

/// <summary>What every start does before it serves: schema, shipped content, demo street.</summary>
public static class Start
{
    public const string OtherFolder = "这台服务器的数据目录和别的服务器的不是同一个，照片会看不到，补办的消息会耽搁。请挂同一个目录";

    public static async Task PrepareAsync(IServiceProvider services, Action<string> say)
    {
        var settings = services.GetRequiredService<Settings>();
        if (settings.Provider == Provider.Sqlite) Directory.CreateDirectory(settings.Folder);
        if (Migrate(settings, services.GetRequiredService<Dialect>()) is var steps and > 0) say($"Database ready: {steps} schema steps.");
        if (settings.Provider == Provider.MySql)
        {
            await FolderMark.MakeAsync(services.GetRequiredService<Database>(), settings.Folder);
            if (!FolderMark.IsOf(services.GetRequiredService<Database>(), settings.Folder)) say("Data__Folder: " + OtherFolder);
        }
        await BulkLoad.EndAsync(services.GetRequiredService<Database>());
        await services.GetRequiredService<Contents>().LoadAsync();
        await NameBook.FillAsync(services.GetRequiredService<Database>());
        if (!settings.Sandbox && services.GetRequiredService<IConfiguration>()["WeChat:AppId"] is { Length: > 0 })
            foreach (var lack in services.GetRequiredService<PlatformTemplates>().Missing()) say("WeChat: " + lack);
        if (!settings.Demo) return;
        var report = await DemoStreet.LoadAsync(services.GetRequiredService<Database>(), services.GetRequiredService<FieldCatalog>(), services.GetRequiredService<Seal>(),
            services.GetRequiredService<TimeProvider>().Today(), settings.DemoPeople);
        if (!report.Loaded) return;
        say($"Demo street 东园街道 loaded: {report.People} people.");
        services.GetRequiredService<DivisionTree>().Reload();
        services.GetRequiredService<AddressBook>().Reload();
        GC.Collect(2, GCCollectionMode.Aggressive); // a whole street was made in memory: it goes back before the host begins to serve
    }

    static int Migrate(Settings settings, Dialect dialect)
    {
        try
        {
            return Migrations.Apply(dialect);
        }
        catch (System.Data.Common.DbException e) when (settings.Provider == Provider.MySql)
        {
            throw new InvalidOperationException($"The database of Data__ConnectionString cannot be used: {e.Message}", e);
        }
    }

    public static void Announce(Settings settings, TimeSpan took)
    {
        var address = Roots.Address(settings.Urls);
        System.Console.WriteLine($"""

            OneTable 一表通 is ready ({took.TotalSeconds:0.0} s).
              console 控制台    {address}/console/
              worker  网格员    {address}/m/
              API               {address}/openapi/v1.json
            """);
        if (settings.Sandbox) System.Console.WriteLine($"  phone   沙盒手机  {address}/sandbox/   <- start here: a resident's phone, and the grid worker's");
        if (settings.Demo) System.Console.WriteLine("  demo sign-ins     district, street, community, grid (password: demo)");
        System.Console.WriteLine($"  data              {(settings.Provider == Provider.Sqlite ? settings.Folder : "MySQL")}");
    }
}

using System.CommandLine;
using System.Text.Encodings.Web;
using System.Text.Json;
using OneTable.OutboundCall;
using OneTable.Services.Staff;

namespace OneTable.BotGateway.Cli;

/// <summary>What verbs share: the parts without the web, the --json option and its last line.</summary>
static class Verb
{
    static readonly JsonSerializerOptions json = new(JsonSerializerDefaults.Web) { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>Who runs a verb on the machine itself sees what the platform's administrator sees.</summary>
    public static readonly StaffMember Operator = new(0, "cli", "命令行", Posts.Platform, "", null, null, null);

    /// <summary>A form that is handed in wants whole numbers and an explanation incomes: an all-round clerk takes both, who sees all but 重点人群.</summary>
    public static readonly StaffMember Clerk = Operator with { Post = Posts.SocialWorker };

    public static Option<bool> JsonOption() => new("--json") { Description = "Print one JSON object at the end" };

    /// <summary>The parts of the product without a listening host; verbs run beside a serving one.</summary>
    public static ServiceProvider Parts()
    {
        var environment = Environment.GetEnvironmentVariable("ASPNETCORE_ENVIRONMENT") ?? Environment.GetEnvironmentVariable("DOTNET_ENVIRONMENT") ?? "Production";
        var configuration = new ConfigurationManager();
        configuration.AddJsonFile(Path.Combine(AppContext.BaseDirectory, "appsettings.json"), optional: true);
        configuration.AddJsonFile(Path.Combine(AppContext.BaseDirectory, $"appsettings.{environment}.json"), optional: true);
        configuration.AddEnvironmentVariables();
        var settings = Settings.Read(configuration, environment == "Development", Roots.Repository);
        return new ServiceCollection().AddSingleton<IConfiguration>(configuration).AddLogging().AddMetrics().AddOneTable(settings).AddOutboundCall(configuration).BuildServiceProvider();
    }

    /// <summary>The result, as one JSON object or as lines.</summary>
    public static void Print(object result, bool asJson)
    {
        if (asJson)
        {
            System.Console.WriteLine(JsonSerializer.Serialize(result, json));
            return;
        }
        foreach (var property in JsonSerializer.SerializeToElement(result, json).EnumerateObject())
            System.Console.WriteLine($"{property.Name,-14} {property.Value}");
    }
}

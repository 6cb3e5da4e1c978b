using System.CommandLine;
using OneTable.Services.Data;
using OneTable.Services.Demo;
using OneTable.Services.Dictionary;

namespace OneTable.BotGateway.Cli;

/// <summary>seed: loads the synthetic demo street; no real person is in it.</summary>
sealed class SeedCommand : Command
{
    public SeedCommand() : base("seed", "Load the synthetic demo street 东园街道, and with more people a city around it")
    {
        var people = new Option<int>("--people") { Description = "How many people: 12,000 fill the street, 3,200,000 make a city of 267", DefaultValueFactory = _ => 12_000 };
        var asJson = Verb.JsonOption();
        Add(people);
        Add(asJson);
        SetAction(async (parsed, ct) =>
        {
            await using var parts = Verb.Parts();
            var settings = parts.GetRequiredService<Settings>();
            if (!settings.Demo) throw new SettingException("Demo__Enabled", "must be true to seed: demo people and demo sign-ins come only with the demo");
            Directory.CreateDirectory(settings.Folder);
            Migrations.Apply(parts.GetRequiredService<Dialect>());
            await parts.GetRequiredService<Contents>().LoadAsync();
            var report = await DemoStreet.LoadAsync(parts.GetRequiredService<Database>(), parts.GetRequiredService<FieldCatalog>(),
                parts.GetRequiredService<Seal>(),
                parts.GetRequiredService<TimeProvider>().Today(), parsed.GetValue(people), new Progress("people"));
            Verb.Print(report, parsed.GetValue(asJson));
            return 0;
        });
    }
}

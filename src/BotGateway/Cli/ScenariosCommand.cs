using System.CommandLine;
using OneTable.Services.Data;
using OneTable.Services.Scenarios;

namespace OneTable.BotGateway.Cli;

/// <summary>scenarios run: what the night does, for any day; twice on one day does it once.</summary>
sealed class ScenariosCommand : Command
{
    public ScenariosCommand() : base("scenarios", "Find who may soon claim something, and make the visits and notices")
    {
        var run = new Command("run", "Run the scenarios of one day; running a day twice adds nothing");
        var date = new Option<string?>("--date") { Description = "yyyy-MM-dd, Beijing; today where it is left out" };
        var name = new Option<string?>("--name") { Description = "One scenario; all where it is left out" };
        var dryRun = new Option<bool>("--dry-run") { Description = "Only count" };
        var asJson = Verb.JsonOption();
        foreach (var option in new Option[] { date, name, dryRun, asJson }) run.Add(option);
        run.SetAction(async (parsed, ct) =>
        {
            await using var parts = Verb.Parts();
            Migrations.Apply(parts.GetRequiredService<Dialect>());
            await parts.GetRequiredService<Services.Dictionary.Contents>().LoadAsync();
            var text = parsed.GetValue(date);
            if (!DateOnly.TryParseExact(text, "yyyy-MM-dd", out var day) && text is not null)
            {
                System.Console.Error.WriteLine("--date must be yyyy-MM-dd, such as 2026-12-01.");
                return 2;
            }
            if (text is null) day = parts.GetRequiredService<TimeProvider>().Today();
            var result = await parts.GetRequiredService<ScenarioRun>().RunAsync(day, parsed.GetValue(name), "命令行", parsed.GetValue(dryRun), stop: ct);
            Verb.Print(result, parsed.GetValue(asJson));
            return result.Cancelled ? 1 : 0;
        });
        Add(run);
    }
}

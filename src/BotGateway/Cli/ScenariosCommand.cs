using System.CommandLine;
using OneTable.Services;
using OneTable.Services.Data;
using OneTable.Services.Dictionary;
using OneTable.Services.Scenarios;

namespace OneTable.BotGateway.Cli;

/// <summary>scenarios run: what the night does, for any day.</summary>
sealed class ScenariosCommand : Command
{
    const int FirstYear = 1900, LastYear = 2200;
    readonly Option<string?> date = new("--date") { Description = "yyyy-MM-dd, Beijing; today where it is left out" };
    readonly Option<bool> asJson = Verb.JsonOption();

    public ScenariosCommand() : base("scenarios", "Find who may soon claim something, and make the visits and notices")
    {
        Add(Run());
        Add(new ExplainCommand());
    }

    Command Run()
    {
        var run = new Command("run", "Run the scenarios of one day; running a day twice adds nothing");
        var name = new Option<string?>("--name") { Description = "One scenario; all where it is left out" };
        var dryRun = new Option<bool>("--dry-run") { Description = "Only count" };
        foreach (var option in new Option[] { date, name, dryRun, asJson }) run.Add(option);
        run.SetAction((parsed, ct) => WithPartsAsync(parsed, date, async (parts, day) =>
        {
            var result = await parts.GetRequiredService<ScenarioRun>().RunAsync(day, parsed.GetValue(name), "命令行", parsed.GetValue(dryRun), stop: ct);
            Verb.Print(result, parsed.GetValue(asJson));
            return result.Cancelled ? 1 : 0;
        }));
        return run;
    }

    /// <summary>Runs on the parts as of the day asked for; what is refused is said in a sentence.</summary>
    internal static async Task<int> WithPartsAsync(ParseResult parsed, Option<string?> date, Func<ServiceProvider, DateOnly, Task<int>> act)
    {
        var text = parsed.GetValue(date);
        if (!DateOnly.TryParseExact(text, "yyyy-MM-dd", out var day) && text is not null || text is not null && day.Year is < FirstYear or > LastYear)
        {
            System.Console.Error.WriteLine("--date must be yyyy-MM-dd, such as 2026-12-01.");
            return 2;
        }
        try
        {
            await using var parts = Verb.Parts();
            Migrations.Apply(parts.GetRequiredService<Dialect>());
            await parts.GetRequiredService<Contents>().LoadAsync();
            return await act(parts, text is null ? parts.GetRequiredService<TimeProvider>().Today() : day);
        }
        catch (Refusal refusal)
        {
            System.Console.Error.WriteLine(refusal.Message);
            return 2;
        }
    }
}

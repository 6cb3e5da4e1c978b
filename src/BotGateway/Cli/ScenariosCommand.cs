using System.CommandLine;
using OneTable.Services;
using OneTable.Services.Data;
using OneTable.Services.Dictionary;
using OneTable.Services.Scenarios;

namespace OneTable.BotGateway.Cli;

/// <summary>scenarios: what the night does, for any day, and what a scenario says of one person.</summary>
sealed class ScenariosCommand : Command
{
    const int FirstYear = 1900, LastYear = 2200;
    readonly Option<string?> date = new("--date") { Description = "yyyy-MM-dd, Beijing; today where it is left out" };
    readonly Option<bool> asJson = Verb.JsonOption();

    public ScenariosCommand() : base("scenarios", "Find who may soon claim something, and make the visits and notices")
    {
        Add(Run());
        Add(new ExplainCommand());
        Add(Schedule());
        Add(ScenarioFileCommands.Check(Act, asJson));
        Add(ScenarioFileCommands.Export(Act));
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

    Command Schedule()
    {
        var schedule = new Command("schedule", "Say month by month what a person should be paid, and why");
        var name = new Argument<string>("name") { Description = "Its file name, id, title or alias (policy-001)" };
        var person = new Option<string>("--person") { Description = "Id or identity number", Required = true };
        var applied = new Option<string?>("--applied") { Description = "yyyy-MM-dd of the application; since when it is received, or today, where it is left out" };
        var until = new Option<string?>("--until") { Description = "The last month, yyyy-MM; a year ahead where it is left out" };
        schedule.Add(name);
        foreach (var option in new Option[] { person, applied, until, asJson }) schedule.Add(option);
        schedule.SetAction((parsed, _) => WithPartsAsync(parsed, date, (parts, _) => Task.FromResult(parts.GetRequiredService<Database>().Read(tx =>
        {
            var scenario = parts.GetRequiredService<ScenarioList>().Require(tx, parsed.GetValue(name)!);
            var id = parts.GetRequiredService<ScenarioDesk>().PersonOf(tx, parsed.GetValue(person)!);
            var day = parsed.GetValue(applied) is { } text ? Http.Days.Of(text, parts.GetRequiredService<TimeProvider>()) : (DateOnly?)null;
            Verb.Print(parts.GetRequiredService<ScheduleDesk>().Of(tx, scenario, id, day, Console.NeedEndpoints.Until(parsed.GetValue(until)), Verb.Clerk), parsed.GetValue(asJson));
            return 0;
        }))));
        return schedule;
    }

    Task<int> Act(ParseResult parsed, Func<ServiceProvider, DateOnly, Task<int>> act) => WithPartsAsync(parsed, date, act);

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

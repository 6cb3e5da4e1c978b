using System.CommandLine;
using OneTable.Services;
using OneTable.Services.Data;
using OneTable.Services.Dictionary;
using OneTable.Services.Scenarios;

namespace OneTable.BotGateway.Cli;

/// <summary>scenarios run: what the night does, for any day; scenarios explain: what one says of one person, and why.</summary>
sealed class ScenariosCommand : Command
{
    readonly Option<string?> date = new("--date") { Description = "yyyy-MM-dd, Beijing; today where it is left out" };
    readonly Option<bool> asJson = Verb.JsonOption();

    public ScenariosCommand() : base("scenarios", "Find who may soon claim something, and make the visits and notices")
    {
        Add(Run());
        Add(Explain());
        Add(Schedule());
        Add(ScenarioFileCommands.Check(WithPartsAsync, asJson));
        Add(ScenarioFileCommands.Export(WithPartsAsync));
    }

    Command Run()
    {
        var run = new Command("run", "Run the scenarios of one day; running a day twice adds nothing");
        var name = new Option<string?>("--name") { Description = "One scenario; all where it is left out" };
        var dryRun = new Option<bool>("--dry-run") { Description = "Only count" };
        foreach (var option in new Option[] { date, name, dryRun, asJson }) run.Add(option);
        run.SetAction((parsed, ct) => WithPartsAsync(parsed, async (parts, day) =>
        {
            var result = await parts.GetRequiredService<ScenarioRun>().RunAsync(day, parsed.GetValue(name), "命令行", parsed.GetValue(dryRun), stop: ct);
            Verb.Print(result, parsed.GetValue(asJson));
            return result.Cancelled ? 1 : 0;
        }));
        return run;
    }

    Command Explain()
    {
        var explain = new Command("explain", "Say what a scenario says of one person on a day, and why");
        var name = new Argument<string>("name") { Description = "Its file name, id, title or alias (policy-001)" };
        var person = new Option<string>("--person") { Description = "Id or identity number", Required = true };
        explain.Add(name);
        foreach (var option in new Option[] { person, date, asJson }) explain.Add(option);
        explain.SetAction((parsed, _) => WithPartsAsync(parsed, (parts, day) => Task.FromResult(parts.GetRequiredService<Database>().Read(tx =>
        {
            var scenario = parts.GetRequiredService<ScenarioList>().Require(tx, parsed.GetValue(name)!);
            var desk = parts.GetRequiredService<ScenarioDesk>();
            var verdict = desk.Explain(tx, scenario, desk.PersonOf(tx, parsed.GetValue(person)!), day, Verb.Operator.Reader)!;
            Verb.Print(new
            {
                scenario = scenario.Name, scenario.Title, outcome = verdict.Outcome.Word(), verdict.Conditions, verdict.Missing,
                amounts = verdict.Amount is { } amount ? new[] { amount } : [], verdict.Receiving,
            }, parsed.GetValue(asJson));
            return 0;
        }))));
        return explain;
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
        schedule.SetAction((parsed, _) => WithPartsAsync(parsed, (parts, _) => Task.FromResult(parts.GetRequiredService<Database>().Read(tx =>
        {
            var scenario = parts.GetRequiredService<ScenarioList>().Require(tx, parsed.GetValue(name)!);
            var id = parts.GetRequiredService<ScenarioDesk>().PersonOf(tx, parsed.GetValue(person)!);
            var day = parsed.GetValue(applied) is { } text ? Http.Days.Of(text, parts.GetRequiredService<TimeProvider>()) : (DateOnly?)null;
            Verb.Print(parts.GetRequiredService<ScheduleDesk>().Of(tx, scenario, id, day, Console.NeedEndpoints.Until(parsed.GetValue(until)), Verb.Operator), parsed.GetValue(asJson));
            return 0;
        }))));
        return schedule;
    }

    async Task<int> WithPartsAsync(ParseResult parsed, Func<ServiceProvider, DateOnly, Task<int>> act)
    {
        await using var parts = Verb.Parts();
        Migrations.Apply(parts.GetRequiredService<Dialect>());
        await parts.GetRequiredService<Contents>().LoadAsync();
        var text = parsed.GetValue(date);
        if (!DateOnly.TryParseExact(text, "yyyy-MM-dd", out var day) && text is not null)
        {
            System.Console.Error.WriteLine("--date must be yyyy-MM-dd, such as 2026-12-01.");
            return 2;
        }
        return await act(parts, text is null ? parts.GetRequiredService<TimeProvider>().Today() : day);
    }
}

using System.CommandLine;
using OneTable.Services;
using OneTable.Services.Data;
using OneTable.Services.Scenarios;

namespace OneTable.BotGateway.Cli;

/// <summary>scenarios explain: what a scenario says of one person on a day, and why; without a name all of them in short.</summary>
sealed class ExplainCommand : Command
{
    readonly Argument<string?> name = new("name") { Description = "Its file name, id, title or alias (policy-001); all where it is left out", Arity = ArgumentArity.ZeroOrOne };
    readonly Option<string> person = new("--person") { Description = "Id, identity number, or a name that only one person has", Required = true };
    readonly Option<string?> date = new("--date") { Description = "yyyy-MM-dd, Beijing; today where it is left out" };
    readonly Option<bool> asJson = Verb.JsonOption();

    public ExplainCommand() : base("explain", "Say what a scenario says of one person on a day, and why")
    {
        Add(name);
        foreach (var option in new Option[] { person, date, asJson }) Add(option);
        SetAction((parsed, _) => ScenariosCommand.WithPartsAsync(parsed, date, (parts, day) => Task.FromResult(Run(parsed, parts, day))));
    }

    int Run(ParseResult parsed, ServiceProvider parts, DateOnly day) => parts.GetRequiredService<Database>().Read(tx =>
    {
        var desk = parts.GetRequiredService<ScenarioDesk>();
        var list = parts.GetRequiredService<ScenarioList>();
        var who = desk.PersonOf(tx, parsed.GetValue(person)!);
        if (parsed.GetValue(name) is not { } asked)
        {
            var all = desk.All(tx, who, day, Verb.Clerk.Reader)!.Select(ScenarioAnswer.Of).ToList();
            if (parsed.GetValue(asJson)) Verb.Print(new { Person = $"{who}", Date = day.Iso(), Scenarios = all }, asJson: true);
            else foreach (var one in all) System.Console.WriteLine(Line(one));
            return 0;
        }
        if (list.Find(tx, asked) is not { } scenario)
        {
            var broken = list.Broken(tx).FirstOrDefault(b => b.Name == asked);
            throw new Refusal("scenario_unknown", broken?.Why ?? $"没有名为「{asked}」的智慧场景。有这些：{string.Join("、", list.All(tx).Select(s => s.Name))}");
        }
        var answer = ScenarioAnswer.Of(scenario, desk.Explain(tx, scenario, who, day, Verb.Clerk.Reader)!);
        if (parsed.GetValue(asJson)) Verb.Print(answer, asJson: true);
        else Tell(answer, day);
        return 0;
    });

    static void Tell(ScenarioAnswer answer, DateOnly day)
    {
        System.Console.WriteLine($"{Line(answer)}（{day.Iso()}）");
        if (answer.Law is { } law) System.Console.WriteLine($"  依据 {law}");
        foreach (var reason in answer.Conditions)
            System.Console.WriteLine($"  {Sign(reason.Held)} {reason.Text}：{reason.Value}{(reason.Source is null ? "" : $" ← {reason.Source} {Day(reason.Since)}{(reason.Stale ? "，该再问了" : "")}")}{(reason.Clause is null ? "" : $" 〔{reason.Clause}〕")}");
        foreach (var missing in answer.Missing) System.Console.WriteLine($"  还要问：{missing.Question}");
        foreach (var amount in answer.Amounts) System.Console.WriteLine($"  金额：{amount.Text}{(amount.Clause is null ? "" : $" 〔{amount.Clause}〕")}");
    }

    static string Line(ScenarioAnswer a) =>
        $"{Sign(a.Outcome switch { "eligible" => true, "not_eligible" => false, _ => null })} {a.OutcomeText} {a.Title}{(a.From is null ? "" : $"，{a.From} 起可能符合")}{(a.Stopped is null ? "" : $"，不再提醒：{a.Stopped}")}";

    static string Sign(bool? held) => held switch { true => "✓", false => "✗", _ => "？" };

    static string Day(long? at) => at is { } ms ? BeijingTime.Of(ms).ToString("yyyy-MM-dd") : "";
}

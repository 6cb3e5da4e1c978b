using OneTable.Services.Cases;
using OneTable.Services.Data;
using OneTable.Services.HandOvers;
using OneTable.Services.Notices;
using OneTable.Services.Residents;
using OneTable.Services.Scenarios.Why;

namespace OneTable.BotGateway.Bot;

/// <summary>
/// What somebody may have by what the community knows of them: always 可能符合, never 批准 (F24). What is nobody else's business is not said
/// in a chat but on the page; whom we do not know gets the general list, without facts.
/// </summary>
public sealed class AskingWhatICanGet(Chances chances, Applying applying, AskingAPerson person, ResidentBook residents, Conversations conversations,
    TimeProvider time) : ITalk
{
    const int OfferedMax = 8, UnknownMax = 3, Bound = 1;
    static readonly IReadOnlyList<string> general = [.. ServiceCatalog.All.Where(s => s.Scenario is not null).Take(OfferedMax).Select(s => s.Id)];
    const string Field = "welfare", Help = "帮我办", Ask = "找人问";

    public string Begin(Heard heard, string? with = null)
    {
        if (Known(heard) is not { } people)
            return Texts.Of("bot/benefit/need_bind") + "\n" + applying.Items(heard, general);
        var told = Told(people);
        if (told.Count == 0) return Texts.Of(people.Any(p => p.Quiet) ? "bot/benefit/quiet" : "bot/benefit/none") + "\n" + Texts.Of("bot/benefit/page");
        IReadOnlyList<string> offered = [.. told.Select(t => $"{t.Who.PersonId}:{t.Chance.Name}")];
        return Put(heard, Talk.Chances, heard.Draft with { Offered = offered, Scenario = null, Service = null });
    }

    public string? GoOn(Heard heard)
    {
        if (Known(heard) is not { } people) return null;
        if (heard.Now.State == Talk.Chances)
        {
            var offered = Offered(heard, people);
            return heard.Chosen([.. offered.Select(Label)]) is { } chosen
                ? Put(heard, Talk.Chance, heard.Draft with { Scenario = offered[chosen].Chance.Name, Person = offered[chosen].Who.PersonId }) : null;
        }
        if (heard.IsBack) return Begin(heard);
        if (Chosen(heard, people) is not { } one || heard.Chosen(Ways(one.Chance)) is not { } way) return null;
        return Ways(one.Chance)[way] == Ask ? person.Begin(heard, Field) : applying.Claim(heard, one.Chance.Name, one.Who.PersonId);
    }

    public string Question(Heard heard)
    {
        if (Known(heard) is not { } people) return Texts.Of("bot/menu/main");
        if (heard.Now.State == Talk.Chances)
        {
            var choices = Offered(heard, people).Select((o, i) => $"{i + 1} {Label(o)}（{(o.Who.Self ? "" : o.Who.Name + "，")}{o.Chance.StateText}）");
            var more = people.Any(p => p.Quiet || p.Chances.Any(c => !c.Aloud)) || IsVerified(heard);
            return string.Join('\n', [Texts.Of("bot/benefit/intro"), .. choices, Texts.Of("bot/benefit/pick"),
                .. more ? [Texts.Of("bot/benefit/page")] : Array.Empty<string>(), Texts.Of("bot/menu/back")]);
        }
        return Chosen(heard, people) is { } one ? Details(one.Chance) : Texts.Of("bot/menu/main");
    }

    static string Details(Chance chance)
    {
        var lines = new List<string> { Texts.Of("bot/benefit/yes", ("item", Applying.Spoken(chance.Title)), ("state", chance.StateText)) };
        if (chance.Amount is { } amount) lines.Add(Texts.Of("bot/benefit/amount", ("amount", amount)));
        if (chance.Why.Count > 0) lines.Add(Texts.Of("bot/benefit/why", ("why", string.Concat(chance.Why))));
        if (chance.Held.Count > 0) lines.Add(Texts.Of("bot/apply/held", ("list", string.Join('、', chance.Held))));
        if (chance.Bring.Count > 0) lines.Add(Texts.Of("bot/apply/bring", ("list", Applying.Listed(chance.Bring))));
        if (chance.Asked.Count > 0) lines.Add(Texts.Of("bot/benefit/unknown", ("questions", string.Join('、', chance.Asked))));
        if (chance.Choice is { } choice) lines.Add(choice);
        if (chance.Sample) lines.Add(Texts.Of("bot/benefit/local"));
        lines.AddRange([Texts.Of("bot/benefit/decides"), Numbered.Lines(Ways(chance)), Texts.Of("bot/menu/back")]);
        return string.Join('\n', lines);
    }

    static IReadOnlyList<string> Ways(Chance chance) => chance.State == "later" ? [Ask] : [Help, Ask];

    /// <summary>In a chat everybody is spoken to as one who was not seen face to face.</summary>
    IReadOnlyList<ChancesOf>? Known(Heard heard) => residents.Find(heard.Tx, heard.Resident) is { } resident
        ? chances.Of(heard.Tx, resident with { Level = Math.Min(Bound, resident.Level) }, time.Today()) : null;

    bool IsVerified(Heard heard) => residents.Find(heard.Tx, heard.Resident) is { Level: > Bound };

    static readonly string[] order = ["eligible", "later", "unknown"];

    static List<(ChancesOf Who, Chance Chance)> Told(IReadOnlyList<ChancesOf> people) => [.. people.SelectMany(p => p.Chances.Select(c => (Who: p, Chance: c)))
        .Where(t => t.Chance.Aloud && order.Contains(t.Chance.State)).GroupBy(t => t.Chance.State).OrderBy(g => Array.IndexOf(order, g.Key))
        // Of what nobody knows yet only that which needs the fewest questions: a long list of maybes tells an old person nothing.
        .SelectMany(g => g.Key == "unknown" ? g.OrderBy(t => t.Chance.Asked.Count).Take(UnknownMax) : g).Take(OfferedMax)];

    static List<(ChancesOf Who, Chance Chance)> Offered(Heard heard, IReadOnlyList<ChancesOf> people) =>
        [.. (heard.Draft.Offered ?? []).Select(key => One(people, key)).OfType<(ChancesOf, Chance)>()];

    static (ChancesOf Who, Chance Chance)? Chosen(Heard heard, IReadOnlyList<ChancesOf> people) =>
        One(people, $"{heard.Draft.Person}:{heard.Draft.Scenario}");

    static (ChancesOf Who, Chance Chance)? One(IReadOnlyList<ChancesOf> people, string key)
    {
        foreach (var who in people)
            foreach (var chance in who.Chances)
                if (chance.Aloud && key == $"{who.PersonId}:{chance.Name}") return (who, chance);
        return null;
    }

    static string Label((ChancesOf Who, Chance Chance) one) => Applying.Spoken(one.Chance.Title);

    string Put(Heard heard, string state, Draft draft)
    {
        var now = new Conversation(state, draft with { Misunderstood = 0 });
        conversations.Set(heard.Tx, heard.Openid, now);
        return Question(heard with { Now = now });
    }
}

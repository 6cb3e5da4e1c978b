using System.Text.RegularExpressions;
using OneTable.Services;
using OneTable.Services.Approvals;
using OneTable.Services.Cases;
using OneTable.Services.Data;
using OneTable.Services.Dictionary;
using OneTable.Services.Notices;
using OneTable.Services.Residents;
using OneTable.Services.Scenarios;
using OneTable.Services.Scenarios.Why;

namespace OneTable.BotGateway.Bot;

/// <summary>
/// A class, an item, what has to be brought and what the community has already, a yes, and a receipt with a number. An allowance whose
/// steps are known begins as a claim; everything else is a case of kind application.
/// </summary>
public sealed partial class Applying(CaseTalk cases, AskingAPerson person, Reports reports, CaseDesk desk, ClaimDesk claims,
    Conversations conversations, ResidentBook residents, ScenarioList scenarios, FieldCatalog fields) : ITalk
{
    const string Visit = "网格员上门看", Photos = "自己拍照交", Now = "现在就办";
    static readonly string[] allWays = [Visit, Photos, Now];
    static readonly IReadOnlyList<string> classes = [.. ServiceCatalog.Classes.Select(c => c.Short)];

    /// <param name="Scenario">The allowance behind it, where the resident's facts can tell of it.</param>
    sealed record Matter(string Title, IReadOnlyList<string> Bring, IReadOnlyList<string> Held, Scenario? Scenario, ServiceItem? Item, long? Person);

    /// <summary>"办居住证", or the item's name alone.</summary>
    public static ServiceItem? Named(string words) => words.Length > 20 ? null : ServiceCatalog.Named(Wish().Replace(words, ""));

    public string Begin(Heard heard, string? with = null)
    {
        if (ServiceCatalog.Find(with) is { } item) return Choose(heard, item);
        return int.TryParse(with, out var number) && number >= 1 && number <= classes.Count ? Class(heard, number - 1)
            : Put(heard, Talk.Class, heard.Draft with { Offered = null, Service = null, Scenario = null });
    }

    string Class(Heard heard, int at) => Items(heard, [.. ServiceCatalog.Classes[at].Items.Select(i => i.Id)]);

    /// <summary>Some of the items, to choose from.</summary>
    public string Items(Heard heard, IReadOnlyList<string> ids) =>
        Put(heard, Talk.Item, heard.Draft with { Offered = ids, Service = null, Scenario = null });

    /// <summary>An allowance, for the resident or for whom they are the guardian of.</summary>
    public string Claim(Heard heard, string scenario, long person) =>
        Put(heard, Talk.Papers, heard.Draft with { Service = null, Scenario = scenario, Person = person });

    public string? GoOn(Heard heard) => heard.Now.State switch
    {
        Talk.Class => heard.Chosen(classes) is { } chosen ? Class(heard, chosen) : ByName(heard),
        Talk.Item when heard.IsBack => Begin(heard),
        Talk.Item => heard.Chosen([.. Offered(heard).Select(i => i.Short)]) is { } chosen ? Choose(heard, Offered(heard)[chosen]) : ByName(heard),
        Talk.Papers when heard.IsBack => Offered(heard) is { Count: > 0 } && heard.Draft.Service is not null ? Items(heard, heard.Draft.Offered!) : Begin(heard),
        Talk.Papers => heard.Chosen(Ways(Of(heard))) switch { 0 => Submit(heard), 1 => OnPage(heard), _ => null },
        // The same finger once more.
        _ => allWays.Contains(heard.Words) && heard.Draft.CaseNumber is { } number ? Texts.Of("bot/apply/again", ("no", number)) : null,
    };

    string? ByName(Heard heard) => Named(heard.Words) is { } item ? Choose(heard, item) : null;

    public string Question(Heard heard) => heard.Now.State switch
    {
        Talk.Class => Texts.Of("bot/apply/class") + "\n" + Numbered.Lines(classes) + "\n" + Texts.Of("bot/menu/back"),
        Talk.Item => Texts.Of("bot/apply/item") + "\n" + Numbered.Lines(Offered(heard).Select(i => i.Short)) + "\n" + Texts.Of("bot/menu/back"),
        _ => Papers(Of(heard)),
    };

    string Choose(Heard heard, ServiceItem item) => item.LeadsTo?.Split(':') switch
    {
        ["report"] => cases.Begin(heard),
        ["person", var field] => person.Begin(heard, field),
        _ => Put(heard, Talk.Papers, heard.Draft with { Service = item.Id, Scenario = null, Person = null }),
    };

    string Papers(Matter matter)
    {
        var lines = new List<string> { Texts.Of("bot/apply/start", ("item", matter.Title)) };
        if (matter.Held.Count > 0) lines.Add(Texts.Of("bot/apply/held", ("list", string.Join('、', matter.Held))));
        lines.Add(matter.Bring.Count > 0 ? Texts.Of("bot/apply/bring", ("list", Listed(matter.Bring))) : Texts.Of("bot/apply/nothing"));
        if (matter.Bring.Any(paper => paper.Contains("社保卡", StringComparison.Ordinal))) lines.Add(Texts.Of("bot/apply/bank"));
        lines.Add(Texts.Of(matter.Bring.Count > 0 ? "bot/apply/how" : "bot/apply/now"));
        return string.Join('\n', lines) + "\n" + Numbered.Lines(Ways(matter)) + "\n" + Texts.Of("bot/menu/back");
    }

    /// <summary>Pictures of documents are not taken in a chat (F16): somebody comes and looks, or they are photographed on the page.</summary>
    static IReadOnlyList<string> Ways(Matter matter) => matter.Bring.Count == 0 ? [Now] : [Visit, Photos];

    string OnPage(Heard heard)
    {
        var page = heard.Draft.Service is { } id ? $"pages/service/service?id={id}" : "pages/chances/chances";
        conversations.Set(heard.Tx, heard.Openid, new(Talk.Idle, new Draft()));
        return Texts.Of("bot/apply/page", ("page", page));
    }

    string Submit(Heard heard)
    {
        var matter = Of(heard);
        if (matter is { Scenario: { File.Steps: not null } scenario, Person: { } who })
        {
            try { return Claimed(heard, claims.Apply(heard.Tx, heard.Resident, who, scenario.Name), matter.Title); }
            catch (Refusal refusal) when (refusal.Code == "receiving_already")
            {
                conversations.Set(heard.Tx, heard.Openid, new(Talk.Idle, new Draft()));
                return refusal.Message;
            }
            catch (Refusal) { } // what cannot begin as a claim is told to a person all the same
        }
        var (draft, content) = (heard.Draft, Texts.Of("bot/apply/content", ("item", matter.Title)));
        var case_ = desk.Open(heard.Tx, new CaseDraft(CaseKind.Application, CaseSource.Account, content, ResidentId: heard.Resident, Openid: heard.Openid,
            Place: draft.Place, Lat: draft.Lat, Lon: draft.Lon, Community: residents.Find(heard.Tx, heard.Resident)?.CommunityCode,
            ServiceId: matter.Item?.Id, PromiseDays: matter.Item?.PromiseWorkingDays, Title: matter.Title));
        conversations.Set(heard.Tx, heard.Openid, new(Talk.Applied, new Draft { CaseNumber = case_.Number }));
        return reports.About("bot/apply/receipt", case_, heard.Tx, ("due", $"{BeijingTime.Of(case_.DueAt):M月d日}"));
    }

    string Claimed(Heard heard, Claim claim, string title)
    {
        conversations.Set(heard.Tx, heard.Openid, new(Talk.Applied, new Draft { CaseNumber = claim.Number }));
        var said = Texts.Of("bot/apply/claimed", ("no", claim.Number), ("item", title));
        return claim.DueAt is { } due ? said + "\n" + Texts.Of("bot/apply/visit", ("due", $"{BeijingTime.Of(due):M月d日}")) : said;
    }

    Matter Of(Heard heard)
    {
        var item = ServiceCatalog.Find(heard.Draft.Service);
        var bound = residents.Find(heard.Tx, heard.Resident) is { Level: > 0, PersonId: { } self } ? self : (long?)null;
        var who = item is null ? heard.Draft.Person ?? bound : bound;
        var scenario = (item?.Scenario ?? heard.Draft.Scenario) is { } name ? scenarios.Find(heard.Tx, name) : null;
        var known = who is { } id ? SubjectValues.Load(heard.Tx, Materials.Fields(fields), [id]).Single() : null;
        IReadOnlyList<string> papers = item is null ? scenario?.File.Materials ?? [] : [.. item.Materials.Where(m => m.HeldOk).Select(m => m.Name)];
        var (bring, held) = known is null ? (papers, []) : Materials.Of(papers, known, fields);
        var others = item?.Materials.Where(m => !m.HeldOk).Select(m => m.Name) ?? [];
        return new(item?.Short ?? (scenario is null ? "" : Spoken(Chances.Title(scenario))), [.. bring, .. others], held, scenario, item, who);
    }

    /// <summary>As people call it: the reminder is ours, and that a place does it differently stands in a sentence of its own.</summary>
    public static string Spoken(string title) => Reminder().Replace(title, "");

    /// <summary>One thing a line: weak eyes find the next one.</summary>
    public static string Listed(IEnumerable<string> papers) => string.Concat(papers.Select(paper => "\n· " + paper));

    static IReadOnlyList<ServiceItem> Offered(Heard heard) => [.. (heard.Draft.Offered ?? []).Select(ServiceCatalog.Find).OfType<ServiceItem>()];

    string Put(Heard heard, string state, Draft draft)
    {
        var now = new Conversation(state, draft with { Misunderstood = 0 });
        conversations.Set(heard.Tx, heard.Openid, now);
        return Question(heard with { Now = now });
    }

    [GeneratedRegex("（示例）|(办理|领取)?提醒")]
    private static partial Regex Reminder();

    [GeneratedRegex("^(我|帮我|给我)?(要|想|想要)?(办理?|申请|登记)(一?下|个)?|[。！!？?]$")]
    private static partial Regex Wish();
}

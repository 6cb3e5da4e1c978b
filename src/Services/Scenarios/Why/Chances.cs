using System.Text.Json.Serialization;
using OneTable.Services.Data;
using OneTable.Services.Dictionary;
using OneTable.Services.Divisions;
using OneTable.Services.Residents;

namespace OneTable.Services.Scenarios.Why;

/// <summary>One thing a resident may have, in plain words; 可能符合 and never 批准 (F24).</summary>
/// <param name="State">eligible, unknown, later, have or no.</param>
/// <param name="Why">What speaks for it; of what does not hold one sentence only.</param>
/// <param name="Bring">Papers the community does not have yet.</param>
/// <param name="Asked">What the community still has to ask.</param>
/// <param name="Choice">That it cannot be had beside something else (F25).</param>
public sealed record Chance(
    string Name, string Title, string State, string StateText, string? Amount, IReadOnlyList<string> Why, IReadOnlyList<string> Bring, IReadOnlyList<string> Held,
    IReadOnlyList<string> Asked, string? From, string? Law, bool Sample, string? Choice = null)
{
    /// <summary>May be said in a chat, over whose shoulder anybody may read (F31); the page tells the rest.</summary>
    [JsonIgnore] public bool Aloud { get; init; }
}

/// <summary>Of the resident, or of somebody the resident is the guardian of.</summary>
/// <param name="Quiet">Nothing is said here: somebody of the community has to be asked.</param>
public sealed record ChancesOf(string Name, bool Self, bool Quiet, string? Community, string? Landline, IReadOnlyList<Chance> Chances)
{
    [JsonIgnore] public long PersonId { get; init; }
}

/// <summary>我能办什么: what a bound resident reads about themself and about those they are the guardian of.</summary>
public sealed class Chances(ScenarioList scenarios, FieldCatalog fields, DivisionTree divisions)
{
    const int WardsMax = 10;
    static readonly string[] tooMuch = ["低保", "残疾", "失独", "精神", "矫正", "欠费", "特困", "孤儿", "困境", "无人抚养", "特殊家庭", "戒毒"];

    sealed record Whom
    {
        public long Id { get; init; }
        public string Name { get; init; } = "";
        public string? Home { get; init; }
    }

    /// <summary>Null where nobody knows who the resident is.</summary>
    public IReadOnlyList<ChancesOf>? Of(Tx tx, Resident resident, DateOnly on)
    {
        if (resident is not { PersonId: { } self, Level: > 0 }) return null;
        var people = tx.Query<Whom>($"""
            SELECT p.id AS Id, p.name AS Name, COALESCE(p.living_grid, p.registered_community) AS Home FROM people p
            WHERE p.id = @self OR p.id IN (SELECT r.to_id FROM relations r WHERE r.kind = 'guardian_of' AND r.from_kind = 'person' AND r.from_id = @self
              AND r.to_kind = 'person' AND (r.until IS NULL OR r.until >= @day)) ORDER BY CASE WHEN p.id = @self THEN 0 ELSE 1 END, p.birth_date, p.id LIMIT {WardsMax}
            """, new { self, day = on.Iso() }).ToList();
        return Of(tx, people, self, resident.Level, on);
    }

    /// <summary>Of somebody whom the caller acts for: that person alone, and nothing that is said only to who was seen face to face.</summary>
    public ChancesOf? OfActedFor(Tx tx, long person, DateOnly on) => Of(tx, [.. tx.Query<Whom>(
        "SELECT id AS Id, name AS Name, COALESCE(living_grid, registered_community) AS Home FROM people WHERE id = @person", new { person })], self: 0, Bindings.Bound, on).FirstOrDefault();

    IReadOnlyList<ChancesOf> Of(Tx tx, List<Whom> people, long self, long level, DateOnly on)
    {
        var told = scenarios.All(tx).Where(s => IsTold(s, level)).ToList();
        return [.. ScenarioDesk.Values(tx, [.. people.Select(p => p.Id)], told, Materials.Fields(fields)).Zip(people).Select(p => Of(p.First, p.Second, self, told, on))];
    }

    /// <summary>What can be claimed or is said to the person, and asks nothing that is not said on a phone: of 极高 only to who was seen face to face.</summary>
    static bool IsTold(Scenario scenario, long level) => scenario is { File.OfTheDead: false, Moment: not Moment.Called }
        && (scenario.IsClaimed || scenario.Moment is Moment.Birthday or Moment.MonthAge or Moment.Holds && scenario.File.Tell.Any(t => t is "本人" or "监护人"))
        && scenario.Asked.Fields.Concat(scenario.Amounts.Fields).All(f => !f.IsRestricted && (f.Sensitivity < Sensitivity.Highest || level >= Bindings.Verified));

    ChancesOf Of(SubjectValues person, Whom whom, long self, List<Scenario> told, DateOnly on)
    {
        var community = divisions.Community(whom.Home);
        // Whoever may have died, or is registered elsewhere now, is spoken about by a person (F05).
        var quiet = told.Any(s => s.Alive.Holds(person, on) == false);
        var who = whom.Id == self ? "您" : whom.Name;
        IReadOnlyList<Chance> chances = quiet ? [] : [.. told.Select(s => Of(s, person, who, on)).OrderBy(c => Array.IndexOf(order, c.State)).ThenByDescending(c => c.Amount is not null)];
        return new(whom.Name, whom.Id == self, quiet, community?.Name, community?.Phone, [.. chances.Select(c => c with { Choice = Choice(c, chances, told) })]) { PersonId = whom.Id };
    }

    static string? Choice(Chance chance, IReadOnlyList<Chance> chances, List<Scenario> told)
    {
        if (chance.State != "eligible") return null;
        var beside = Needs.Exclusive(told.Single(s => s.Name == chance.Name), told).Select(s => s.Name).ToHashSet();
        var others = chances.Where(c => c.State is "eligible" or "have" && beside.Contains(c.Name)).Select(c => c.State == "have" ? $"在领的{c.Title}" : c.Title).ToList();
        return others.Count == 0 ? null : $"和{string.Join('、', others)}只能选一样，怎么选问社区。";
    }

    static readonly string[] order = ["eligible", "later", "unknown", "have", "no"];

    Chance Of(Scenario scenario, SubjectValues person, string who, DateOnly on)
    {
        var verdict = Verdict.Of(scenario, person, on);
        var stopped = ScenarioDesk.StoppedBy(scenario, person, on, wish: false);
        var from = verdict.Outcome == Outcome.Eligible ? null : FirstDay.Of(scenario, person, on);
        var state = verdict.Receiving || stopped is not null ? "have" : verdict.Outcome == Outcome.Eligible ? "eligible"
            : from is not null ? "later" : verdict.Outcome == Outcome.Unknown ? "unknown" : "no";
        var terms = scenario.Condition.Terms.ToLookup(term => term.Holds(person, on));
        var why = state switch
        {
            "have" => [verdict.Receiving ? $"{who}已经在领了。" : $"{stopped}。"],
            "later" => [$"到{from:yyyy年M月d日}就可能符合了，不用急。"],
            "no" => terms[false].Take(1).Select(term => PlainWords.Of(term, person, on, who)),
            // That something is not known speaks for nothing.
            _ => terms[true].Where(term => term is not Condition.Leaf leaf || person[leaf.Field] is not null).Select(term => PlainWords.Of(term, person, on, who)).Distinct(),
        };
        var (bring, held) = state is "have" or "no" ? ([], []) : Materials.Of(scenario, person, fields);
        return new(scenario.Name, Title(scenario), state, Word(state), state is "eligible" or "have" && verdict.Amount is { Fen: > 0 } amount ? amount.Text : null, [.. why], bring, held,
            state == "unknown" ? [.. verdict.Missing.Select(m => m.Question)] : [], from?.Iso(), scenario.File.Law?.Title, scenario.File.Sample)
        {
            Aloud = scenario.Asked.Fields.Concat(scenario.Amounts.Fields).All(f => f.Sensitivity < Sensitivity.Highest)
                && !new[] { scenario.Title }.Concat(why).Concat(bring).Concat(held).Concat(verdict.Missing.Select(m => m.Question))
                    .Any(said => tooMuch.Any(word => said.Contains(word, StringComparison.Ordinal))),
        };
    }

    static string Word(string state) => state switch
    {
        "eligible" => "可能符合", "unknown" => "还要问一问", "later" => "还没到日子", "have" => "已经有了", _ => "暂时不符合",
    };

    /// <summary>Somebody beside the resident may look at the screen: a title says nothing that is nobody else's business (F31).</summary>
    public static string Title(Scenario scenario) => scenario.File.PlainTitle
        ?? (!tooMuch.Any(word => scenario.Title.Contains(word, StringComparison.Ordinal)) ? scenario.Title
            : (scenario.Amounts.Segments.Count > 0 ? "一项补贴" : "一件能帮您办的事") + (scenario.File.Sample ? "（示例）" : ""));
}

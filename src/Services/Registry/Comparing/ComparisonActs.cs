using System.Text.RegularExpressions;
using OneTable.Services.Cases;
using OneTable.Services.Data;
using OneTable.Services.Dictionary;
using OneTable.Services.Divisions;
using OneTable.Services.Notices;
using OneTable.Services.Staff;
using OneTable.Services.ToDos;

namespace OneTable.Services.Registry.Comparing;

/// <param name="People">Of the set.</param>
/// <param name="Done">For whom it was done now.</param>
/// <param name="Already">For whom it had been done before, or holds already.</param>
public sealed record ActResult(int People, int Done, int Already);

/// <summary>What is done with a set of people: told, visited, marked, proposed as dead. Doing it twice does nothing twice.</summary>
public sealed partial class ComparisonActs(Database db, FieldCatalog fields, People people, Deaths deaths, NoticeDesk notices, ToDoList todos, StaffList staff, DivisionTree divisions)
{
    const int ChunkMax = 200, PeopleMax = 50_000, MatterMax = 20, DueDays = 30, NamesMax = 3;
    const string Suspected = "2", Dead = "3";
    static readonly TimeOnly endOfWork = new(18, 0);

    /// <summary>Texts for many: what they need beside who it goes to is typed once.</summary>
    static readonly string[] templates = ["medical_due", "pension_check", "checkup", "veteran", "graduate"];
    static readonly string[] filled = ["name", "tel"];

    sealed record Member
    {
        public long Id { get; init; }
        public string Name { get; init; } = "";
        public string? Sex { get; init; }
        public string? Grid { get; init; }
        public string? Community { get; init; }
        public long? Household { get; init; }
        public string? Address { get; init; }
        public string Status { get; init; } = "";

        public string Division => Grid ?? Community ?? "";
        public string Polite => Sex switch { "1" => Surname.Of(Name) + "先生", "2" => Surname.Of(Name) + "女士", _ => Name };
    }

    public sealed record Template(string Name, string Title, string Text, IReadOnlyList<string> Ask);

    public static IReadOnlyList<Template> Templates => [.. Texts.SmsTemplates.Where(t => templates.Contains(t.Name)).Select(t =>
        new Template(t.Name, Texts.SmsTitle(t.Name), t.Text.Replace("${", "{"), [.. Variable().Matches(t.Text).Select(m => m.Groups[1].Value).Distinct().Except(filled)]))];

    /// <summary>Tells exactly those of the set, point to point; who is in no set "only here" hears nothing (K19).</summary>
    public Task<ActResult> TellAsync(StaffMember me, Comparison comparison, string outcome, string? template, IReadOnlyDictionary<string, string?>? said)
    {
        var chosen = Templates.FirstOrDefault(t => t.Name == template) ?? throw new Refusal("bad_template", "请选一种通知。");
        if (outcome == Outcome.Both && comparison.Kind is ("paid" or "insured")) throw new Refusal("not_disturbed", "名单上有的人不用打扰，只通知名单上没有的。");
        if (comparison.Kind == "dead") throw new Refusal("not_disturbed", "死亡人口名单不发通知。");
        foreach (var ask in chosen.Ask)
            if (said?.GetValueOrDefault(ask) is not { Length: > 0 and <= Texts.SmsVariableMax }) throw new Refusal("words_needed", "通知里还有一处没填，或者填得太长。");
        return EachAsync(me, comparison, outcome, "notify", chosen.Title, (tx, chunk) => chunk.Count(member =>
        {
            var variables = chosen.Ask.ToDictionary(a => a, a => Scrubber.Scrub(said![a]!));
            variables["name"] = member.Polite;
            variables["tel"] = divisions.Community(member.Division)?.Phone ?? divisions.Street(member.Division)?.Phone ?? "12345";
            return notices.Open(tx, new NoticeDraft($"compare:{comparison.Id}:{member.Id}", $"compare:{comparison.Id}", member.Id, null, null, member.Division, chosen.Name, variables));
        }));
    }

    /// <summary>One visit for a household, into the list to plan of the grid's worker.</summary>
    public Task<ActResult> VisitAsync(StaffMember me, Comparison comparison, string outcome, string? matter)
    {
        var what = Scrubber.Scrub(matter?.Trim());
        if (what is not { Length: > 0 and <= MatterMax }) throw new Refusal("words_needed", $"写一句为什么上门，{MatterMax} 字以内。");
        return EachAsync(me, comparison, outcome, "todos", what, (tx, chunk) => chunk.GroupBy(m => m.Household is { } household ? $"h{household}" : $"p{m.Id}").Sum(home =>
        {
            var all = home.OrderBy(m => m.Id).ToList();
            if (Worker(tx, all[0]) is not { } worker) return 0;
            var names = string.Join('、', all.Take(NamesMax).Select(m => m.Name)) + (all.Count > NamesMax ? $"等 {all.Count} 位" : all.Count > 1 ? $" {all.Count} 位" : "");
            var id = todos.Open(tx, new ToDoDraft($"compare:{comparison.Id}:{home.Key}", ToDoKind.Visit, worker.Id, all[0].Division, $"{names}：{what}",
                $"名单比对“{comparison.Title}”（{comparison.Source}，{comparison.DataDay}）：{Outcome.Text(outcome)}。", all[0].Address, PersonId: all[0].Id,
                HouseholdId: all[0].Household, Scenario: "comparison", DueAt: BeijingTime.UnixMs(db.Time.Today().AddDays(DueDays), endOfWork), Planned: true));
            return id is null ? 0 : all.Count;
        }));
    }

    /// <summary>Puts a tag, a benefit or a care mark on the people of the set, in the word of the list's source.</summary>
    public Task<ActResult> MarkAsync(StaffMember me, Comparison comparison, string outcome, string? field, string? value)
    {
        var marked = fields.Find(field ?? "") is { IsTags: true, IsRestricted: false, IsWritten: true } f && f.IsVisibleTo(me.Reader) ? f : throw new Refusal("unknown_field", "请选记在哪一项上。");
        var code = marked.CodeSet?.CodeOf(value ?? "") ?? throw new Refusal("bad_value", "请选一个值。");
        if (marked.Label == Tag.FieldLabel && fields.Tags.Find(code) is { IsByCondition: true }) throw new Refusal("tag_by_condition", "这个标签是按条件算的，不用手工打。");
        var origin = new Origin(comparison.Source, me.Name, Texts.Cut($"名单比对：{comparison.Title}", 100));
        return EachAsync(me, comparison, outcome, "mark", $"{marked.Label}：{marked.CodeSet.LabelOf(code)}", (tx, chunk) =>
        {
            var known = SubjectValues.Load(tx, [marked], [.. chunk.Select(m => m.Id)]).ToDictionary(p => p.Id, p => p[marked] ?? []);
            var fresh = chunk.Where(m => known.TryGetValue(m.Id, out var codes) && !codes.Contains(code)).ToList();
            foreach (var member in fresh)
                people.Write(tx, member.Id, new Dictionary<string, string?> { [marked.Label] = string.Join(',', known[member.Id].Append(code)) }, origin);
            return fresh.Count;
        });
    }

    /// <summary>
    /// 疑似去世: notices to them stop at once, a to-do asks the community's social worker to find out, and only a person confirms;
    /// no benefit is stopped by a list (F05, F27).
    /// </summary>
    public Task<ActResult> ProposeDeathsAsync(StaffMember me, Comparison comparison)
    {
        if (comparison.Kind != "dead") throw new Refusal("bad_kind", "只有死亡人口名单才能报疑似去世。");
        return EachAsync(me, comparison, Outcome.Both, "deaths", null, (tx, chunk) => chunk.Count(member =>
        {
            if (member.Status is Suspected or Dead) return false;
            deaths.Report(tx, me, member.Id, new("名单比对", $"{comparison.Source} {comparison.DataDay} 的名单里有", null));
            return true;
        }));
    }

    /// <summary>Chunk by chunk, each looked at again inside its own write: what was decided meanwhile counts.</summary>
    async Task<ActResult> EachAsync(StaffMember me, Comparison comparison, string outcome, string act, string? detail, Func<Tx, IReadOnlyList<Member>, int> work)
    {
        if (outcome is not (Outcome.Here or Outcome.Both)) throw new Refusal("bad_outcome", "拿不准的先定下来；只在名单里的，库里没有这个人。");
        if (comparison.EndedAt is null || comparison.SweptAt is not null) throw new Refusal("list_gone", "这次比对没有跑完，或者名单已经删了。");
        var ids = db.Read(tx => tx.Query<long>(
            "SELECT DISTINCT person_id FROM comparison_items WHERE comparison_id = @Id AND outcome = @outcome ORDER BY person_id", new { comparison.Id, outcome }).ToList());
        if (ids.Count is 0 or > PeopleMax) throw new Refusal("too_many", ids.Count == 0 ? "这一类里没有人。" : $"一次最多 {PeopleMax} 人，请把比对范围收窄。");
        var done = 0;
        foreach (var chunk in Chunks(ids))
            done += await db.WriteAsync(tx => work(tx, [.. Members(tx, me, comparison, outcome, chunk)]));
        await db.WriteAsync(tx => Comparisons.Log(tx, comparison.Id, me.Name, act, outcome, done, detail));
        return new(ids.Count, done, ids.Count - done);
    }

    /// <summary>In chunks that keep a household together.</summary>
    List<List<long>> Chunks(List<long> ids)
    {
        var homes = db.Read(tx => ids.Chunk(ChunkMax).SelectMany(chunk => tx.Query<(long Id, long? Household)>(
            "SELECT id, living_household_id FROM people WHERE id IN @chunk", new { chunk })).ToList()).GroupBy(p => p.Household ?? -p.Id, p => p.Id);
        var chunks = new List<List<long>> { new() };
        foreach (var home in homes)
        {
            if (chunks[^1].Count >= ChunkMax) chunks.Add([]);
            chunks[^1].AddRange(home);
        }
        return chunks;
    }

    static IEnumerable<Member> Members(Tx tx, StaffMember me, Comparison comparison, string outcome, List<long> ids) => tx.Query<Member>($"""
        SELECT p.id AS Id, p.name AS Name, p.sex AS Sex, p.living_grid AS Grid, p.registered_community AS Community, p.living_household_id AS Household,
          COALESCE(p.living_address, p.registered_address) AS Address, p.status AS Status
        FROM people p WHERE p.id IN @ids AND {Seen.Person}
          AND EXISTS (SELECT 1 FROM comparison_items i WHERE i.comparison_id = @comparison AND i.person_id = p.id AND i.outcome = @outcome) ORDER BY p.id
        """, new { ids, me.Scope.From, me.Scope.To, comparison = comparison.Id, outcome });

    StaffMember? Worker(Tx tx, Member member) => (member.Grid is { } grid ? staff.WorkerOf(tx, grid) : null)
        ?? ((divisions.Community(member.Grid)?.Code ?? member.Community) is { } community
            ? divisions.Children(community).Select(g => staff.WorkerOf(tx, g.Code)).FirstOrDefault(w => w is not null)
                ?? staff.InPost(tx, community, Posts.SocialWorker) ?? staff.InPost(tx, community, Posts.Secretary)
            : null);

    [GeneratedRegex(@"\$\{(\w+)\}")]
    private static partial Regex Variable();
}

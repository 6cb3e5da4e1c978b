using OneTable.Services.Data;
using OneTable.Services.Divisions;
using OneTable.Services.Notices;
using OneTable.Services.Staff;
using OneTable.Services.ToDos;

namespace OneTable.Services.Scenarios;

/// <summary>
/// What is done about somebody a scenario found: a visit by the worker of the grid, one for a household, and a notice. All
/// visits go to the list to plan first; each day takes the most pressing ten of a worker.
/// </summary>
public sealed class ScenarioVisits(StaffList staff, ToDoList todos, NoticeDesk notices, DivisionTree divisions)
{
    const int NewPerWorkerAndDayMax = 10, TitleMax = 200, NamesMax = 4;
    static readonly TimeOnly endOfWork = new(18, 0);

    public static string Key(string scenario, long personId, Occasion occasion) => $"visit:{scenario}:{personId}:{occasion.Year}";

    /// <summary>Opens what is not there yet. Doing it again changes nothing.</summary>
    public ScenarioResult Open(Tx tx, Scenario scenario, FoundPerson person, DateOnly on)
    {
        var occasion = scenario.OccasionOf(person.Birth, on);
        var division = person.LivingGrid ?? person.RegisteredCommunity ?? "";
        if (Worker(tx, person) is not { } worker) return new(Unassigned: 1);
        var joined = scenario.File.Todo is not null && Visit(tx, scenario, person, occasion, division, worker, on);
        var told = Tell(tx, scenario, person, occasion, division, worker, on);
        return new(Joined: joined ? 1 : 0, Notices: told ? 1 : 0);
    }

    /// <summary>How many visits of a scenario are in the lists to plan.</summary>
    public static int Waiting(Tx tx, Scenario scenario, Scope? within) => tx.Count<int>($"""
        SELECT COUNT(*) FROM todos WHERE state = 'planned' AND scenario = @Name {(within is null ? "" : "AND division_code >= @From AND division_code < @To")}
        """, new { scenario.Name, within?.From, within?.To });

    /// <summary>Workers with visits in the list to plan.</summary>
    public static IReadOnlyList<long> WaitingWorkers(Tx tx, Scope? within) => [.. tx.Query<long>($"""
        SELECT DISTINCT staff_id FROM todos WHERE state = 'planned' AND scenario IS NOT NULL
        {(within is null ? "" : "AND division_code >= @From AND division_code < @To")} ORDER BY staff_id
        """, new { within?.From, within?.To })];

    /// <summary>Fills a worker's day from the list to plan; how many of them were opened.</summary>
    public int FillDay(Tx tx, long staffId, DateOnly on, int dueDays)
    {
        var taken = tx.Count<int>("SELECT COUNT(*) FROM todos WHERE staff_id = @staffId AND planned_day = @day AND scenario IS NOT NULL AND state <> 'planned'",
            new { staffId, day = on.Iso() });
        var next = tx.Query<long>("""
            SELECT id FROM todos WHERE staff_id = @staffId AND state = 'planned' AND scenario IS NOT NULL
            AND COALESCE(household_id, 0) NOT IN (SELECT gone.living_household_id FROM deaths x JOIN people gone ON gone.id = x.person_id
                WHERE x.quiet_until > @now AND x.state <> 'withdrawn' AND gone.living_household_id IS NOT NULL)
            ORDER BY rank_no, created_at, id LIMIT @free
            """, new { staffId, now = BeijingTime.UnixMs(on, TimeOnly.MinValue), free = Math.Max(0, NewPerWorkerAndDayMax - taken) }).ToList();
        foreach (var id in next)
        {
            todos.Plan(tx, id, on);
            tx.Run("UPDATE todos SET due_at = @p1 WHERE id = @p0", id, BeijingTime.UnixMs(on.AddDays(dueDays), endOfWork));
        }
        return next.Count;
    }

    /// <summary>
    /// The worker where the person lives; of the registered community where that is elsewhere or not known (F04). Where the
    /// grid's own worker is away, a colleague of the community.
    /// </summary>
    StaffMember? Worker(Tx tx, FoundPerson person)
    {
        if (person.LivingGrid is { } grid && staff.WorkerOf(tx, grid) is { } near) return near;
        if ((divisions.Community(person.LivingGrid)?.Code ?? person.RegisteredCommunity) is not { } community) return null;
        return divisions.Children(community).Select(g => staff.WorkerOf(tx, g.Code)).FirstOrDefault(w => w is not null)
            ?? staff.InPost(tx, community, Posts.SocialWorker) ?? staff.InPost(tx, community, Posts.Secretary);
    }

    /// <summary>True when it joined a visit to the same household.</summary>
    bool Visit(Tx tx, Scenario scenario, FoundPerson person, Occasion occasion, string division, StaffMember worker, DateOnly on)
    {
        var first = person.LivingHouseholdId is { } household ? tx.Value<long?>("""
            SELECT id FROM todos WHERE household_id = @p0 AND kind = 'visit' AND scenario IS NOT NULL AND state IN ('planned', 'open', 'accepted')
            ORDER BY created_at, id LIMIT 1
            """, household) : null;
        var text = scenario.File.Todo!;
        var rank = -occasion.MonthsPast(on); // smaller comes first: who waits longest loses most (F25)
        var id = todos.Open(tx, new ToDoDraft(Key(scenario.Name, person.Id, occasion), ToDoKind.Visit, worker.Id, division,
            Limit($"{person.Name}：{text.Title}"), Line(person, occasion, on, text.Detail), person.Address, PersonId: person.Id,
            HouseholdId: person.LivingHouseholdId, Scenario: scenario.Name, Rank: rank, Planned: true));
        if (id is null || first is null) return false;
        Join(tx, first.Value, id.Value, rank, text, Line(person, occasion, on, text.Detail));
        return true;
    }

    /// <summary>The member's own row stays as the record that the matter was seen; the household's first visit carries it.</summary>
    void Join(Tx tx, long first, long member, int rank, VisitText text, string line)
    {
        todos.Finish(tx, member, JoinedTo(first), ToDoState.Cancelled);
        var names = tx.Query<string>("""
            SELECT p.name FROM todos t JOIN people p ON p.id = t.person_id
            WHERE t.id = @first OR (t.household_id = (SELECT household_id FROM todos WHERE id = @first) AND t.result = @joined)
            ORDER BY p.birth_date, p.id
            """, new { first, joined = JoinedTo(first) }).Distinct().ToList();
        var title = tx.Value<string>("SELECT title FROM todos WHERE id = @p0", first)!;
        var matters = title[(title.IndexOf('：') + 1)..];
        if (!matters.Contains(text.Title, StringComparison.Ordinal)) matters += "、" + text.Title;
        var detail = tx.Value<string>("SELECT detail FROM todos WHERE id = @p0", first);
        tx.Run("UPDATE todos SET title = @p1, detail = @p2, rank_no = CASE WHEN rank_no < @p3 THEN rank_no ELSE @p3 END WHERE id = @p0",
            first, Limit($"{Names(names)}：{matters}"), $"{detail}\n{line}", rank);
    }

    static string JoinedTo(long first) => $"与同住家人一次上门，并入待办 {first}";

    static string Names(List<string> names) => names.Count switch
    {
        1 => names[0],
        2 => $"{names[0]}、{names[1]} 两位",
        <= NamesMax => $"{string.Join("、", names)} {names.Count}位",
        _ => $"{string.Join("、", names.Take(NamesMax))}等 {names.Count}位",
    };

    static string Line(FoundPerson person, Occasion occasion, DateOnly on, string detail)
    {
        var turns = occasion.TurnsOn is { } day ? $"，{day:yyyy年M月d日}{(occasion.IsPast(on) ? "已满" : "满")}{occasion.Age}周岁" : "";
        return $"{person.Name}{turns}。{detail}";
    }

    bool Tell(Tx tx, Scenario scenario, FoundPerson person, Occasion occasion, string division, StaffMember worker, DateOnly on)
    {
        var template = occasion.IsPast(on) ? scenario.File.NoticePast ?? scenario.File.Notice : scenario.File.Notice;
        if (template is null) return false;
        var variables = scenario.File.Variables.ToDictionary(v => v.Key, v => Fill(scenario, v.Value, person, worker, division));
        return notices.Open(tx, new NoticeDraft($"notice:{scenario.Name}:{person.Id}:{occasion.Age ?? occasion.Year}", scenario.Name, person.Id, null, null,
            division, template, variables));
    }

    string Fill(Scenario scenario, string variable, FoundPerson person, StaffMember worker, string division) => variable switch
    {
        "surname" => person.Surname,
        "polite_name" => person.PoliteName,
        "worker_surname" => worker.Surname,
        "community_phone" => divisions.Community(division)?.Phone ?? divisions.Street(division)?.Phone ?? "12345",
        _ => throw new Refusal("content_invalid", $"scenarios/{scenario.Name}.yaml：变量「{variable}」不认识。"),
    };

    static string Limit(string title) => title.Length <= TitleMax ? title : title[..TitleMax];
}

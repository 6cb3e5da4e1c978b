using OneTable.Services.Data;
using OneTable.Services.Divisions;
using OneTable.Services.Staff;
using OneTable.Services.ToDos;

namespace OneTable.Services.Scenarios.Night;

/// <summary>
/// Visits: one for a household, which carries all its matters (F23). They go to the list to plan first (待安排清单); each day takes the
/// most pressing of a worker.
/// </summary>
public sealed class NightVisits(ToDoList todos, NightWorkers workers, DivisionTree divisions)
{
    const int TitleMax = 200, NamesMax = 4;
    const string ByGrid = "visit:", ByPost = "office:";

    sealed record Visit(long Id, string DedupKey, string State, long StaffId, long? HouseholdId, long? PersonId, string Title, string? Detail);

    sealed record Part(long TodoId, string Scenario, string Occasion, string? Day, string Name, string? BirthDate, string? Grid, string? Registered);

    const string Columns = """
        id AS Id, dedup_key AS DedupKey, state AS State, staff_id AS StaffId, household_id AS HouseholdId, person_id AS PersonId, title AS Title, detail AS Detail
        """;

    /// <summary>Says who answers for each matter, and opens what visits there are not yet.</summary>
    internal ScenarioResult Open(Tx tx, List<Matter> matters, IReadOnlyDictionary<string, Scenario> all, DateOnly on)
    {
        foreach (var same in matters.GroupBy(m => (m.Person.LivingGrid, m.Person.RegisteredCommunity, m.Scenario.File.Todo?.Post)))
        {
            var worker = workers.Of(tx, same.First().Person, same.Key.Post);
            foreach (var matter in same) matter.Worker = worker;
        }
        var wanted = matters.Where(m => m.Worker is not null && m.Scenario.File.Todo is not null).ToList();
        Forget(tx, wanted);
        wanted.RemoveAll(m => m.ToDo is not null);
        var there = There(tx, wanted);
        var joined = 0;
        foreach (var matter in wanted)
        {
            var place = PlaceOf(matter);
            if (there.TryGetValue(place, out var visit)) joined++;
            else there[place] = visit = New(tx, matter, on);
            matter.ToDo = visit.Id;
        }
        Write(tx, wanted.Select(m => there[PlaceOf(m)]).DistinctBy(v => v.Id), wanted, all, on);
        return new() { Joined = joined };
    }

    /// <summary>Drops the visits of what holds no more, or takes the matter out of a visit that carries others as well.</summary>
    internal void Drop(Tx tx, List<Finding> left, IReadOnlyDictionary<string, Scenario> all, DateOnly on)
    {
        var ids = left.Select(f => f.TodoId).OfType<long>().Distinct().ToList();
        if (ids.Count == 0) return;
        var visits = tx.Query<Visit>($"SELECT {Columns} FROM todos WHERE id IN @ids AND state IN ('planned', 'open', 'accepted')", new { ids }).ToList();
        var held = PartsOf(tx, visits.Select(v => v.Id)).ToHashSet();
        foreach (var visit in visits.Where(v => held.All(p => p.TodoId != v.Id)))
        {
            var why = left.First(f => f.TodoId == visit.Id).LeftWhy ?? Judging.NoMore;
            // Whoever has it on the list already goes on; only what waits is let go when its time is over.
            if (why != Judging.Over || visit.State == ToDoState.Planned) todos.Finish(tx, visit.Id, why, ToDoState.Cancelled);
        }
        Write(tx, visits.Where(v => held.Any(p => p.TodoId == v.Id)), [], all, on);
    }

    /// <summary>A visit that was dropped is opened anew; one that was paid is not paid again.</summary>
    static void Forget(Tx tx, List<Matter> matters)
    {
        var ids = matters.Select(m => m.ToDo).OfType<long>().Distinct().ToList();
        if (ids.Count == 0) return;
        var dropped = tx.Query<long>("SELECT id FROM todos WHERE id IN @ids AND state = 'cancelled'", new { ids }).ToHashSet();
        foreach (var matter in matters.Where(m => m.ToDo is { } id && dropped.Contains(id))) matter.ToDo = null;
    }

    /// <summary>Grid workers visit a household once, whoever of them; what an office does is done by one person for a household.</summary>
    static string PlaceOf(Matter matter) => $"{(IsByGrid(matter) ? ByGrid : $"{ByPost}{matter.Worker!.Id}:")}{(matter.HouseholdId is { } household ? $"h{household}" : $"p{matter.Person.Id}")}";

    static string PlaceOf(Visit visit) => $"{(visit.DedupKey.StartsWith(ByGrid, StringComparison.Ordinal) ? ByGrid : $"{ByPost}{visit.StaffId}:")}{(visit.HouseholdId is { } household ? $"h{household}" : $"p{visit.PersonId}")}";

    static bool IsByGrid(Matter matter) => NightWorkers.IsGridWorker(matter.Scenario.File.Todo?.Post);

    static Dictionary<string, Visit> There(Tx tx, List<Matter> matters)
    {
        var args = new { households = matters.Select(m => m.HouseholdId).OfType<long>().Distinct(), people = matters.Where(m => m.HouseholdId is null).Select(m => m.Person.Id).Distinct() };
        const string open = "kind = 'visit' AND scenario IS NOT NULL AND state IN ('planned', 'open', 'accepted')";
        var found = (args.households.Any() ? tx.Query<Visit>($"SELECT {Columns} FROM todos WHERE household_id IN @households AND {open} ORDER BY created_at, id", args) : [])
            .Concat(args.people.Any() ? tx.Query<Visit>($"SELECT {Columns} FROM todos WHERE person_id IN @people AND household_id IS NULL AND {open} ORDER BY created_at, id", args) : []);
        var there = new Dictionary<string, Visit>();
        foreach (var visit in found) there.TryAdd(PlaceOf(visit), visit);
        return there;
    }

    Visit New(Tx tx, Matter matter, DateOnly on)
    {
        var key = $"{(IsByGrid(matter) ? ByGrid : ByPost)}{matter.Scenario.Name}:{matter.Person.Id}:{matter.Finding.Occasion}";
        var draft = new ToDoDraft(key, ToDoKind.Visit, matter.Worker!.Id, matter.Person.Division, "", Place: matter.Person.Address, PersonId: matter.Person.Id,
            HouseholdId: matter.HouseholdId, Scenario: matter.Scenario.Name, Planned: true);
        // The key of one that was dropped before stays taken.
        var id = todos.Open(tx, draft) ?? todos.Open(tx, draft with { DedupKey = $"{key}:{on.Iso()}" }) ?? todos.Open(tx, draft with { DedupKey = $"{key}:{tx.NextId()}" })!.Value;
        return new(id, key, ToDoState.Planned, matter.Worker.Id, matter.HouseholdId, matter.Person.Id, "", null);
    }

    static IEnumerable<Part> PartsOf(Tx tx, IEnumerable<long> visits) => visits.ToList() is { Count: > 0 } ids ? tx.Query<Part>("""
        SELECT f.todo_id AS TodoId, f.scenario AS Scenario, f.occasion AS Occasion, f.day AS Day, p.name AS Name, p.birth_date AS BirthDate,
          p.living_grid AS Grid, p.registered_community AS Registered
        FROM findings f JOIN people p ON p.id = f.person_id WHERE f.todo_id IN @ids AND f.left_on IS NULL
        """, new { ids }) : [];

    /// <summary>What a visit says is made from all it carries.</summary>
    void Write(Tx tx, IEnumerable<Visit> visits, List<Matter> added, IReadOnlyDictionary<string, Scenario> all, DateOnly on)
    {
        var touched = visits.ToList();
        var fresh = added.Select(m => new Part(m.ToDo!.Value, m.Scenario.Name, m.Finding.Occasion, m.Finding.Day, m.Person.Name, m.Person.BirthDate, m.Person.LivingGrid, m.Person.RegisteredCommunity));
        var parts = PartsOf(tx, touched.Select(v => v.Id)).Concat(fresh).ToLookup(p => p.TodoId);
        foreach (var visit in touched)
        {
            var carried = parts[visit.Id].Where(p => all.GetValueOrDefault(p.Scenario)?.File.Todo is not null).OrderBy(p => p.BirthDate, StringComparer.Ordinal).ToList();
            var names = carried.Select(p => p.Name).Distinct().ToList();
            var title = $"{Names(names)}：{string.Join('、', carried.Select(p => all[p.Scenario].File.Todo!.Title).Distinct())}";
            var lines = carried.Select(p => Line(p, all[p.Scenario].File, on));
            var rank = -carried.Max(p => OccasionOf(p).MonthsPast(on)); // smaller comes first: who waits longest loses most (F25)
            tx.Run("UPDATE todos SET title = @p1, detail = @p2, rank_no = CASE WHEN rank_no < @p3 THEN rank_no ELSE @p3 END WHERE id = @p0",
                visit.Id, title.Length <= TitleMax ? title : title[..TitleMax], string.Join('\n', lines), rank);
        }
    }

    static string Names(List<string> names) => names.Count switch
    {
        1 => names[0],
        2 => $"{names[0]}、{names[1]} 两位",
        <= NamesMax => $"{string.Join("、", names)} {names.Count}位",
        _ => $"{string.Join("、", names.Take(NamesMax))}等 {names.Count}位",
    };

    static Occasion OccasionOf(Part part) => new(part.Occasion, part.Day is null ? null : BeijingTime.Day(part.Day), null, int.TryParse(part.Occasion, out var age) ? age : null);

    string Line(Part part, ScenarioFile file, DateOnly on)
    {
        var occasion = OccasionOf(part);
        var turns = occasion is { Age: { } age, Day: { } day } ? $"，{day:yyyy年M月d日}{(occasion.IsPast(on) ? "已满" : "满")}{age}周岁" : "";
        // The home's community makes contact, the register's accepts what is applied for (F04).
        var elsewhere = file.Benefit is not null && part is { Grid: { } grid, Registered: { } registered } && divisions.Community(grid)?.Code != registered
            && divisions.Find(registered) is { } there ? $"户口在{there.Name}，由那边受理。" : "";
        return $"{part.Name}{turns}。{file.Todo!.Detail}{elsewhere}";
    }
}

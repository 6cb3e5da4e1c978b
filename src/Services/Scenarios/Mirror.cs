using OneTable.Services.Data;
using OneTable.Services.Dictionary;
using OneTable.Services.Divisions;
using OneTable.Services.Registry.Columns;
using OneTable.Services.Staff;
using OneTable.Services.ToDos;

namespace OneTable.Services.Scenarios;

/// <param name="NotEligible">Receive it and are for certain not eligible any more.</param>
/// <param name="Twice">Receive it and something that excludes it.</param>
/// <param name="Higher">Receive something that excludes it and is less.</param>
public sealed record MirrorOfScenario(string Name, string Title, bool Sample, int NotEligible, int Twice, int Higher);

/// <param name="Kind">not_eligible, twice or higher.</param>
/// <param name="Asked">Somebody has been asked to look at it.</param>
public sealed record MirrorRow(long PersonId, string Name, int? Age, string Place, string? Address, string Kind, string KindText, string Why, bool Asked);

/// <summary>
/// The mirror of the hidden needs: who receives and should perhaps not. Nobody is stopped by a machine (F27): a person taps, and a worker
/// goes and looks.
/// </summary>
public sealed class Mirror(Database db, ScenarioList list, NeedSets sets, PeopleColumns columns, DivisionTree divisions, ScenarioSheet sheets, StaffList staff, ToDoList todos)
{
    const string NotEligible = "not_eligible", Twice = "twice", Higher = "higher", Unsaid = "原因由管这条线的人看";
    const int AtOnceMax = 100, DueDays = 15;
    static readonly TimeOnly endOfWork = new(18, 0);

    sealed record Found(string Kind, string Why);

    public async Task<IReadOnlyList<MirrorOfScenario>> SummaryAsync(Scope scope, Reader reader, DateOnly on)
    {
        await columns.ReadyAsync();
        var all = Mine(reader);
        return [.. all.Select(s => (s, found: Of(s, all, scope, on))).Where(s => s.found.Count > 0)
            .Select(s => new MirrorOfScenario(s.s.Name, s.s.Title, s.s.File.Sample, Count(s.found, NotEligible), Count(s.found, Twice), Count(s.found, Higher)))];

        static int Count(Dictionary<long, Found> found, string kind) => found.Values.Count(f => f.Kind == kind);
    }

    public Listing<MirrorRow> Page(string name, Scope scope, Reader reader, DateOnly on, int page, int size)
    {
        var (scenario, found) = Require(name, scope, reader, on);
        return new(found.Count, Rows(scenario, found, [.. found.Keys.Order().Skip((page - 1) * size).Take(size)], scope, on, reader));
    }

    public Task<(string Name, byte[] File)> FileAsync(string name, Scope scope, DateOnly on, StaffMember me)
    {
        var (scenario, found) = Require(name, scope, me.Reader, on);
        var rows = found.Keys.Order().Chunk(AtOnceMax).SelectMany(some => Rows(scenario, found, some, scope, on, me.Reader)).ToList();
        return sheets.WriteAsync(new($"{scenario.Title}_领取待核名单", $"{divisions.FullName(scope.Code)}　　按{on:yyyy年M月d日}的登记算，共{rows.Count}人；系统不停发，由人核实",
            [("姓名", 12), ("年龄", 8), ("所在", 24), ("住址", 36), ("情况", 16), ("为什么", 50), ("已派人核", 12)],
            [.. rows.Select(r => (IReadOnlyList<object?>)[r.Name, r.Age, r.Place, r.Address, r.KindText, r.Why, r.Asked ? "是" : ""])]), scope.Code, me);
    }

    /// <summary>A to-do for the worker of the grid to go and look; how many were made. Tapping twice in a month makes nothing more.</summary>
    public async Task<int> AskAsync(string name, IReadOnlyList<long> people, DateOnly on, StaffMember me)
    {
        if (people.Count is 0 or > AtOnceMax) throw new Refusal("too_many", $"一次选1到{AtOnceMax}个人。");
        var (scenario, found) = Require(name, me.Scope, me.Reader, on);
        var rows = Rows(scenario, found, [.. people.Distinct().Where(found.ContainsKey)], me.Scope, on, me.Reader);
        return await db.WriteAsync(tx =>
        {
            var (where, values) = (NeedPerson.Of(tx, rows.Select(r => r.PersonId)), Needs.Load(tx, scenario, [.. rows.Select(r => r.PersonId)]));
            // In a worker's list stands what the worker may read, not what the sender may.
            string WhyFor(MirrorRow row, StaffMember worker) => row.Kind == NotEligible ? Why(scenario, values[row.PersonId], on, worker.Reader)
                : scenario.TellsMoneyTo(worker.Reader) ? row.Why : Unsaid;
            return rows.Count(row => Worker(tx, where[row.PersonId]) is { } worker && todos.Open(tx, new(Key(scenario, row.PersonId, on), ToDoKind.Visit, worker.Id,
                where[row.PersonId].Place(me.Scope), $"{row.Name}：核一核{scenario.Title}", $"{row.KindText}：{WhyFor(row, worker)}。先核实，系统不会停发。{me.Name}派的。", row.Address,
                PersonId: row.PersonId, DueAt: BeijingTime.UnixMs(on.AddDays(DueDays), endOfWork))) is not null);
        });
    }

    static string Key(Scenario scenario, long person, DateOnly on) => $"check:{scenario.Name}:{person}:{on:yyyy-MM}";

    List<Scenario> Mine(Reader reader) => [.. db.Read(list.All).Where(s => s.Receives is not null && s.TellsMoneyTo(reader))];

    (Scenario Scenario, Dictionary<long, Found> Found) Require(string name, Scope scope, Reader reader, DateOnly on)
    {
        var all = Mine(reader);
        var scenario = all.FirstOrDefault(s => s.IsCalled(name)) ?? throw new Refusal("forbidden", "没有这项待遇，或名单只给管这条线的人看。");
        return (scenario, Of(scenario, all, scope, on));
    }

    /// <summary>The gravest reason of each.</summary>
    Dictionary<long, Found> Of(Scenario scenario, List<Scenario> all, Scope scope, DateOnly on)
    {
        var found = new Dictionary<long, Found>();
        var over = new Condition.Any([scenario.Condition.Not(), scenario.Alive.Not()]);
        foreach (var id in columns.Ids(scope, new Condition.All([scenario.Receives!, over]), on)) found[id] = new(NotEligible, "");
        foreach (var other in Needs.Exclusive(scenario, all))
        {
            var (mine, theirs) = (sets.Receiving(scenario, other.Receives!, scope, on), sets.Receiving(other, scenario.Receives!, scope, on));
            foreach (var (id, amount) in mine)
                found.TryAdd(id, new(Twice, $"同时领{other.Title}{Yuan(theirs.GetValueOrDefault(id))}，不可兼得；本项{Yuan(amount)}，{Advice(scenario, other, amount, theirs.GetValueOrDefault(id))}"));
            var now = sets.Receiving(other, scenario.Receives!.Not(), scope, on);
            foreach (var (id, amount) in sets.InPlaceOf(scenario, other, scope, on))
                if (now.TryGetValue(id, out var has) && amount.Per == has.Per && amount.Fen > has.Fen)
                    found.TryAdd(id, new(Higher, $"在领{other.Title}{Yuan(has)}，不可兼得；本项{Yuan(amount)}，{Advice(scenario, other, amount, has)}"));
        }
        return found;
    }

    static string Yuan(NeedAmount amount) => amount.Fen is { } fen ? $"（{Services.Scenarios.Amounts.Text(fen, amount.Per)}）" : "";

    static string Advice(Scenario one, Scenario other, NeedAmount amount, NeedAmount others)
    {
        var higher = amount.Fen is null || others.Fen is null ? null : amount.Fen >= others.Fen ? one.Title : other.Title;
        return one.File.Choose == "highest" || other.File.Choose == "highest" ? higher is null ? "择高，金额说不准" : $"择高：{higher}" : "由本人选一样";
    }

    List<MirrorRow> Rows(Scenario scenario, Dictionary<long, Found> found, IReadOnlyList<long> ids, Scope scope, DateOnly on, Reader reader) => db.Read(tx =>
    {
        var (people, values) = (NeedPerson.Of(tx, ids), Needs.Load(tx, scenario, ids));
        var keys = ids.ToDictionary(id => Key(scenario, id, on));
        var asked = keys.Count == 0 ? [] : tx.Query<string>("SELECT dedup_key FROM todos WHERE dedup_key IN @keys", new { keys = keys.Keys }).Select(k => keys[k]).ToHashSet();
        return ids.Where(people.ContainsKey).Select(id => new MirrorRow(id, people[id].Name, people[id].AgeOn(on), divisions.FullName(people[id].Place(scope)), people[id].Address,
            found[id].Kind, found[id].Kind switch { NotEligible => "可能不再符合", Twice => "领了不可兼得的", _ => "可以换高的" },
            found[id].Kind == NotEligible ? Why(scenario, values[id], on, reader) : found[id].Why, asked.Contains(id))).ToList();
    });

    /// <summary>What fails, as far as this reader may know.</summary>
    static string Why(Scenario scenario, SubjectValues person, DateOnly on, Reader reader)
    {
        var failed = new[] { scenario.Alive, scenario.Condition }.SelectMany(c => c.Explain(person, on).Reasons).Where(r => r.Held == false).ToList();
        var shown = failed.Where(r => r.Term.Fields.All(f => FieldRights.ReadsInFull(reader, f))).Select(r => $"{r.Text}：不符合（{r.Value}）").Distinct().ToList();
        return shown.Count > 0 ? string.Join("；", shown) : Unsaid;
    }

    StaffMember? Worker(Tx tx, NeedPerson person)
    {
        if (person.LivingGrid is { } grid && staff.WorkerOf(tx, grid) is { } near) return near;
        return (divisions.Community(person.LivingGrid)?.Code ?? person.RegisteredCommunity) is not { } community ? null
            : staff.InPost(tx, community, Posts.SocialWorker) ?? staff.InPost(tx, community, Posts.Secretary);
    }
}

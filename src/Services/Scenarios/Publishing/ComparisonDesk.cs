using System.Diagnostics;
using OneTable.Services.Data;
using OneTable.Services.Dictionary;
using OneTable.Services.Divisions;
using OneTable.Services.Registry.Columns;

namespace OneTable.Services.Scenarios.Publishing;

/// <summary>A version as it is compared: no scenario is the time before there was one.</summary>
public sealed record Compared(string Label, Scenario? Scenario, DateOnly On, bool IsDraft = false);

/// <summary>
/// Says before publishing whom a change adds and drops and what it costs: two versions on one day, or one on two days, about
/// today's registry and the viewer's people.
/// </summary>
public sealed class ComparisonDesk(Database db, PeopleColumns columns)
{
    const int FewestCounted = 5;
    const string Hidden = "（不给看）";

    sealed record Row(long Id, string Name, string? BirthDate, string? Address);

    public Comparison Compare(Compared before, Compared after, Scope scope, Reader reader, ComparedKind kind, int skip, int take)
    {
        var watch = Stopwatch.StartNew();
        if (new[] { before, after }.Any(c => c.IsDraft && AsksRestricted(c.Scenario!, reader))) return Untold(before, after, watch);
        var (old, now) = (Of(before, scope), Of(after, scope));
        var sets = Enum.GetValues<ComparedKind>().ToDictionary(k => k, k => Set(k, old, now).ToList());
        var lists = new[] { before, after }.All(c => c.Scenario is null || MayList(reader, c.Scenario));
        var few = !lists && sets.Values.Select(s => s.Count).Append(old.People.Count).Append(now.People.Count).Any(n => n < FewestCounted);
        if (few) return Untold(before, after, watch, "人数太少，说出来就知道是谁，不显示。");
        var people = lists ? sets[kind].Order().Skip(skip).Take(take).ToList() : [];
        return new(Side(before, old), Side(after, now), sets.ToDictionary(s => s.Key, s => s.Value.Count), now.Sums.MonthFen - old.Sums.MonthFen,
            lists ? null : "名单只给管这条线的人看。", lists ? sets[kind].Count : 0, db.Read(tx => Rows(tx, before, after, people, reader)), watch.ElapsedMilliseconds);
    }

    Entitled Of(Compared side, Scope scope) => side.Scenario is { } scenario ? Entitled.Of(columns, db, scenario, side.On, scope) : Entitled.Nobody;

    static IEnumerable<long> Set(ComparedKind kind, Entitled old, Entitled now) => kind switch
    {
        ComparedKind.Added => now.People.Keys.Where(id => !old.People.ContainsKey(id)),
        ComparedKind.Dropped => old.People.Keys.Where(id => !now.People.ContainsKey(id)),
        ComparedKind.Changed => now.People.Where(p => old.People.TryGetValue(p.Key, out var was) && was != p.Value).Select(p => p.Key),
        ComparedKind.FoundMore => now.Found.Where(id => !old.Found.Contains(id)),
        _ => old.Found.Where(id => !now.Found.Contains(id)),
    };

    static ComparedSide Side(Compared side, Entitled found) => new(side.Label, side.On, found.People.Count, found.Sums, found.Found.Count);

    static Comparison Untold(Compared before, Compared after, Stopwatch watch, string why = "草稿问到重点人群，这里不试算人数。") =>
        new(new(before.Label, before.On, null, null, null), new(after.Label, after.On, null, null, null), null, null, why, 0, [], watch.ElapsedMilliseconds);

    /// <summary>A draft is a question of one's own: about 重点人群 there is none, whoever asks and however many answer (F07).</summary>
    static bool AsksRestricted(Scenario scenario, Reader reader) => Fields(scenario).Any(f => f.IsRestricted) && !FieldRights.ReadsRestricted(reader);

    static bool MayList(Reader reader, Scenario scenario) =>
        FieldRights.MayList(reader, scenario.Asked) && scenario.Amounts.Segments.All(s => s.Less is null || FieldRights.ReadsInFull(reader, s.Less));

    static IEnumerable<Field> Fields(Scenario scenario) => scenario.Asked.Fields.Concat(scenario.Amounts.Fields).Concat(scenario.Moment.Fields);

    static IReadOnlyList<ComparedPerson> Rows(Tx tx, Compared before, Compared after, IReadOnlyList<long> ids, Reader reader)
    {
        if (ids.Count == 0) return [];
        var rows = tx.Query<Row>("""
            SELECT id AS Id, name AS Name, birth_date AS BirthDate, COALESCE(living_address, registered_address) AS Address FROM people WHERE id IN @ids
            """, new { ids }).ToDictionary(r => r.Id);
        var scenarios = new[] { before.Scenario, after.Scenario }.OfType<Scenario>().ToList();
        return [.. SubjectValues.Load(tx, Subject.Person, new Condition.All([.. scenarios.Select(s => s.Asked)]), scenarios.SelectMany(s => s.Amounts.Fields), ids).Select(Row)];

        ComparedPerson Row(SubjectValues person)
        {
            var row = rows[person.Id];
            var (was, now) = (VerdictOf(before, person), VerdictOf(after, person));
            var age = row.BirthDate is { } birth ? Age.On(BeijingTime.Day(birth), after.On) : (int?)null;
            return new(row.Id, row.Name, age, row.Address, Word(was), Word(now), [.. Why(was, now, reader)]);
        }
    }

    static Verdict? VerdictOf(Compared side, SubjectValues person) => side.Scenario is { } scenario ? Verdict.Of(scenario, person, side.On) : null;

    static string? Word(Verdict? verdict) => verdict is null ? null : verdict.Outcome switch
    {
        Outcome.Eligible when verdict.Amount is { } amount => $"符合，{amount.Text}",
        Outcome.Eligible => "符合",
        Outcome.Unknown => "还不能判断",
        _ => "不符合",
    } + (verdict.Receiving ? "（在领）" : "");

    /// <summary>What stood against it on one side and no longer does on the other.</summary>
    static IEnumerable<string> Why(Verdict? was, Verdict? now, Reader reader)
    {
        var against = Against(was, now, "原来", reader).Concat(Against(now, was, "现在", reader)).ToList();
        if (against.Count > 0) return against;
        if (now is not null && was is null) return now.Conditions.Where(c => c.Held == true).Select(c => $"{c.Text}：{Shown(c, reader)}");
        return was?.Amount?.Text != now?.Amount?.Text ? [$"{was?.Amount?.Text ?? "没有金额"} → {now?.Amount?.Text ?? "没有金额"}"] : [];
    }

    /// <summary>What stands alike on the other side explains nothing.</summary>
    static IEnumerable<string> Against(Verdict? verdict, Verdict? other, string when, Reader reader) =>
        verdict is null || verdict.Outcome == Outcome.Eligible ? [] : verdict.Conditions
            .Where(c => c.Held != true && other?.Conditions.Any(o => o.Text == c.Text && o.Held == c.Held) != true)
            .Select(c => $"{when}{(c.Held == false ? "不符合" : "不知道")}：{c.Text}：{Shown(c, reader)}");

    static string Shown(VerdictReason reason, Reader reader) => reason.IsReadBy(reader) ? reason.Value : Hidden;
}

using System.Globalization;
using OneTable.Services.Data;
using OneTable.Services.Dictionary;
using OneTable.Services.Divisions;
using OneTable.Services.Registry.Columns;

namespace OneTable.Services.Scenarios.Publishing;

/// <summary>Money of many people, by how often it is paid.</summary>
/// <param name="Unknown">People who are entitled to an amount that nobody can tell yet.</param>
public sealed record Sums(long MonthFen, long YearFen, long OnceFen, int Unknown);

/// <summary>
/// For whom a version says yes on a day, receiving or not, and what each would get: the same as asking <see cref="Verdict"/> for each,
/// but in a few questions about everybody. Found is whom its moment would raise that day.
/// </summary>
public sealed record Entitled(IReadOnlyDictionary<long, (long? Fen, string Per)> People, IReadOnlySet<long> Found)
{
    const int AtOnceMax = 500;
    public static readonly Entitled Nobody = new(new Dictionary<long, (long?, string)>(), new HashSet<long>());

    public static Entitled Of(PeopleColumns columns, Database db, Scenario scenario, DateOnly on, Scope scope)
    {
        var asked = new Condition.All([scenario.Condition, scenario.Alive]);
        IReadOnlyList<long> Meet(Condition condition, DateOnly day) => columns.Ids(scope, condition, day);
        var people = (scenario.IsLaw(on) ? Meet(asked, on) : []).ToDictionary(id => id, _ => (Fen: (long?)0, Per: ""));
        if (scenario.Amounts.Segments.Count > 0) Pay(people, scenario.Amounts, condition => Meet(new Condition.All([asked, condition]), on), on, db);
        var found = Meet(new Condition.All([scenario.Condition, scenario.Guard]), scenario.Moment.AskedOn(on)).ToHashSet();
        found.IntersectWith(Meet(Night.Occasions.Raises(scenario.Moment, on), on));
        return new(people, found);
    }

    /// <summary>As <see cref="Amounts.Of"/> says it of one: the first segment that holds; a gap takes the person out, an unknown one leaves the amount open.</summary>
    static void Pay(Dictionary<long, (long? Fen, string Per)> people, Amounts amounts, Func<Condition, IReadOnlyList<long>> meet, DateOnly on, Database db)
    {
        var valid = amounts.Segments.Where(s => s.IsValidOn(on)).ToList();
        var left = people.Keys.ToHashSet();
        foreach (var segment in valid)
        {
            var these = meet(segment.When).Where(left.Remove).ToList();
            var less = segment.Less is { } field ? Values(db, field, these) : null;
            foreach (var id in these)
                if (segment.FenOn(on) is not { } fen) people.Remove(id);
                else people[id] = (less is null ? fen : less.GetValueOrDefault(id) is { } taken ? Math.Max(0, fen - taken) : null, segment.Per);
        }
        foreach (var id in valid.Count == 0 ? [.. left] : meet(new Condition.All([.. valid.Select(s => s.When.Not())])).Where(left.Remove)) people.Remove(id);
        foreach (var id in left.Where(people.ContainsKey)) people[id] = (null, valid[0].Per);
    }

    static Dictionary<long, long?> Values(Database db, Field field, List<long> ids) => db.Read(tx => ids.Chunk(AtOnceMax)
        .SelectMany(chunk => SubjectValues.Load(tx, [field], chunk)).ToDictionary(v => v.Id, v => v.One(field) is { } fen ? long.Parse(fen, CultureInfo.InvariantCulture) : (long?)null));

    public Sums Sums => new(Fen("month"), Fen("year"), Fen("once"), People.Values.Count(p => p.Fen is null));

    long Fen(string per) => People.Values.Where(p => p.Per == per).Sum(p => p.Fen ?? 0);
}

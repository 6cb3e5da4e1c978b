using System.Globalization;
using OneTable.Services.Data;
using OneTable.Services.Dictionary;
using OneTable.Services.Divisions;
using OneTable.Services.Registry;
using OneTable.Services.Registry.Columns;
using Xunit.Abstractions;

namespace OneTable.Tests.Registry;

/// <summary>
/// 100,000 random people and 1,000 random conditions: SQL, the columns and the explanation agree. What is covered: whom the columns find
/// is found by SQL, of everybody, for each condition; what a condition is for one person, true, false or unknown, is the same by the
/// explanation and by asking for it and for its opposite, for 100 people each, so that all conditions and all people have their turn.
/// What columns do not hold (other people, other fields, parts of a text) they ask of SQL; there the explanation is the second opinion.
/// On a street of its own, for its people would be found by the tests of others.
/// </summary>
public sealed class AgreementTests(Street street, ITestOutputHelper output) : IClassFixture<Street>
{
    const int PeopleCount = 100_000, Conditions = 1000, ExplainedEach = 100, AtOnce = 100, RelatedEach = 20, WritePeopleMax = 5000;
    static readonly DateOnly[] days = [new(2026, 12, 1), new(2028, 2, 29), new(2027, 2, 28), new(2027, 3, 1)];

    FieldCatalog Fields => street.Get<FieldCatalog>();
    PeopleColumns Columns => street.Get<PeopleColumns>();

    [Fact]
    public async Task SQL_columns_and_explanation_always_agree()
    {
        var seed = Seed.Of(20261122);
        output.WriteLine($"seed {seed}");
        var random = new ColumnsRandom(seed, Fields, days);
        var ids = await WritePeopleAsync(random);
        await WriteRelationsAsync(random, ids);
        await Columns.LoadAsync();
        var telling = 0;
        foreach (var chunk in Enumerable.Range(0, Conditions).Chunk(AtOnce))
        {
            var asked = chunk.Select(i => (Number: i, Condition: random.Condition(2, related: i % RelatedEach == 0), Scope: random.Scope(), On: random.On())).ToList();
            await Parallel.ForEachAsync(asked, (a, _) =>
            {
                var what = $"seed {seed}, {a.Number}, {a.On.Iso()}: {a.Condition.Sentence()}";
                if (Found(a.Condition, a.Scope, a.On, what) is var found && found > 0 && found < Columns.Count(a.Scope, null, a.On)) Interlocked.Increment(ref telling);
                Explained(a.Condition, [.. Enumerable.Range(a.Number * ExplainedEach, ExplainedEach).Select(i => ids[i % ids.Count])], a.On, what);
                return ValueTask.CompletedTask;
            });
            await street.Db.WriteAsync(tx => street.Get<People>().Write(tx, ids[random.Next(ids.Count)], random.Person(), new("测试", "测试")));
        }
        output.WriteLine($"{System.Diagnostics.Process.GetCurrentProcess().TotalProcessorTime.TotalSeconds:0} s of CPU");
        Assert.InRange(telling, Conditions / 2, Conditions); // or the conditions would prove little
    }

    int Found(Condition condition, Scope? scope, DateOnly on, string what)
    {
        var found = Columns.Ids(scope, condition, on);
        if (condition.Terms.Any(t => t is not Condition.Leaf { Than: null, Op: not (ConditionOp.Contains or ConditionOp.Begins) })) return found.Count;
        var sql = new ConditionSql(on).Where(condition);
        if (scope is not null) sql.Where(Seen.Person);
        var expected = street.Db.Read(tx => tx.Query<long>(sql.Select("p.id", "ORDER BY p.id"),
            new Dictionary<string, object>(sql.Arguments) { ["From"] = scope?.From ?? "", ["To"] = scope?.To ?? "" }).ToList());
        Assert.True(expected.SequenceEqual(found), $"SQL finds {expected.Count}, columns {found.Count}, {what}");
        Assert.Equal(expected.Count, Columns.Count(scope, condition, on));
        Assert.Equal(expected.Count, Columns.CountBy(scope, condition, on, Division.Grid).Values.Sum());
        return expected.Count;
    }

    void Explained(Condition condition, List<long> ids, DateOnly on, string what)
    {
        var (yes, no) = (Columns.Ids(null, condition, on).ToHashSet(), Columns.Ids(null, condition.Not(), on).ToHashSet());
        foreach (var person in street.Db.Read(tx => SubjectValues.Load(tx, condition, ids)))
            Assert.True(condition.Holds(person, on) == (yes.Contains(person.Id) ? true : no.Contains(person.Id) ? false : null), $"person {person.Id}, {what}");
    }

    /// <summary>Straight into the tables: no ledger, and the same under each seal, which conditions do not ask about.</summary>
    async Task<List<long>> WritePeopleAsync(ColumnsRandom random)
    {
        var (ids, box) = (new List<long>(), street.Get<Seal>().Close("某")!);
        var tables = random.Written.Where(f => !f.IsTags).DistinctBy(f => (f.Table, f.Column)).GroupBy(f => f.Table!).Select(g => (Fields: g.ToList(), Rows: new Rows(g.Key,
            [.. g.Key == "people" ? (string[])["id", "document_kind", "updated_at"] : ["person_id"], .. g.Select(f => f.Column!)]))).ToList();
        var tags = new Rows("tags", "kind", "subject_id", "field", "code");
        var absences = new Rows("absences", "kind", "subject_id", "field", "reason");
        for (var written = 0; written < PeopleCount; written += WritePeopleMax)
            await street.Db.WriteAsync(tx =>
            {
                for (var i = 0; i < WritePeopleMax; i++)
                {
                    var (id, facts) = (tx.NextId(), random.Person());
                    ids.Add(id);
                    foreach (var (fields, rows) in tables)
                        if (fields[0].IsBase || fields.Exists(f => facts.GetValueOrDefault(f.Label) is not (null or ['?', _])))
                            rows.Add([.. fields[0].IsBase ? (object?[])[id, "99", 0] : [id], .. fields.Select(f => Cell(f, facts.GetValueOrDefault(f.Label), box))]);
                    foreach (var field in random.Written)
                        if (facts.GetValueOrDefault(field.Label) is not { } value) continue;
                        else if (value is ['?', var reason]) absences.Add("person", id, field.Label, $"{reason}");
                        else if (field.IsTags) foreach (var code in value.Split(',')) tags.Add("person", id, field.Label, code);
                }
                foreach (var rows in tables.Select(t => t.Rows).Append(tags).Append(absences)) rows.Write(tx);
            });
        return ids;
    }

    static object? Cell(Field field, string? value, string box) => value is null or ['?', _] ? null
        : field.Type is FieldType.Int or FieldType.Bool or FieldType.Money ? long.Parse(value, CultureInfo.InvariantCulture) : field.IsSealed ? box : value;

    Task WriteRelationsAsync(ColumnsRandom random, List<long> ids) => street.Db.WriteAsync(tx =>
    {
        string[] kinds = ["child_of", "guardian_of", "carer_of", "works_at"];
        var (relations, members, households) = (new Rows("relations", "id", "kind", "from_kind", "from_id", "to_kind", "to_id", "until"),
            new Rows("household_members", "household_id", "person_id"), new Rows("households", "id", "kind", "division_code", "until"));
        long Somebody() => ids[random.Next(ids.Count)];
        for (var i = 0; i < PeopleCount / 2; i++)
        {
            relations.Add(tx.NextId(), kinds[random.Next(kinds.Length)], "person", Somebody(), "person", Somebody(), random.Relation().Until);
            if (i % 20 > 0) continue;
            households.Add(-i - 1, i % 40 == 0 ? Households.Assistance : Households.Living, "99", random.Relation().Until);
            foreach (var member in Enumerable.Range(0, 1 + random.Next(5)).Select(_ => Somebody()).Distinct()) members.Add(-i - 1, member);
        }
        foreach (var rows in new[] { relations, members, households }) rows.Write(tx);
        foreach (var column in (string[])["living_household_id", "registered_household_id"])
            tx.Run($"UPDATE people SET {column} = (id * 7919 + LENGTH(name)) % {PeopleCount / 2} WHERE document_kind = '99' AND id % 3 <> {column.Length % 3}");
    });
}

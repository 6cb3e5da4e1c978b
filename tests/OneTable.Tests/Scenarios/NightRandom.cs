using OneTable.Services.Data;
using OneTable.Services.Dictionary;
using OneTable.Services.Registry;
using OneTable.Services.Scenarios;

namespace OneTable.Tests.Scenarios;

/// <summary>A day in the life of a street: births, deaths, moves, benefits, dates, relations, edits, new versions of scenarios.</summary>
sealed class NightRandom(Street street, Database db, int seed)
{
    static readonly Origin origin = new("测试", "测试");
    readonly Random random = new(seed);
    readonly List<long> ids = street.Db.Read(tx => tx.Query<long>("SELECT id FROM people ORDER BY id").ToList());
    readonly FieldCatalog fields = street.Get<FieldCatalog>();
    readonly List<string> grids = street.Db.Read(tx => tx.Query<string>("SELECT DISTINCT living_grid FROM people WHERE living_grid IS NOT NULL").ToList());

    public bool Happens(int oneIn) => random.Next(oneIn) == 0;

    public async Task LiveAsync(DateOnly day, int changes)
    {
        for (var i = 0; i < changes; i++)
            try { await db.WriteAsync(tx => Change(tx, day)); }
            catch (Services.Refusal) { /* what a person could not write either */ }
        if (Happens(6)) await db.WriteAsync(Publish);
    }

    void Change(Tx tx, DateOnly day)
    {
        var id = Pick(ids);
        switch (random.Next(12))
        {
            case 0: ids.Add(Write(tx, null, ("姓名", "测小" + "甲乙丙丁戊"[random.Next(5)]), ("出生日期", Near(day, -2400, 0)), ("人员状态", "1"), ("人口类别", "1"), ("现住网格", Pick(grids)), ("本地户籍", "1"))); break;
            case 1: Write(tx, id, ("人员状态", Pick((string[])["1", "1", "2", "3", "4", "6"]))); break;
            case 2: Write(tx, id, ("现住网格", Pick(grids))); break;
            case 3: Write(tx, id, ("享受待遇", Happens(2) ? null : Pick(Codes("享受待遇")))); break;
            case 4: Write(tx, id, ("出生日期", Near(day, -30_000, 0))); break;
            case 5: Write(tx, id, ("出生日期", day.AddYears(-Pick((int[])[6, 18, 60, 65, 80])).AddDays(random.Next(60)).Iso())); break;
            case 6: Relate(tx, id, Pick(ids), Happens(2) ? "guardian_of" : "child_of", Happens(3) ? Near(day, -3, 20) : null); break;
            case 7: Write(tx, id, ("居住户", tx.Value<long?>("SELECT living_household_id FROM people WHERE id = @p0", Pick(ids))?.ToString())); break;
            case 8: tx.Run("UPDATE people SET birth_date = @p1 WHERE id = @p0", id, Pick((string[])["2999-01-01", "9999-12-31", "1985-13-40", "no day"])); tx.Changed("person", id); break;
            default: Edit(tx, id, day); break;
        }
    }

    /// <summary>Any field that some scenario asks about.</summary>
    void Edit(Tx tx, long id, DateOnly day)
    {
        var asked = street.Get<ScenarioList>().All(tx).SelectMany(s => s.Asked.Fields.Concat(s.Moment.Fields)).Where(f => f is { IsWritten: true, IsPlace: false, IsSealed: false }).DistinctBy(f => f.Label).ToList();
        var field = Pick(asked);
        Write(tx, id, (field.Label, field.Type switch
        {
            FieldType.Date => Near(day, -400, 120),
            FieldType.Month => Near(day, -400, 120)[..7],
            FieldType.Bool => Pick((string?[])["1", "0", null]),
            FieldType.Int => $"{(Happens(2) ? day.Year - random.Next(4) : random.Next(40))}",
            FieldType.Money => $"{random.Next(300_000)}",
            FieldType.Code or FieldType.Codes => Happens(4) ? null : Pick(Codes(field.Label)),
            _ => Happens(3) ? null : "一些字",
        }));
    }

    void Publish(Tx tx)
    {
        var content = Pick(Contents.All(tx, ScenarioList.Kind));
        Contents.Edit(tx, ScenarioList.Kind, content.Name, content.Body.Replace("ahead: 30", $"ahead: {20 + random.Next(20)}") + "\n", "测试");
    }

    static void Relate(Tx tx, long from, long to, string kind, string? until)
    {
        tx.Run("INSERT INTO relations (id, kind, from_kind, from_id, to_kind, to_id, until) VALUES (@p0, @p1, 'person', @p2, 'person', @p3, @p4)", tx.NextId(), kind, from, to, until);
        tx.Changed("person", from);
        tx.Changed("person", to);
    }

    long Write(Tx tx, long? id, params (string Field, string? Value)[] facts) => street.Get<People>().Write(tx, id, facts.ToDictionary(f => f.Field, f => f.Value), origin);

    IReadOnlyList<string> Codes(string field) => fields.Find(field)!.CodeSet is { } set ? [.. set.Codes.Select(c => c.Value)] : ["1"];

    string Near(DateOnly day, int from, int until) => day.AddDays(random.Next(from, until)).Iso();

    T Pick<T>(IReadOnlyList<T> of) => of[random.Next(of.Count)];
}

using System.Globalization;
using OneTable.Services.Data;
using OneTable.Services.Dictionary;

namespace OneTable.Services.Scenarios;

/// <summary>How a golden case came out.</summary>
/// <param name="Why">What differs from what is expected; null where it passes.</param>
public sealed record CaseResult(string Name, string On, string Expected, string Found, string? Why)
{
    public bool Passed => Why is null;
}

/// <summary>Runs the cases of a scenario: made-up people whose outcome somebody read in the law.</summary>
public static class GoldenCases
{
    const string Status = "人员状态", Normal = "正常";

    public static IReadOnlyList<CaseResult> Run(Scenario scenario, FieldCatalog fields) => [.. scenario.File.Cases.Select(c => Run(scenario, c, fields))];

    static CaseResult Run(Scenario scenario, CaseFile one, FieldCatalog fields)
    {
        try
        {
            if (!DateOnly.TryParseExact(one.On, "yyyy-MM-dd", out var day)) throw new Refusal("bad_date", $"「{one.On}」不是日期。");
            var person = Person(one, fields, day);
            var verdict = Verdict.Of(scenario, person, day);
            var found = verdict.Outcome.Word();
            var why = found != one.Outcome ? $"应为{Outcomes.Text(one.Outcome)}，算出{Outcomes.Text(found)}：{string.Join("；", verdict.Conditions.Where(c => c.Held != true).Select(c => $"{c.Text}（{c.Value}）"))}"
                : one.Yuan is { } yuan && verdict.Amount?.Yuan != yuan ? $"应为 {yuan} 元，算出 {verdict.Amount?.Text ?? "没有金额"}"
                : Months(scenario, one, person, day);
            return new(one.Name, one.On, one.Outcome, found, why);
        }
        catch (Refusal e) { return new(one.Name, one.On, one.Outcome, "", e.Message); }
    }

    /// <summary>The first month that differs from what is expected.</summary>
    static string? Months(Scenario scenario, CaseFile one, SubjectValues person, DateOnly day)
    {
        if (one.Months.Count == 0) return null;
        var months = one.Months.ToDictionary(m => Day(m.Key + "-01"), m => m.Value);
        return Schedule.Of(scenario, person, new(day, one.Applied is null ? null : Day(one.Applied)), months.Keys.Min(), months.Keys.Max())
            .Where(m => months.TryGetValue(m.Month, out var yuan) && m.Fen / 100m != yuan)
            .Select(m => $"{m.Text} 应为 {months[m.Month]?.ToString(CultureInfo.InvariantCulture) ?? "说不准"}，算出 {(m.Fen is { } fen ? $"{fen / 100m:0.##}" : "说不准")}：{m.Why}").FirstOrDefault();

        static DateOnly Day(string text) => DateOnly.TryParseExact(text, "yyyy-MM-dd", out var read) ? read : throw new Refusal("bad_date", $"「{text}」不是日期。");
    }

    static SubjectValues Person(CaseFile one, FieldCatalog fields, DateOnly day)
    {
        var person = Person(one.Facts, fields, day);
        foreach (var (other, id) in one.Related.Select((r, at) => (r, at + 1)))
            person.With(Relation.Of(other.As) ?? throw new Refusal("unknown_relation", $"不认识「{other.As}」这种关系。"), Person(other.Facts, fields, day, id));
        return person;
    }

    /// <summary>Who is said nothing of is alive and here; who is said to be 83 has the birthday on that day.</summary>
    public static SubjectValues Person(IReadOnlyDictionary<string, string?> facts, FieldCatalog fields, DateOnly day, long id = 0)
    {
        var person = new SubjectValues(id);
        foreach (var (name, text) in facts.Prepend(new(Status, Normal)))
        {
            var field = fields.Find(name) is { IsKept: true } known ? known : throw new Refusal("unknown_field", $"没有“{name}”这个字段");
            var value = field.Type == FieldType.Age && FieldInput.Whole(text ?? "") is { } age
                ? day.AddYears(-int.Parse(age, CultureInfo.InvariantCulture)).Iso() : FieldInput.Read(field, text);
            foreach (var same in Same(field, fields)) person.Keep(same, value);
        }
        return person;
    }

    /// <summary>Of 出生日期 and 年龄 one says the other.</summary>
    static IEnumerable<Field> Same(Field field, FieldCatalog fields) =>
        field.Type == FieldType.Age || field.Label == Registry.Facts.BirthDate
            ? fields.Person.Where(f => f.Type == FieldType.Age || f.Label == Registry.Facts.BirthDate) : [field];
}

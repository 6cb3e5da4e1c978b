using OneTable.Services.Data;
using OneTable.Services.Dictionary;
using OneTable.Services.Registry;

namespace OneTable.Services.Scenarios;

/// <summary>A scenario and what it says of one person.</summary>
public sealed record Found(Scenario Scenario, Verdict Verdict);

/// <summary>Answers questions about scenarios: what they say of a person, and why. Callers have checked whom they may ask about.</summary>
public sealed class ScenarioDesk(FieldCatalog fields, ScenarioList scenarios, Ledger ledger, Seal seal, TimeProvider time)
{
    const string Hidden = "（不给看）";
    const int NamesMax = 5;

    /// <summary>All scenarios this reader may have the people of, for one person; null where nobody has that id.</summary>
    public IReadOnlyList<Found>? All(Tx tx, long personId, DateOnly on, Reader reader) =>
        Of(tx, personId, on, [.. scenarios.All(tx).Where(s => FieldRights.MayList(reader, s.Asked))])?.Select(f => f with { Verdict = Readable(f, reader) }).ToList();

    /// <summary>The same by whoever decides for themself what is shown; one load of values for all of them.</summary>
    public static IReadOnlyList<Found>? Of(Tx tx, long personId, DateOnly on, IReadOnlyList<Scenario> asked)
    {
        if (Values(tx, personId, asked) is not { } person) return null;
        return [.. asked.Select(s => new Found(s, Verdict.Of(s, person, on) with { From = FirstDay.Of(s, person, on), Stopped = StoppedBy(s, person, on) }))];
    }

    /// <summary>One scenario, with who said each value and how old it is. Null where nobody has that id.</summary>
    public Verdict? Explain(Tx tx, Scenario scenario, long personId, DateOnly on, Reader reader)
    {
        if (Of(tx, personId, on, [scenario]) is not [var found]) return null;
        var origins = Ledger.Origins(tx, Subject.Person, personId);
        var sourced = found.Verdict.Conditions.Select(reason => reason.Term is Condition.Leaf leaf ? Sourced(reason, leaf.Field, origins) : reason);
        return Readable(found with { Verdict = found.Verdict with { Conditions = [.. sourced] } }, reader);
    }

    /// <summary>Whom an id, an identity number, the number in their source or a name means, for those who may ask about anybody.</summary>
    public long PersonOf(Tx tx, string text)
    {
        text = text.Trim();
        if (tx.Value<long?>("SELECT id FROM people WHERE document_hash = @p0 OR id = @p1 ORDER BY id LIMIT 1", seal.Hash(text.ToUpperInvariant()), long.TryParse(text, out var id) ? id : 0) is { } known)
            return known;
        var named = tx.Query<long>("SELECT id FROM people WHERE source_number = @text ORDER BY id LIMIT 2", new { text }).ToList();
        if (named.Count != 1) named = [.. tx.Query<long>($"SELECT id FROM people WHERE name = @text ORDER BY id LIMIT {NamesMax}", new { text })];
        return named switch
        {
            [var one] => one,
            [] => throw new Refusal("not_found", $"没有这个人：{text}"),
            _ => throw new Refusal("not_one", $"叫“{text}”的不止一个，请用编号或身份证号：{string.Join("、", named)}"),
        };
    }

    static SubjectValues? Values(Tx tx, long personId, IReadOnlyList<Scenario> asked) =>
        Values(tx, [personId], asked) is [var person] ? person : null;

    /// <summary>All that these scenarios ask about these people, in one load.</summary>
    internal static IReadOnlyList<SubjectValues> Values(Tx tx, IReadOnlyList<long> people, IReadOnlyList<Scenario> asked, IEnumerable<Field>? besides = null) => SubjectValues.Load(tx, Subject.Person,
        new Condition.All([.. asked.Select(s => s.Asked)]), asked.SelectMany(s => s.Amounts.Fields).Concat(besides ?? []), people);

    /// <param name="wish">Whether the wish to be left alone stops it too: not for who asks of their own accord (F31).</param>
    internal static string? StoppedBy(Scenario scenario, SubjectValues person, DateOnly on, bool wish = true) =>
        scenario.Stops.FirstOrDefault(s => (wish || s.Condition is not Condition.Leaf { Field.Label: "联系偏好" }) && s.Condition?.Holds(person, on) == true)?.Text;

    VerdictReason Sourced(VerdictReason reason, Field field, Dictionary<string, (string Source, long At)> origins)
    {
        string?[] saying = [fields.WrittenBy(field)?.Label, ledger.MadeFrom(field)?.Label, field.Type == FieldType.Age ? Facts.ReckonedBirth : null];
        if (saying.OfType<string>().FirstOrDefault(origins.ContainsKey) is not { } from) return reason;
        var origin = origins[from];
        var age = (int)TimeSpan.FromMilliseconds(Math.Max(0, time.UnixMs() - origin.At)).TotalDays;
        return reason with { Source = origin.Source, Since = origin.At, AgeDays = age, Stale = age >= field.ValidDays };
    }

    /// <summary>Without the values this reader may not read, and without the amount that would tell one of them.</summary>
    static Verdict Readable(Found found, Reader reader)
    {
        var verdict = found.Verdict;
        var tells = found.Scenario.Amounts.Segments.Any(s => s.Less is { } less && !FieldRights.ReadsInFull(reader, less));
        return verdict with
        {
            Conditions = [.. verdict.Conditions.Select(reason => reason.IsReadBy(reader) ? reason : new(reason.Text, reason.Held, Hidden, Clause: reason.Clause))],
            Amount = tells && verdict.Amount is { } amount ? amount with { Fen = null, Text = Hidden } : verdict.Amount,
        };
    }

    public IReadOnlyList<CaseResult> Cases(Scenario scenario) => GoldenCases.Run(scenario, fields);
}

using OneTable.Services.Data;
using OneTable.Services.Dictionary;
using OneTable.Services.Registry;

namespace OneTable.Services.Scenarios;

/// <summary>Answers questions about scenarios: what one says of a person, and why.</summary>
public sealed class ScenarioDesk(FieldCatalog fields, Ledger ledger, Seal seal, TimeProvider time)
{
    const string Hidden = "（不给看）";

    /// <summary>Null where nobody has that id. Callers have checked whom they may ask about.</summary>
    public Verdict? Explain(Tx tx, Scenario scenario, long personId, DateOnly on, Reader reader)
    {
        if (SubjectValues.Load(tx, Subject.Person, scenario.Asked, scenario.Amounts.Fields, [personId]) is not [var person]) return null;
        var origins = Ledger.Origins(tx, Subject.Person, personId);
        var (verdict, terms) = (Verdict.Of(scenario, person, on), scenario.Condition.Terms.ToList());
        return verdict with { Conditions = [.. verdict.Conditions.Select((reason, at) => at < terms.Count ? Sourced(reason, terms[at]) : reason)] };

        VerdictReason Sourced(VerdictReason reason, Condition term)
        {
            if (!term.Fields.All(f => FieldRights.ReadsInFull(reader, f))) return reason with { Value = Hidden };
            if (term is not Condition.Leaf { Field: var field }) return reason;
            var from = new[] { field.Label, ledger.MadeFrom(field)?.Label ?? "", field.Type == FieldType.Age ? Facts.ReckonedBirth : "" }.FirstOrDefault(origins.ContainsKey);
            if (from is null || !origins.TryGetValue(from, out var origin)) return reason;
            var stale = field.ValidDays is { } days && origin.At < time.UnixMs() - TimeSpan.FromDays(days).TotalMilliseconds;
            return reason with { Source = origin.Source, Since = origin.At, Stale = stale };
        }
    }

    /// <summary>Whom an id, an identity number or the number in their source means, for those who may ask about anybody.</summary>
    public long PersonOf(Tx tx, string text) =>
        tx.Value<long?>("SELECT id FROM people WHERE document_hash = @p0 OR id = @p1 ORDER BY id LIMIT 1", seal.Hash(text.ToUpperInvariant()), long.TryParse(text, out var id) ? id : 0)
        ?? tx.Value<long?>("SELECT MIN(id) FROM people WHERE source_number = @p0 HAVING COUNT(*) = 1", text)
        ?? throw new Refusal("not_found", $"没有这个人：{text}");

    public IReadOnlyList<CaseResult> Cases(Scenario scenario) => GoldenCases.Run(scenario, fields);
}

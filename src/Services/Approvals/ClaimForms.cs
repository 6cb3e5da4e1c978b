using OneTable.Services.Data;
using OneTable.Services.Dictionary;
using OneTable.Services.Registry;
using OneTable.Services.Scenarios;
using OneTable.Services.Staff;

namespace OneTable.Services.Approvals;

/// <summary>One field of the form with what is known already.</summary>
/// <param name="Known">As people read it; masked where it is sealed, null where nobody knows.</param>
/// <param name="Disputed">Two sources say different things.</param>
public sealed record ClaimField(string Label, string Type, IReadOnlyList<string> Choices, string? Known, bool Sealed, string? Source, long? Since, bool Disputed);

/// <summary>What a step asks about the person, prefilled, and where the answers go: to the registry, like every other word (conflicts included).</summary>
public sealed class ClaimForms(FieldCatalog fields, Ledger ledger, Answers answers, Ownership ownership, ScenarioDesk desk)
{
    public const string Source = "办理";

    /// <summary>What the step confirms and, at the door, what the scenario does not know yet.</summary>
    List<Field> Asked(Tx tx, FlowStep step, Scenario scenario, long person, StaffMember me)
    {
        var missing = step.IsAtTheDoor && !step.File.Letter && desk.Explain(tx, scenario, person, Today(tx), me.Reader) is { } verdict
            ? verdict.Missing.Select(m => fields.Find(m.Field)).OfType<Field>().Select(f => f.IsWritten ? f : ledger.MadeFrom(f)).OfType<Field>() : [];
        return [.. step.Confirm.Concat(missing).DistinctBy(f => f.Label).Where(f => f.IsVisibleTo(me.Reader) && !f.IsKey)];
    }

    public IReadOnlyList<ClaimField> Open(Tx tx, FlowStep step, Scenario scenario, long person, StaffMember me)
    {
        var asked = Asked(tx, step, scenario, person, me);
        if (asked.Count == 0) return [];
        var known = SubjectValues.Load(tx, asked, [person]).Single();
        var origins = Ledger.Origins(tx, Subject.Person, person);
        var disputed = tx.Query<string>("SELECT field FROM conflicts WHERE kind = 'person' AND subject_id = @person AND open_key IS NOT NULL", new { person }).ToHashSet();
        return [.. asked.Select(f =>
        {
            var isSaid = origins.TryGetValue(f.Label, out var said);
            return new ClaimField(f.Label, f.IsWritten ? f.Type.ToString().ToLowerInvariant() : "shown", Choices(f), ledger.Shown(f, known.Kept(f)), f.IsSealed,
                isSaid ? said.Source : null, isSaid ? said.At : null, disputed.Contains(f.Label));
        })];
    }

    static IReadOnlyList<string> Choices(Field field) => field.Type == FieldType.Bool ? ["是", "否"] : [.. (field.CodeSet?.Codes ?? []).Select(c => c.Label)];

    /// <summary>Writes what was changed, and says again what was looked at and found right. Answers in words what became of it.</summary>
    internal string Take(Tx tx, Claim claim, FlowStep step, Scenario scenario, Whereabouts person, StaffMember me, ClaimOrder order)
    {
        var asked = Asked(tx, step, scenario, person.Id, me).Where(f => f.IsWritten).ToDictionary(f => f.Label);
        var said = new Dictionary<string, string?>();
        foreach (var (label, text) in order.Answers ?? new Dictionary<string, string?>())
        {
            if (!asked.TryGetValue(label, out var field)) throw new Refusal("unknown_field", $"“{label}”不是这一步要核对的。");
            if (FieldInput.Read(field, text) is { } value) said[label] = value;
        }
        var origin = new Origin(Source, me.Name, scenario.Title);
        var done = said.Count == 0 ? default : answers.Take(tx, me, Subject.Person, person, said, order.OpenedAt, origin);
        var confirmed = 0;
        foreach (var field in asked.Values.Where(f => !said.ContainsKey(f.Label) && ownership.Owns(me, f, person) && Ledger.Kept(tx, f, person.Id) is not (null or ['?', _])))
        {
            Ledger.Confirm(tx, field, person.Id, origin);
            confirmed++;
        }
        return $"核对{confirmed}项" + (done.Written > 0 ? $"，改{done.Written}项" : "") + (done.Conflicts > 0 ? $"，{done.Conflicts}项说法不一待核对" : "");
    }

    /// <summary>What the scenario would pay today.</summary>
    public Amount? AmountOf(Tx tx, Scenario scenario, long person) => scenario.Amounts.Segments.Count == 0 ? null
        : scenario.Amounts.Of(SubjectValues.Load(tx, scenario.Amounts.Fields.Distinct(), [person]).Single(), Today(tx));

    static DateOnly Today(Tx tx) => DateOnly.FromDateTime(BeijingTime.Of(tx.Now).DateTime);
}

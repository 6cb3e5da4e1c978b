using OneTable.Services.Data;
using OneTable.Services.Dictionary;
using OneTable.Services.Registry;
using OneTable.Services.Staff;

namespace OneTable.Services.Scenarios.Why;

/// <summary>A question of the next visit.</summary>
/// <param name="Choices">Buttons; empty where it is typed.</param>
/// <param name="HasNone">Whether 没有 is an answer.</param>
/// <param name="Decides">The scenarios it brings on.</param>
public sealed record DoorQuestion(
    long PersonId, string Name, string Field, string Question, string Type, IReadOnlyList<Choice> Choices, bool HasNone, IReadOnlyList<string> Decides);

/// <summary>What a worker reads before the door opens: what these people may have, and the few questions that would tell more.</summary>
public sealed record DoorPage(IReadOnlyList<DoorQuestion> Questions, IReadOnlyList<DoorMatter> Matters);

public sealed record DoorMatter(long PersonId, string Name, string Scenario, string Title, string Outcome, string OutcomeText, string? Amount, string? From);

/// <summary>Joins what all scenarios of a household still have to know into the shortest list of questions, the most money first.</summary>
public sealed class DoorQuestions(ScenarioList scenarios, FieldCatalog fields, Edits edits, Ownership ownership, Ledger ledger)
{
    const int HouseholdMax = 12, AskAgainDays = 90, MonthsOfYear = 12;

    sealed record Member(long Id, string Name);

    /// <summary>The person and who lives behind the same door, as far as this worker sees them.</summary>
    public DoorPage Of(Tx tx, StaffMember me, long personId, DateOnly on)
    {
        Ownership.Require(tx, me, personId);
        var people = tx.Query<Member>($"""
            SELECT p.id AS Id, p.name AS Name FROM people p WHERE (p.id = @personId OR p.living_household_id = (SELECT living_household_id FROM people WHERE id = @personId))
            AND p.status <> '3' AND {Seen.Person} ORDER BY CASE WHEN p.id = @personId THEN 0 ELSE 1 END, p.birth_date, p.id LIMIT {HouseholdMax}
            """, new { personId, me.Scope.From, me.Scope.To }).ToList();
        var asked = scenarios.All(tx).Where(s => !s.File.OfTheDead && (s.IsClaimed || s.Moment is Moment.Holds) && FieldRights.MayList(me.Reader, s.Asked)).ToList();
        var values = ScenarioDesk.Values(tx, [.. people.Select(p => p.Id)], asked);
        var names = people.ToDictionary(p => p.Id, p => p.Name);
        var found = values.SelectMany(person => asked.Select(s => (Person: person, Scenario: s, Verdict: Verdict.Of(s, person, on))))
            .Where(f => !f.Verdict.Receiving && ScenarioDesk.StoppedBy(f.Scenario, f.Person, on) is null).ToList();
        var open = found.Where(f => f.Verdict.Outcome == Outcome.Unknown).SelectMany(f => f.Verdict.Missing.Where(m => names.ContainsKey(m.PersonId))
            .Select(m => new Open(m.PersonId, fields.WrittenBy(fields.Find(m.Field)!), f.Scenario, 1.0 / f.Verdict.Missing.Count, MostInAYear(f.Scenario, f.Person, on))));
        var questions = open.Where(q => q.Field?.IsVisibleTo(me.Reader) == true).GroupBy(q => (q.PersonId, q.Field!.Label))
            .OrderByDescending(g => g.Sum(q => q.Share * q.Fen)).ThenByDescending(g => g.Sum(q => q.Share))
            .Select(g => Question(g.Key.PersonId, names[g.Key.PersonId], g.First().Field!, [.. g.Select(q => q.Scenario.Title).Distinct()]))
            .Where(q => !WasAnswered(tx, q, on));
        var matters = found.Where(f => f.Scenario.IsClaimed).Select(f => Matter(f.Person, names[f.Person.Id], f.Scenario, f.Scenario.TellsMoneyTo(me.Reader) ? f.Verdict : f.Verdict with { Amount = null }, on))
            .Where(m => m.Outcome != Outcome.NotEligible.Word() || m.From is not null).OrderBy(m => m.Outcome, StringComparer.Ordinal).ThenBy(m => m.Amount is null);
        return new([.. questions], [.. matters]);
    }

    /// <param name="Share">One of two questions that decide a matter decides half of it.</param>
    /// <param name="Fen">The most it may come to in a year.</param>
    sealed record Open(long PersonId, Field? Field, Scenario Scenario, double Share, double Fen);

    /// <summary>Writes an answer down. Sent twice it counts once; what somebody else found out meanwhile stands.</summary>
    public Edited Answer(Tx tx, StaffMember me, long personId, string? label, string? text)
    {
        if (string.IsNullOrWhiteSpace(text)) throw new Refusal("value_needed", "请点一个答案。");
        var field = ownership.Writable(me, Subject.Person, label);
        Ownership.Require(tx, me, personId);
        var known = Ledger.Locked(tx, field, personId);
        return known is not (null or ['?', _]) && !IsMine(tx, me, field, personId) ? new("known") : edits.Save(tx, me, Subject.Person, personId, new(label, text, null, null, null));
    }

    /// <summary>A slip of the own finger may be put right.</summary>
    bool IsMine(Tx tx, StaffMember me, Field field, long personId) =>
        ledger.History(tx, field, personId, me.Reader).Entries is [var last, ..] && last.Actor == me.Name && last.Source == Ownership.SourceOf(me);

    DoorMatter Matter(SubjectValues person, string name, Scenario scenario, Verdict verdict, DateOnly on) => new(person.Id, name, scenario.Name, scenario.Title, verdict.Outcome.Word(),
        verdict.Outcome switch { Outcome.Eligible => "可能符合", Outcome.Unknown => "还差几样", _ => "还没到日子" },
        verdict.Outcome == Outcome.Eligible ? verdict.Amount?.Text : null, verdict.Outcome == Outcome.Eligible ? null : FirstDay.Of(scenario, person, on)?.Iso());

    static DoorQuestion Question(long personId, string name, Field field, IReadOnlyList<string> decides) => new(personId, name, field.Label, MissingFacts.Text(field), field.Type.ToString().ToLowerInvariant(),
        field.Type == FieldType.Bool ? [new("1", "是"), new("0", "不是")] : Edits.Choices(field), field.Type != FieldType.Bool && field.CodeSet?.CodeOf("无") is null && field.Group != "基本信息", decides);

    /// <summary>Who did not know or did not want to say is left in peace for a while.</summary>
    bool WasAnswered(Tx tx, DoorQuestion question, DateOnly on) => Ledger.Kept(tx, fields.Find(question.Field)!, question.PersonId) is ['?', '1' or '2']
        && Ledger.LastSaid(tx, fields.Find(question.Field)!, question.PersonId) is { } said && said.At > BeijingTime.UnixMs(on.AddDays(-AskAgainDays), TimeOnly.MinValue);

    static double MostInAYear(Scenario scenario, SubjectValues person, DateOnly on) => scenario.Amounts.Segments.Where(s => s.IsValidOn(on) && s.When.Holds(person, on) != false)
        .Select(s => s.Fen * (s.Per == "month" ? MonthsOfYear : 1.0)).DefaultIfEmpty(0).Max();
}

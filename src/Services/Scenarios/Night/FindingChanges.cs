using OneTable.Services.Data;

namespace OneTable.Services.Scenarios.Night;

/// <summary>
/// What differs between what was found before and what is found now. It is written in parts; a part that was written before, by a
/// run that died or by another instance, changes nothing.
/// </summary>
sealed class FindingChanges
{
    const int WritesMax = 1000;
    readonly List<(Finding Row, string Why)> left = [];
    readonly List<Finding> changed = [], added = [];

    public int Count => left.Count + changed.Count + added.Count;

    /// <summary>Whom it is about.</summary>
    public IEnumerable<long> People => left.Select(l => l.Row.PersonId).Concat(changed.Concat(added).Select(f => f.PersonId));

    /// <param name="known">All rows of the scenario and the person.</param>
    public void Add(Scenario scenario, long person, Judged judged, PersonPlace? place, IEnumerable<Finding> known, DateOnly on)
    {
        var open = judged.Occasion;
        var rows = known as IReadOnlyCollection<Finding> ?? [.. known];
        // What begins when it holds is the same matter until it holds no more.
        var same = open is null ? null : rows.FirstOrDefault(f => scenario.Moment is Moment.Holds ? f.LeftOn is null || f.Occasion == open.Key : f.Occasion == open.Key);
        left.AddRange(rows.Where(f => f.LeftOn is null && f != same).Select(f => (f, judged.Why ?? Judging.Over)));
        if (open is null || place is null) return;
        var day = on.Iso();
        if (same is null)
            added.Add(new(0, scenario.Name, person, open.Key, scenario.Version, open.Day?.Iso(), open.Until?.Iso(), place.Division, place.Household, day, null, null, day, null, null));
        else
        {
            var now = same with
            {
                Version = scenario.Version, DivisionCode = place.Division, HouseholdId = place.Household,
                Day = scenario.Moment is Moment.Holds ? same.Day : open.Day?.Iso(), UntilDay = open.Until?.Iso(),
            };
            if (same.LeftOn is not null) now = now with { LeftOn = null, LeftWhy = null, FoundOn = day, DueOn = day };
            if (now != same) changed.Add(now);
        }
    }

    /// <summary>In parts, each small enough for others to write in between; the last one belongs to the caller's transaction.</summary>
    public IEnumerable<Action<Tx>> Parts(DateOnly on)
    {
        foreach (var part in left.Chunk(WritesMax)) yield return tx => Leave(tx, part, on.Iso());
        foreach (var part in changed.Chunk(WritesMax)) yield return tx => Change(tx, part);
        foreach (var part in added.Chunk(WritesMax)) yield return tx => Insert(tx, part);
    }

    /// <summary>Of what nobody was told yet nothing has to be taken back.</summary>
    static void Leave(Tx tx, (Finding Row, string Why)[] part, string day)
    {
        foreach (var (row, why) in part)
            tx.Run("UPDATE findings SET left_on = @p1, left_why = @p2, due_on = CASE WHEN acted_at IS NULL THEN NULL ELSE @p1 END WHERE id = @p0 AND left_on IS NULL", row.Id, day, why);
    }

    static void Change(Tx tx, Finding[] part)
    {
        foreach (var f in part)
            tx.Run("""
                UPDATE findings SET due_on = CASE WHEN left_on IS NULL THEN due_on ELSE @p6 END, version = @p1, division_code = @p2, household_id = @p3, day = @p4,
                  until_day = @p5, found_on = @p6, left_on = NULL, left_why = NULL WHERE id = @p0
                """, f.Id, f.Version, f.DivisionCode, f.HouseholdId, f.Day, f.UntilDay, f.FoundOn);
    }

    static void Insert(Tx tx, Finding[] part)
    {
        var rows = new Rows("findings", "id", "scenario", "person_id", "occasion", "version", "day", "until_day", "division_code", "household_id", "found_on", "due_on") { OnlyNew = true };
        var id = tx.NextIds(part.Length);
        foreach (var f in part)
            rows.Add(id++, f.Scenario, f.PersonId, f.Occasion, f.Version, f.Day, f.UntilDay, f.DivisionCode, f.HouseholdId, f.FoundOn, f.DueOn);
        rows.Write(tx);
    }
}

using System.Data.Common;
using System.Diagnostics.Metrics;
using OneTable.Services.Data;
using OneTable.Services.Scenarios.Night;

namespace OneTable.Services.Scenarios.Publishing;

/// <summary>How many scenarios run, are off and cannot be read, and what became of whom they found, for whoever watches the host.</summary>
public sealed class ScenarioFigures
{
    readonly Database db;

    public ScenarioFigures(Database db, ScenarioList scenarios, IMeterFactory meters)
    {
        this.db = db;
        var meter = meters.Create("OneTable");
        meter.CreateObservableGauge("onetable_scenarios", () => Measure(tx =>
            [("on", scenarios.On(tx).Count), ("off", ScenarioSwitch.Off(tx).Count), ("broken", scenarios.Broken(tx).Count)]), description: "Scenarios by state; a broken one finds nobody");
        meter.CreateObservableGauge("onetable_findings", () => Measure(tx =>
            [("now", Finding.Count(tx)), ("due", Finding.Count(tx, "due_on IS NOT NULL")), ("to_plan", DayPlan.Count(tx, null))]),
            description: "What scenarios found: open now, not acted on yet, and visits that wait to be planned");
    }

    IEnumerable<Measurement<long>> Measure(Func<Tx, (string State, long Count)[]> count)
    {
        try
        {
            return [.. db.Read(count).Select(s => new Measurement<long>(s.Count, new KeyValuePair<string, object?>("state", s.State)))];
        }
        catch (DbException)
        {
            return []; // all else is still measured while the database is away
        }
    }
}

using System.Data.Common;
using System.Diagnostics.Metrics;
using OneTable.Services.Data;

namespace OneTable.Services.Scenarios.Publishing;

/// <summary>How many scenarios run, are off and cannot be read, for whoever watches the host.</summary>
public sealed class ScenarioFigures
{
    readonly Database db;
    readonly ScenarioList scenarios;

    public ScenarioFigures(Database db, ScenarioList scenarios, IMeterFactory meters)
    {
        (this.db, this.scenarios) = (db, scenarios);
        meters.Create("OneTable").CreateObservableGauge("onetable_scenarios", Measure, description: "Scenarios by state; a broken one finds nobody");
    }

    IEnumerable<Measurement<long>> Measure()
    {
        try
        {
            var (on, off, broken) = db.Read(tx => (scenarios.On(tx).Count, ScenarioSwitch.Off(tx).Count, scenarios.Broken(tx).Count));
            return [.. new[] { ("on", on), ("off", off), ("broken", broken) }.Select(s => new Measurement<long>(s.Item2, new KeyValuePair<string, object?>("state", s.Item1)))];
        }
        catch (DbException)
        {
            return []; // all else is still measured while the database is away
        }
    }
}

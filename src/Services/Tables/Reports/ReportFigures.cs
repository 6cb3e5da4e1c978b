using System.Data.Common;
using System.Diagnostics.Metrics;
using OneTable.Services.Data;

namespace OneTable.Services.Tables.Reports;

/// <summary>Reports by state, for whoever watches the host.</summary>
public sealed class ReportFigures
{
    readonly Database db;

    public ReportFigures(Database db, IMeterFactory meters)
    {
        this.db = db;
        meters.Create("OneTable").CreateObservableGauge("onetable_reports", Measure, description: "Reports by state");
    }

    IEnumerable<Measurement<long>> Measure()
    {
        try
        {
            var counts = db.Read(Report.Counts);
            return [.. ReportState.All.Select(state => new Measurement<long>(counts.GetValueOrDefault(state), new KeyValuePair<string, object?>("state", state)))];
        }
        catch (DbException)
        {
            return []; // all else is still measured while the database is away
        }
    }
}

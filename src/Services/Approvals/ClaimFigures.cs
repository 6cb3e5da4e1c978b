using System.Data.Common;
using System.Diagnostics.Metrics;
using OneTable.Services.Data;
using OneTable.Services.Divisions;
using OneTable.Services.Registry;

namespace OneTable.Services.Approvals;

/// <summary>One step over the last days. Hours are those that passed, nights included.</summary>
public sealed record StepFigure(string Flow, string Step, string Title, int Open, int Late, int Done, double? MedianHours, double? LongestHours);

/// <param name="OrderHours">The median from the visit's form to the payment order: what took 72 hours once.</param>
public sealed record ClaimOverview(int Open, int Late, int ToPay, int EndedInDays, double? OrderHours, IReadOnlyList<StepFigure> Steps);

/// <summary>How long each step takes and what is late, for the console and for whoever watches the host.</summary>
public sealed class ClaimFigures
{
    public const int Days = 30;
    const long DayMs = 24 * 3600 * 1000L;
    const double HourMs = 3600 * 1000.0;
    const int RowsMax = 20_000;
    readonly Database db;
    readonly FlowList flows;

    public ClaimFigures(Database db, FlowList flows, IMeterFactory meters)
    {
        (this.db, this.flows) = (db, flows);
        var meter = meters.Create("OneTable");
        meter.CreateObservableGauge("onetable_claims_open", () => Measure(late: false), description: "Running claims by flow and step");
        meter.CreateObservableGauge("onetable_claims_late", () => Measure(late: true), description: "Running claims past the limit of their step");
    }

    sealed record Stay
    {
        public string Flow { get; init; } = "";
        public string Step { get; init; } = "";
        public long EnteredAt { get; init; }
        public long LeftAt { get; init; }
    }

    sealed record Count
    {
        public string Flow { get; init; } = "";
        public string Step { get; init; } = "";
        public int Open { get; init; }
        public int? Late { get; init; }
    }

    public ClaimOverview Overview(Tx tx, Scope scope, IReadOnlyCollection<string> scenarios)
    {
        if (scenarios.Count == 0) return new(0, 0, 0, 0, null, []);
        var args = new { scope.From, scope.To, scenarios, now = tx.Now, since = tx.Now - Days * DayMs };
        var where = $"JOIN people p ON p.id = c.person_id WHERE {Seen.Person} AND c.scenario IN @scenarios";
        var open = tx.Query<Count>($"""
            SELECT c.flow AS Flow, c.step AS Step, COUNT(*) AS Open, SUM(CASE WHEN c.due_at < @now THEN 1 ELSE 0 END) AS Late FROM claims c {where} AND c.state = 'open' GROUP BY c.flow, c.step
            """, args).ToDictionary(c => (c.Flow, c.Step));
        var stays = tx.Query<Stay>($"""
            SELECT c.flow AS Flow, r.step AS Step, r.entered_at AS EnteredAt, r.left_at AS LeftAt FROM claim_rounds r JOIN claims c ON c.id = r.claim_id {where}
            AND r.left_at >= @since ORDER BY r.left_at DESC LIMIT {RowsMax}
            """, args).ToLookup(s => (s.Flow, s.Step), s => (s.LeftAt - s.EnteredAt) / HourMs);
        var ended = tx.Count<int>($"SELECT COUNT(*) FROM claims c {where} AND c.state <> 'open' AND c.ended_at >= @since", args);
        var steps = open.Keys.Select(k => k.Flow).Concat(stays.Select(s => s.Key.Flow)).Distinct().Order(StringComparer.Ordinal).SelectMany(name =>
        {
            var flow = flows.Require(tx, name);
            return flow.Steps.Select(s => new StepFigure(name, s.Name, s.Title, open.GetValueOrDefault((name, s.Name))?.Open ?? 0, open.GetValueOrDefault((name, s.Name))?.Late ?? 0,
                stays[(name, s.Name)].Count(), Median([.. stays[(name, s.Name)]]), stays[(name, s.Name)].Select(h => (double?)Math.Round(h, 2)).Max()));
        }).ToList();
        return new(open.Values.Sum(c => c.Open), open.Values.Sum(c => c.Late ?? 0), ToPay(tx, args), ended, OrderHours(tx, where, args), steps);
    }

    /// <summary>Approved, and on no list yet.</summary>
    static int ToPay(Tx tx, object args) => tx.Count<int>($"""
        SELECT COUNT(*) FROM claims c JOIN people p ON p.id = c.person_id WHERE {Seen.Person} AND c.scenario IN @scenarios AND c.state = 'open' AND c.decision = 'approved'
        AND NOT EXISTS (SELECT 1 FROM paid_items i WHERE i.claim_id = c.id AND i.outcome IS NULL)
        """, args);

    /// <summary>From the end of the first visit to the first list.</summary>
    static double? OrderHours(Tx tx, string where, object args) => Median([.. tx.Query<(long From, long To)>($"""
        SELECT MIN(r.left_at), MIN(l.made_at) FROM claims c JOIN claim_rounds r ON r.claim_id = c.id AND r.round_no = 1 JOIN paid_items i ON i.claim_id = c.id
        JOIN paid_lists l ON l.id = i.list_id {where} AND l.made_at >= @since AND r.left_at IS NOT NULL GROUP BY c.id
        """, args).Select(t => (t.To - t.From) / HourMs)]);

    static double? Median(List<double> hours)
    {
        if (hours.Count == 0) return null;
        hours.Sort();
        return Math.Round((hours[(hours.Count - 1) / 2] + hours[hours.Count / 2]) / 2, 2);
    }

    IEnumerable<Measurement<long>> Measure(bool late)
    {
        try
        {
            return [.. db.Read(tx => tx.Query<(string Flow, string Step, long Count)>($"""
                SELECT flow, step, COUNT(*) FROM claims WHERE state = 'open' {(late ? "AND due_at < @Now" : "")} GROUP BY flow, step
                """, new { tx.Now }).ToList()).Select(c => new Measurement<long>(c.Count, new("flow", c.Flow), new KeyValuePair<string, object?>("step", c.Step)))];
        }
        catch (DbException)
        {
            return []; // all else is still measured while the database is away
        }
    }
}

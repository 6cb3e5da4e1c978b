using OneTable.Services.Data;
using OneTable.Services.Dictionary;
using OneTable.Services.Registry;
using OneTable.Services.Runs;
using OneTable.Services.Staff;

namespace OneTable.Services.Tables.Returning;

/// <summary>Which differences are taken over: all that are open, or those of a kind, a column, a row.</summary>
public sealed record Acceptance(string? Kind = null, int? Sheet = null, int? Column = null, long? Row = null);

public sealed record Accepted(long Written, long Conflicts, long Refused);

/// <summary>
/// Takes differences over as entries whose source is the table: blanks are filled, a returned table corrects itself, what contradicts
/// becomes a conflict. Against the registry as it is now, and with the rights of whoever accepts.
/// </summary>
public sealed class ReturnAccept(Database db, FieldCatalog fields, Subjects subjects, Seal seal)
{
    const int CellsMax = 500;
    static readonly TimeSpan staleAfter = TimeSpan.FromMinutes(2);

    /// <summary>Written down before it runs.</summary>
    public long At => db.Time.UnixMs();

    public async Task<Accepted> RunAsync(Return kept, Acceptance which, StaffMember me, long at, CancellationToken stop = default)
    {
        var (_, run) = await db.WriteAsync(tx => HeldRun.Claim(tx, kept.AcceptJob, at, me.Name, staleAfter, waited: true, kept.DivisionCode));
        if (run is null) return new(0, 0, 0);
        var (sum, done) = (new Accepted(0, 0, 0), 0);
        try
        {
            var total = db.Read(tx => tx.Count<int>($"SELECT COUNT(*) FROM return_cells WHERE {Where(which)}", Arguments(kept, which, me)));
            while (total > 0)
            {
                stop.ThrowIfCancellationRequested();
                var (goes, cells) = await db.WriteAsync(tx =>
                {
                    var some = Next(tx, kept, which, me);
                    foreach (var row in some.GroupBy(c => (c.Sheet, c.Number))) sum = Take(tx, kept, me, [.. row], sum);
                    return (run.Beat(tx, kept.AcceptJob, at, done += some.Count, total), some.Count);
                });
                if (cells == 0) break;
                if (!goes) throw new ReturnDesk.Stopped();
            }
            await db.WriteAsync(tx => run.End(tx, RunState.Done, sum));
            ReturnDesk.Returns.Add(1, new KeyValuePair<string, object?>("outcome", "accepted"));
            return sum;
        }
        catch (Exception e)
        {
            var stopped = e is ReturnDesk.Stopped or OperationCanceledException;
            await db.WriteAsync(tx => run.End(tx, stopped ? RunState.Cancelled : RunState.Failed, stopped ? sum : new { error = "收到一半出错了，收下的还在，请再点一次。" }));
            if (!stopped) throw;
            return sum;
        }
    }

    /// <summary>The next rows that have something open; whatever was looked at is open no more.</summary>
    IReadOnlyList<ReturnStore.Cell> Next(Tx tx, Return kept, Acceptance which, StaffMember me) =>
        [.. tx.Query<ReturnStore.Cell>($"{ReturnStore.Cells} WHERE {Where(which)} ORDER BY sheet, row_no, column_no LIMIT {CellsMax}" + tx.ForUpdate, Arguments(kept, which, me))];

    static string Where(Acceptance which) => "return_id = @Id AND state = 'open' AND kind IN @kinds AND field IN @labels"
        + (which.Sheet is null ? "" : " AND sheet = @Sheet") + (which.Column is null ? "" : " AND column_no = @Column") + (which.Row is null ? "" : " AND row_no = @Row");

    object Arguments(Return kept, Acceptance which, StaffMember me) => new
    {
        kept.Id, kinds = CellKind.Open.Where(k => which.Kind is null || k == which.Kind).DefaultIfEmpty("-"), which.Sheet, which.Column, which.Row,
        labels = fields.All.Where(f => f.IsWritten && f.IsVisibleTo(me.Reader)).Select(f => f.Label),
    };

    Accepted Take(Tx tx, Return kept, StaffMember me, IReadOnlyList<ReturnStore.Cell> row, Accepted sum)
    {
        var origin = new Origin(CellCompare.Source, me.Name, Reason(kept, row[0].Number));
        foreach (var group in row.GroupBy(c => (fields.Find(c.Field)!.Subject, c.SubjectId)))
        {
            var all = Propose(tx, me, group.Key.Subject, group.Key.SubjectId, [.. group], origin);
            if (all is { } done)
            {
                foreach (var cell in group) ReturnStore.Settle(tx, kept.Id, cell, cell.Kind, CellState.Accepted, cell.Kind == CellKind.Conflict ? "已经送去核对" : null);
                sum = sum with { Written = sum.Written + done.Written, Conflicts = sum.Conflicts + done.Conflicts };
                continue;
            }
            foreach (var cell in group) // one of them cannot be: the others are taken over without it
            {
                var (one, why) = Try(() => Propose(tx, me, group.Key.Subject, group.Key.SubjectId, [cell], origin, mustGo: true));
                ReturnStore.Settle(tx, kept.Id, cell, one is null ? CellKind.Unreadable : cell.Kind, one is null ? CellState.Open : CellState.Accepted, why);
                sum = new(sum.Written + (one?.Written ?? 0), sum.Conflicts + (one?.Conflicts ?? 0), sum.Refused + (one is null ? 1 : 0));
            }
        }
        return sum;
    }

    /// <summary>Null where it was refused.</summary>
    Proposed? Propose(Tx tx, StaffMember me, Subject subject, long id, IReadOnlyList<ReturnStore.Cell> cells, Origin origin, bool mustGo = false)
    {
        var facts = cells.ToDictionary(c => c.Field!, c => CellSaid.Open(seal, c.SaidSealed).Value);
        try
        {
            Ownership.Require(tx, me, subject, id);
            return subjects.Propose(tx, subject, id, facts, origin);
        }
        catch (Refusal) when (!mustGo)
        {
            return null;
        }
    }

    static (Proposed? Done, string? Why) Try(Func<Proposed?> act)
    {
        try { return (act(), null); }
        catch (Refusal e) { return (null, e.Message); }
    }

    /// <summary>「低保对象动态管理表」第 12 行，王丽交回.</summary>
    internal static string Reason(Return kept, long row) => $"「{kept.TableName}」第 {row} 行，{kept.Actor}交回";
}

using System.IO.Pipelines;
using OneTable.Services.Data;
using OneTable.Services.Divisions;
using OneTable.Services.Files;
using OneTable.Services.Runs;
using OneTable.Services.Tables.Forms;
using OneTable.Services.Tables.Tracing;

namespace OneTable.Services.Tables.Filling;

/// <summary>Fills beside the request that asked for it: a run that shows how far it is and can be stopped; the file lies sealed for a day.</summary>
public sealed class FillDesk(Database db, FormFiller filler, FormDesk forms, DivisionTree divisions, TraceLog traces, Seal seal, string folder)
{
    const long BytesMax = 400L << 20;
    static readonly TimeSpan staleAfter = TimeSpan.FromMinutes(2), keptFor = TimeSpan.FromDays(1);

    sealed class Stopped : Exception;

    /// <summary>A fill that is written down and ready to run.</summary>
    public sealed record Ready(Trace Trace, KeptForm Kept, FillOrder Order, int Total);

    /// <summary>What cannot be filled is said before anything is written down.</summary>
    public async Task<Ready> PrepareAsync(KeptForm kept, FillOrder order)
    {
        forms.Open(kept).Dispose();
        var total = filler.Count(kept.Form, order);
        return new(await traces.BeginAsync(TraceKind.Fill, kept.FileName, NameOf(kept, order), order.Scope.Code, order.Viewer), kept, order, total);
    }

    /// <summary>To its end, or until somebody stops it; then nothing of it stays but who began it.</summary>
    public async Task RunAsync(Ready ready, CancellationToken stop = default)
    {
        var (trace, job) = (ready.Trace, JobOf(ready.Trace));
        var (_, run) = await db.WriteAsync(tx => HeldRun.Claim(tx, job, trace.At, trace.Viewer, staleAfter, waited: true, trace.DivisionCode));
        if (run is null) return;
        var path = PathOf(trace);
        try
        {
            Directory.CreateDirectory(folder);
            var (result, key) = await FillAsync(ready, path + ".partial", rows =>
            {
                if (!db.WriteAsync(tx => run.Beat(tx, job, trace.At, rows, ready.Total)).GetAwaiter().GetResult()) throw new Stopped();
            }, stop);
            File.Move(path + ".partial", path, overwrite: true);
            await traces.EndAsync(trace, result.Rows);
            await db.WriteAsync(tx =>
            {
                tx.Run("UPDATE traces SET file_key = @p1 WHERE id = @p0", trace.Id, seal.Close(key));
                run.End(tx, RunState.Done, new { result.Rows, result.Unknown, result.CellsFilled, result.CellsAsked });
            });
        }
        catch (Exception e)
        {
            File.Delete(path + ".partial");
            var stopped = e is Stopped or OperationCanceledException;
            var error = e is Refusal ? e.Message : "填到一半出错了，请再试一次。";
            await db.WriteAsync(tx => run.End(tx, stopped ? RunState.Cancelled : RunState.Failed, stopped ? null : new { error }));
            if (!stopped) throw;
        }
    }

    /// <summary>What the filler writes is sealed on its way to the disk.</summary>
    async Task<(FillResult Result, string Key)> FillAsync(Ready ready, string path, Action<int> each, CancellationToken stop)
    {
        var pipe = new Pipe();
        var kept = SealedFile.KeepAsync(pipe.Reader.AsStream(), path, BytesMax, stop);
        FillResult result;
        try
        {
            await using var to = pipe.Writer.AsStream(leaveOpen: true);
            result = await Task.Run(() => filler.Fill(ready.Kept.Form, () => forms.Open(ready.Kept), ready.Order, to, ready.Trace.Mark, each, stop), stop);
            await pipe.Writer.CompleteAsync();
        }
        catch (Exception e)
        {
            await pipe.Writer.CompleteAsync(e);
            await kept.ContinueWith(_ => { }, TaskScheduler.Default);
            throw;
        }
        return (result, (await kept).Key);
    }

    public Run? Find(Tx tx, RunLog runs, Trace trace) => runs.Of(tx, JobOf(trace), trace.At);

    /// <summary>The filled file, for who had it filled.</summary>
    /// <exception cref="Refusal">file_gone</exception>
    public Stream Open(Trace trace)
    {
        var key = seal.Open(db.Read(tx => tx.Value<string>("SELECT file_key FROM traces WHERE id = @p0", trace.Id)));
        return key is not null && File.Exists(PathOf(trace)) ? new SealedFile(PathOf(trace), key)
            : throw new Refusal("file_gone", "填好的文件只留一天，请再填一次。");
    }

    public async Task<int> SweepAsync()
    {
        var before = db.Time.UnixMs() - (long)keptFor.TotalMilliseconds;
        var old = db.Read(tx => tx.Query<long>("SELECT id FROM traces WHERE file_key IS NOT NULL AND at < @before", new { before }).ToList());
        foreach (var id in old)
        {
            File.Delete(Path.Combine(folder, $"{id}"));
            await db.WriteAsync(tx => tx.Run("UPDATE traces SET file_key = NULL WHERE id = @p0", id));
        }
        return old.Count;
    }

    static string JobOf(Trace trace) => "fill@" + trace.Code;

    string PathOf(Trace trace) => Path.Combine(folder, $"{trace.Id}");

    string NameOf(KeptForm kept, FillOrder order) =>
        $"{Path.GetFileNameWithoutExtension(kept.FileName)}_{divisions.FullName(order.Scope.Code)}_{db.Time.Today():yyyyMMdd}{order.Version switch
        {
            FillVersion.Clean => "_干净版",
            FillVersion.Public => "_公示版",
            _ => "",
        }}{Path.GetExtension(kept.FileName)}";
}

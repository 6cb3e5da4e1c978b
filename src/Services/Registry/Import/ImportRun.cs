using System.Threading.Channels;
using OneTable.Services.Addresses;
using OneTable.Services.Data;
using OneTable.Services.Dictionary;
using OneTable.Services.Divisions;
using OneTable.Services.Runs;
using OneTable.Services.Sheets;

namespace OneTable.Services.Registry.Import;

/// <summary>
/// Brings the rows of a file in, a transaction a chunk, each with the place it came to: what was killed goes on there. Reading,
/// checking and sealing go on while the chunk before is written; no more than a few chunks are ever in memory.
/// </summary>
public sealed class ImportRun(Database db, Subjects subjects, FieldCatalog fields, Seal seal, DivisionTree tree, AddressBook book)
{
    const int ChunkRows = 2_000, FamilyRows = 50, ChunksAhead = 1;
    public const string Family = "import";
    static readonly TimeSpan staleAfter = TimeSpan.FromSeconds(30), lookEvery = TimeSpan.FromSeconds(1);

    /// <summary>Ends the transaction of a chunk that was only tried.</summary>
    sealed class Tried(ImportCounts counts) : Exception
    {
        public ImportCounts Counts => counts;
    }

    sealed record Chunk(List<RowFacts> Rows, int Sheet, int LastRow);

    /// <summary>The run that brings a batch in, or that only tries it.</summary>
    public static string JobOf(long id, bool dry) => dry ? $"{Family}_try_{id}" : $"{Family}_{id}";

    /// <summary>The newest work on a batch: tried, brought in or taken back.</summary>
    public static Run? Last(Tx tx, long id) => RunLog.Newest(tx, JobOf(id, dry: false), JobOf(id, dry: true), ImportUndo.JobOf(id));

    /// <summary>The runs on batches that nobody is at any more, because their host died or was stopped.</summary>
    public static IEnumerable<(Run Run, ImportBatch Batch)> Abandoned(Tx tx) =>
        from run in RunLog.Silent(tx, Family + "_", tx.Now - 2 * (long)staleAfter.TotalMilliseconds) // a slow chunk is not a dead host
        let batch = ImportBatch.Find(tx, new(""), long.Parse(run.Job[(run.Job.LastIndexOf('_') + 1)..], System.Globalization.CultureInfo.InvariantCulture))
        where batch is not null
        select (run, batch);

    /// <summary>A try that did not come to its end is no longer under way.</summary>
    public static void GiveUp(Tx tx, Run run, ImportBatch batch)
    {
        new HeldRun(run.Id).End(tx, RunState.Failed, null);
        ImportBatch.Set(tx, batch.Id, ImportState.Ready, batch.Total);
    }

    /// <summary>Runs a batch to its end, or as far as it may; twice is once. Answers how it stands then.</summary>
    /// <param name="open">Finds the tables of the file, which takes its time for a long one: only when the run can be seen.</param>
    /// <param name="dry">Only says what would become of the rows.</param>
    public async Task<ImportBatch> RunAsync(ImportBatch batch, Func<IReadOnlyList<SheetTable>> open, bool dry, IProgress<(int Done, int Total)>? progress = null,
        CancellationToken stop = default)
    {
        var (total, runAt) = (batch.Total, dry ? db.Time.UnixMs() : batch.CreatedAt);
        if (await ClaimAsync(batch, JobOf(batch.Id, dry), runAt, stop) is not { } run) return Find(batch.Id);
        await db.WriteAsync(tx =>
        {
            if (dry || Find(batch.Id) is { Dry: true } or { State: ImportState.Ready or ImportState.Checked }) ImportBatch.Reset(tx, batch.Id, dry);
            ImportBatch.Set(tx, batch.Id, ImportState.Running, total);
        });
        batch = Find(batch.Id);
        var state = ImportState.Failed;
        bool Beat(Tx tx, long done) => run.Beat(tx, JobOf(batch.Id, dry), runAt, done, Math.Max(done, total));
        try
        {
            state = await WriteAsync(batch, await OpenAsync(open, tx => { Beat(tx, batch.RowsRead); }), Beat, total, progress, stop) ? batch.Dry ? ImportState.Checked : ImportState.Done : ImportState.Cancelled;
        }
        catch (OperationCanceledException)
        {
            state = ImportState.Running; // the host stops: another one, or this one started again, goes on
        }
        finally
        {
            await db.WriteAsync(tx =>
            {
                if (state == ImportState.Running) { run.Release(tx); return; }
                ImportBatch.End(tx, batch.Id, state);
                run.End(tx, state switch { ImportState.Cancelled => RunState.Cancelled, ImportState.Failed => RunState.Failed, _ => RunState.Done }, ImportBatch.Find(tx, new(batch.DivisionCode), batch.Id)!.Counts);
            });
        }
        return Find(batch.Id);
    }

    ImportBatch Find(long id) => db.Read(tx => ImportBatch.Find(tx, new(""), id))!;

    /// <summary>Waits for one that is at it; null where that one brought it to its end.</summary>
    async Task<HeldRun?> ClaimAsync(ImportBatch batch, string job, long runAt, CancellationToken stop)
    {
        for (var waited = false; ; waited = true)
        {
            var (found, run) = await db.WriteAsync(tx => HeldRun.Claim(tx, job, runAt, batch.Actor, staleAfter, waited, batch.DivisionCode));
            if (found != HeldRun.Found.Running) return run;
            await Task.Delay(lookEvery, stop);
        }
    }

    /// <summary>Looking a long file through takes longer than a silent run is believed in.</summary>
    async Task<IReadOnlyList<SheetTable>> OpenAsync(Func<IReadOnlyList<SheetTable>> open, Action<Tx> beat)
    {
        var opening = Task.Run(open);
        while (await Task.WhenAny(opening, Task.Delay(staleAfter / 3)) != opening) await db.WriteAsync(beat);
        return await opening;
    }

    async Task<bool> WriteAsync(ImportBatch batch, IReadOnlyList<SheetTable> tables, Func<Tx, long, bool> beat, long total, IProgress<(int, int)>? progress, CancellationToken stop)
    {
        var writer = new ChunkWriter(subjects, fields, seal, new(batch.DivisionCode), batch.Id, new(batch.Source, batch.Actor, $"导入 {batch.FileName}", batch.Id));
        using var ended = CancellationTokenSource.CreateLinkedTokenSource(stop);
        var ready = Channel.CreateBounded<Chunk>(ChunksAhead);
        var reading = Task.Run(() => ReadAsync(batch, tables, ready.Writer, ended.Token), CancellationToken.None);
        var done = batch.RowsRead;
        try
        {
            await foreach (var chunk in ready.Reader.ReadAllAsync(stop))
            {
                var counts = batch.Dry ? await TryAsync(writer, chunk) : default;
                done += chunk.Rows.Count;
                var goesOn = await db.WriteAsync(tx =>
                {
                    if (batch.Dry) ImportRefusals.Write(tx, batch.Id, [.. chunk.Rows.Where(r => r.IsRefused)]);
                    else counts = writer.Write(tx, chunk.Rows);
                    ImportBatch.Advance(tx, batch.Id, chunk.Sheet, chunk.LastRow, counts);
                    return beat(tx, done);
                });
                progress?.Report(((int)done, (int)Math.Max(done, total)));
                if (!goesOn) return false;
            }
            await reading;
            return true;
        }
        finally
        {
            await ended.CancelAsync();
        }
    }

    /// <summary>Writes a chunk and takes it back: what it would have led to.</summary>
    async Task<ImportCounts> TryAsync(ChunkWriter writer, Chunk chunk)
    {
        try
        {
            await db.WriteAsync(tx => { throw new Tried(writer.Write(tx, chunk.Rows)); });
            return default;
        }
        catch (Tried tried)
        {
            return tried.Counts;
        }
    }

    async Task ReadAsync(ImportBatch batch, IReadOnlyList<SheetTable> tables, ChannelWriter<Chunk> to, CancellationToken stop)
    {
        try
        {
            var places = new ImportPlaces(book, tree, new(batch.DivisionCode));
            foreach (var table in tables.Where(t => t.Sheet >= batch.Sheet))
            {
                var reader = new RowReader(fields, seal, places, table, db.Time.Today());
                var from = table.Sheet == batch.Sheet ? batch.RowNo : 0;
                foreach (var rows in Chunks(table, from))
                    await to.WriteAsync(new([.. rows.AsParallel().AsOrdered().Select(reader.Read)], table.Sheet, rows[^1].Number), stop);
            }
            to.Complete();
        }
        catch (Exception e)
        {
            to.TryComplete(e);
        }
    }

    /// <summary>So many rows; a family that stands together stays together.</summary>
    static IEnumerable<List<SheetRow>> Chunks(SheetTable table, int from)
    {
        var family = (table.Column(PersonHeadings.HouseholdNumber) ?? table.Column(PersonHeadings.Head))?.Index;
        var rows = new List<SheetRow>(ChunkRows + FamilyRows);
        foreach (var row in table.Rows())
        {
            if (row.Number <= from) continue;
            var full = rows.Count >= ChunkRows && (family is not { } f || row[f] != rows[^1][f] || rows.Count == ChunkRows + FamilyRows);
            if (full)
            {
                yield return rows;
                rows = new(ChunkRows + FamilyRows);
            }
            rows.Add(row);
        }
        if (rows.Count > 0) yield return rows;
    }
}

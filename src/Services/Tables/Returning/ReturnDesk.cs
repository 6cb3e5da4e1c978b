using System.Diagnostics.Metrics;
using System.Globalization;
using System.Text.RegularExpressions;
using OneTable.Services.Data;
using OneTable.Services.Dictionary;
using OneTable.Services.Divisions;
using OneTable.Services.Files;
using OneTable.Services.Runs;
using OneTable.Services.Sheets;
using OneTable.Services.Staff;
using OneTable.Services.Tables.Filling;
using OneTable.Services.Tables.Forms;
using OneTable.Services.Tables.Tracing;

namespace OneTable.Services.Tables.Returning;

/// <summary>Takes filled tables back: recognised again, read beside the registry as a run that can be stopped. Files and what was found are forgotten after some weeks.</summary>
public sealed partial class ReturnDesk(Database db, FormReader forms, FormDesk desk, ReturnReader reader, TableList tables, Seal seal, string folder)
{
    const int FileNameMax = 200, CodeMax = 16;
    static readonly TimeSpan staleAfter = TimeSpan.FromMinutes(2), keptFor = TimeSpan.FromDays(60);
    internal static readonly Counter<long> Returns = new Meter("OneTable.Tables").CreateCounter<long>("onetable.returns", description: "Filled tables that came back, by outcome");

    internal sealed class Stopped : Exception;

    /// <summary>A file as it is understood, before anything is kept.</summary>
    public sealed record Understood(Form Form, string TableName, string? TraceCode, long? MadeAt, DateOnly CutOff);

    /// <exception cref="Refusal">return_docx, return_counts and those of the file and the form</exception>
    public Understood Understand(Func<Stream> open, string fileName, Scope scope, Reader viewer)
    {
        if (fileName.EndsWith(".docx", StringComparison.OrdinalIgnoreCase)) throw new Refusal("return_docx", "Word 表请到这个人的页面上改。");
        using var file = SheetFile.Open(open(), fileName);
        var trace = file.TraceCode is { Length: <= CodeMax } code ? db.Read(tx => TraceLog.ByCode(tx, code)) : null;
        if (trace is not null && !scope.Contains(trace.DivisionCode) && !new Scope(trace.DivisionCode).Contains(scope.Code)) trace = null; // of others one learns nothing
        if (trace?.Kind == TraceKind.Statistics) throw new Refusal("return_counts", "统计表是算出来的，不用交回。");
        var template = trace?.Kind == TraceKind.Table ? db.Read(tx => tables.Find(tx, trace.What)) : null;
        var form = ReturnColumn.AsMade(forms.Read(file, fileName, scope.Code, viewer), template);
        if (form.Sheets.All(s => s.Subject == Subject.Case.Kind)) throw new Refusal("return_cases", "事项的表请到“事项”里办，不从表里收。");
        var named = template?.Name ?? form.Sheets.Select(s => s.Title).FirstOrDefault(t => t.Length > 0) ?? Path.GetFileNameWithoutExtension(fileName);
        return new(form, Notices.Texts.Cut(named, FileNameMax), trace?.Code, trace?.At, CutOff(file, form, trace) ?? db.Time.Today());
    }

    /// <summary>As the sheet says, or the name under which it left.</summary>
    static DateOnly? CutOff(SheetFile file, Form form, Trace? trace)
    {
        foreach (var sheet in form.Sheets)
        {
            var rows = file.Rows(sheet.Index).TakeWhile(r => r.Number <= sheet.HeaderLast).ToDictionary(r => r.Number);
            if ((FillAround.CutOff(sheet, rows) ?? rows.Values.Select(Said).FirstOrDefault(d => d is not null)) is { } day) return day;
        }
        return trace is not null && DayOfName().Match(trace.FileName) is { Success: true } name
            && DateOnly.TryParseExact(name.Groups[1].ValueSpan, "yyyyMMdd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var made) ? made : null;
    }

    static DateOnly? Said(SheetRow row) => row.Cells.OfType<string>().Select(c => DayOfFurniture().Match(c)).FirstOrDefault(m => m.Success) is { } said ? DateText.Day(said.Groups[1].Value) : null;

    /// <summary>Keeps the file and what its columns mean; a file that is refused leaves nothing.</summary>
    public async Task<Return> TakeAsync(Stream from, string fileName, Scope scope, StaffMember me, CancellationToken stop)
    {
        Directory.CreateDirectory(folder);
        fileName = fileName.Length <= FileNameMax ? fileName : fileName[^FileNameMax..];
        var path = Path.Combine(folder, Guid.NewGuid().ToString("N"));
        try
        {
            var (length, sha256, key) = await SealedFile.KeepAsync(from, path, SheetFile.BytesMax, stop);
            var found = Understand(() => new SealedFile(path, key), fileName, scope, me.Reader);
            var kept = await db.WriteAsync(tx => Return.Add(tx, new()
            {
                StaffId = me.Id, Actor = me.Name, DivisionCode = scope.Code, FileName = fileName, Sha256 = sha256, Length = length, FileKey = seal.Close(key),
                TableName = found.TableName, TraceCode = found.TraceCode, MadeAt = found.MadeAt, CutOff = found.CutOff.Iso(),
            }, found.Form));
            File.Move(path, PathOf(kept.Id));
            return kept;
        }
        catch (Exception e)
        {
            File.Delete(path);
            if (e is Refusal) Returns.Add(1, new KeyValuePair<string, object?>("outcome", "refused"));
            throw;
        }
    }

    internal static ReturnRules Rules(Return kept, Reader reader) => new(kept.Scope, reader, BeijingTime.Day(kept.CutOff), kept.MadeAt);

    /// <summary>Reads it to the end, or until somebody stops it.</summary>
    public async Task ReadAsync(Return kept, Reader viewer, Action<(long Done, long Total)>? each = null, CancellationToken stop = default)
    {
        var (_, run) = await db.WriteAsync(tx => HeldRun.Claim(tx, kept.ReadJob, kept.ReadAt, kept.Actor, staleAfter, waited: true, kept.DivisionCode));
        if (run is null) return;
        var (counts, total) = (new ReturnCounts(), ReturnReader.Total(kept.Form));
        try
        {
            await db.WriteAsync(tx => ReturnStore.Clear(tx, kept.Id));
            using var file = Open(kept);
            foreach (var chunk in reader.Read(file, kept.Form, Rules(kept, viewer)))
            {
                stop.ThrowIfCancellationRequested();
                counts = Sum(counts, chunk.Counts);
                var goes = await db.WriteAsync(tx =>
                {
                    ReturnStore.Write(tx, seal, kept.Id, chunk.Rows);
                    return run.Beat(tx, kept.ReadJob, kept.ReadAt, counts.Rows, total);
                });
                if (!goes) throw new Stopped();
                each?.Invoke((counts.Rows, total));
            }
            await db.WriteAsync(tx =>
            {
                Return.SetCounts(tx, kept.Id, counts);
                run.End(tx, RunState.Done, counts);
            });
            Returns.Add(1, new KeyValuePair<string, object?>("outcome", "read"));
        }
        catch (Exception e)
        {
            var stopped = e is Stopped or OperationCanceledException;
            await db.WriteAsync(tx =>
            {
                ReturnStore.Clear(tx, kept.Id);
                run.End(tx, stopped ? RunState.Cancelled : RunState.Failed, stopped ? null : new { error = e is Refusal ? e.Message : "读到一半出错了，请再交一次。" });
            });
            Returns.Add(1, new KeyValuePair<string, object?>("outcome", stopped ? "stopped" : "failed"));
            if (!stopped) throw;
        }
    }

    /// <summary>The same, without keeping anything.</summary>
    public ReturnCounts Try(Func<Stream> open, string fileName, Understood found, Scope scope, Reader viewer, Action<(long Done, long Total)>? each = null)
    {
        using var file = SheetFile.Open(open(), fileName);
        var (counts, total) = (new ReturnCounts(), ReturnReader.Total(found.Form));
        foreach (var chunk in reader.Read(file, found.Form, new(scope, viewer, found.CutOff, found.MadeAt)))
        {
            counts = Sum(counts, chunk.Counts);
            each?.Invoke((counts.Rows, total));
        }
        return counts;
    }

    /// <summary>Somebody says what a column means (null: leave it aside); the file is then to be read again.</summary>
    public async Task<Return> CorrectAsync(Return kept, int sheet, int column, string? target, StaffMember me)
    {
        desk.MustBeKnown(target, me.Reader);
        Open(kept).Dispose();
        var (form, said) = kept.Form.Corrected(sheet, column, target);
        await db.WriteAsync(tx =>
        {
            LearnedHeadings.Learn(tx, kept.DivisionCode, said.Path, target, me.Name);
            Return.SetForm(tx, kept.Id, form);
        });
        return db.Read(tx => Return.Find(tx, kept.Scope, kept.Id))!;
    }

    /// <exception cref="Refusal">file_gone</exception>
    public SheetFile Open(Return kept) => seal.Open(kept.FileKey) is { } key && File.Exists(PathOf(kept.Id))
        ? SheetFile.Open(new SealedFile(PathOf(kept.Id), key), kept.FileName) : throw new Refusal("file_gone", "交回的文件只留60天，已经删了，请重新交回。");

    /// <summary>Forgets the files and what was found in them; that they came stays.</summary>
    public async Task<int> SweepAsync()
    {
        var before = db.Time.UnixMs() - (long)keptFor.TotalMilliseconds;
        var old = db.Read(tx => tx.Query<long>("SELECT id FROM returns WHERE file_key IS NOT NULL AND created_at < @before", new { before }).ToList());
        foreach (var id in old)
        {
            File.Delete(PathOf(id));
            await db.WriteAsync(tx =>
            {
                ReturnStore.Clear(tx, id);
                tx.Run("UPDATE returns SET file_key = NULL WHERE id = @p0", id);
            });
        }
        return old.Count;
    }

    static ReturnCounts Sum(ReturnCounts a, ReturnCounts b) => new(a.Rows + b.Rows, a.Matched + b.Matched, a.New + b.New, a.Changed + b.Changed, a.Conflicts + b.Conflicts,
        a.Unreadable + b.Unreadable, a.UnknownRows + b.UnknownRows, a.StillAsked + b.StillAsked, a.Unchanged + b.Unchanged, a.Masked + b.Masked, a.Stale + b.Stale,
        a.Told + b.Told, a.OneOff + b.OneOff);

    string PathOf(long id) => Path.Combine(folder, id.ToString(CultureInfo.InvariantCulture));

    [GeneratedRegex(@"_(\d{8})(?:_[^_]*)?\.xlsx$")]
    private static partial Regex DayOfName();

    [GeneratedRegex(@"截止(?:日|日期|时间)\s*[：:]\s*(\d{4}\s*[年.\-/]\s*\d{1,2}\s*[月.\-/]\s*\d{1,2})")]
    private static partial Regex DayOfFurniture();
}

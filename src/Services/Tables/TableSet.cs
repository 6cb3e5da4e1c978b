using System.IO.Compression;
using OneTable.Services.Data;
using OneTable.Services.Dictionary;
using OneTable.Services.Divisions;
using OneTable.Services.Sheets;
using OneTable.Services.Staff;
using OneTable.Services.Tables.Reports;
using OneTable.Services.Tables.Statistics;

namespace OneTable.Services.Tables;

/// <summary>How far a set is: tables made, and the rows in them.</summary>
public readonly record struct SetProgress(int Tables, int Of, int Rows);

/// <summary>All ready tables that a reader may have, of one division, in one .zip: a month's work in one tap (一套表).</summary>
public sealed class TableSet(Database db, ReportTables tables, TableMaker maker, StatisticsDesk statistics, DivisionTree divisions)
{
    const int AtOnceMax = 4;

    public string FileName(Scope scope, DateOnly cutOff) => $"一套表_{divisions.FullName(scope.Code)}_{cutOff:yyyyMMdd}.zip";

    /// <summary>Makes several tables at once, each into memory, and packs them in their order.</summary>
    public async Task<SetProgress> StreamAsync(Stream to, Scope scope, DateOnly cutOff, StaffMember viewer, Action<SetProgress>? progress = null, CancellationToken stop = default)
    {
        var all = db.Read(tables.All).Where(t => t.Template is not { } template || FieldRights.MayList(viewer.Reader, template.Condition)).ToList();
        var (done, held) = (new SetProgress(0, all.Count, 0), new HeldStream(to));
        using (var zip = new ZipArchive(held, ZipArchiveMode.Create, leaveOpen: true))
            foreach (var some in all.Chunk(AtOnceMax))
                foreach (var (name, bytes, rows) in await Task.WhenAll(some.Select(table => Task.Run(() => MakeAsync(table, scope, cutOff, viewer, stop), stop))))
                {
                    // A workbook is packed already.
                    using (var entry = zip.CreateEntry(name, CompressionLevel.NoCompression).Open()) bytes.CopyTo(entry);
                    await held.SendAsync(stop);
                    done = new(done.Tables + 1, done.Of, done.Rows + rows);
                    progress?.Invoke(done);
                }
        await held.SendAsync(stop);
        return done;
    }

    async Task<(string Name, MemoryStream Bytes, int Rows)> MakeAsync(ReportTable table, Scope scope, DateOnly cutOff, StaffMember viewer, CancellationToken stop)
    {
        if (table.Counts is not null && await statistics.FileAsync(table.Id, scope, cutOff, withBefore: true, viewer) is var counted) return (counted.Name, new(counted.File), counted.Rows);
        var (sheet, bytes) = (maker.Make(table.Id, scope, cutOff, viewer), new MemoryStream());
        var rows = await sheet.StreamAsync(bytes, stop);
        bytes.Position = 0;
        return (sheet.FileName, bytes, rows);
    }
}

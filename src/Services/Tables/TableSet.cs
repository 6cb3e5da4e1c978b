using System.IO.Compression;
using OneTable.Services.Divisions;
using OneTable.Services.Sheets;
using OneTable.Services.Staff;

namespace OneTable.Services.Tables;

/// <summary>How far a set is: tables made, and the rows in them.</summary>
public readonly record struct SetProgress(int Tables, int Of, int Rows);

/// <summary>All ready tables that a reader may have, of one division, in one .zip: a month's work in one tap (一套表).</summary>
public sealed class TableSet(TableMaker maker, IReadOnlyList<TableTemplate> tables, Scope scope, DateOnly cutOff, StaffMember viewer, string division)
{
    const int AtOnceMax = 4;

    public string FileName => $"一套表_{division}_{cutOff:yyyyMMdd}.zip";

    /// <summary>Makes several tables at once, each into memory, and packs them in their order.</summary>
    public async Task<SetProgress> StreamAsync(Stream to, Action<SetProgress>? progress = null, CancellationToken stop = default)
    {
        var done = new SetProgress(0, tables.Count, 0);
        var held = new HeldStream(to);
        using (var zip = new ZipArchive(held, ZipArchiveMode.Create, leaveOpen: true))
            foreach (var some in tables.Chunk(AtOnceMax))
                foreach (var (sheet, bytes, rows) in await Task.WhenAll(some.Select(table => Task.Run(() => MakeAsync(table, stop), stop))))
                {
                    // A workbook is packed already.
                    using (var entry = zip.CreateEntry(sheet.FileName, CompressionLevel.NoCompression).Open()) bytes.CopyTo(entry);
                    await held.SendAsync(stop);
                    done = new(done.Tables + 1, done.Of, done.Rows + rows);
                    progress?.Invoke(done);
                }
        await held.SendAsync(stop);
        return done;
    }

    async Task<(TableSheet Sheet, MemoryStream Bytes, int Rows)> MakeAsync(TableTemplate table, CancellationToken stop)
    {
        var (sheet, bytes) = (maker.Make(table.File.Id, scope, cutOff, viewer), new MemoryStream());
        var rows = await sheet.StreamAsync(bytes, stop);
        bytes.Position = 0;
        return (sheet, bytes, rows);
    }
}

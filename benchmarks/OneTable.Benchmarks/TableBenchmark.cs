using System.Diagnostics;
using System.Globalization;
using System.IO.Compression;
using System.Text;
using ExcelDataReader;
using OneTable.Services.Sheets;
using OneTable.Services.Sheets.Editing;

namespace OneTable.Benchmarks;

/// <summary>
/// A street's table, 60,819 rows of 20 columns: written by ours, by the OpenXml SDK's SAX writer and raw into a zip; filled into a form
/// of somebody else's; read back by ours and by ExcelDataReader. All at the fastest compression, to and from files, in turn.
/// </summary>
static class TableBenchmark
{
    const int Rows = 60_819, Rounds = 5, Pairs = 3, Sampled = 4_096;

    sealed record Times(double Ours, double Sax, double Raw, double Fill, double Read, double Reader);

    static readonly TableBenchmarkRows rows = new(Sampled);

    public static async Task RunAsync()
    {
        var folder = Directory.CreateTempSubdirectory("onetable-bench-").FullName;
        try
        {
            Encoding.RegisterProvider(CodePagesEncodingProvider.Instance);
            var form = Path.Combine(folder, "form.xlsx");
            await File.WriteAllBytesAsync(form, TableBenchmarkRows.Form());
            var rounds = new List<Times>();
            var raws = new List<double>();
            double peak = 0;
            for (var round = 0; round <= Rounds; round++) // the first one warms up
            {
                string At(string name) => Path.Combine(folder, $"{name}{round}.xlsx");
                var times = new Times(await TimeAsync(() => OursAsync(At("ours"))), await TimeAsync(() => Done(() => SaxWriting.Write(At("sax"), rows, Rows))),
                    await TimeAsync(() => Done(() => Raw(At("raw")))), await TimeAsync(() => Done(() => Fill(form, At("fill")))),
                    await TimeAsync(() => Done(() => Read(At("ours")))), await TimeAsync(() => Done(() => ReadByReader(At("ours")))));
                if (round > 0) rounds.Add(times);
                for (var pair = 0; round > 0 && pair < Pairs; pair++) // so short that one hiccup would be all of it
                    raws.Add(await TimeAsync(() => OursAsync(At("ours-again"))) / await TimeAsync(() => Done(() => Raw(At("raw-again")))));
                if (round == 1) peak = await PeakAsync(At("peak"));
                Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{(round == 0 ? "warm-up" : $"round {round}")}: ours {times.Ours:0.000} s, SAX {times.Sax:0.000} s, raw {times.Raw:0.000} s, "
                    + $"fill {times.Fill:0.000} s; read {times.Read:0.000} s, ExcelDataReader {times.Reader:0.000} s; ours {new FileInfo(At("ours")).Length >> 10} KiB"));
                foreach (var file in Directory.GetFiles(folder, $"*{round}.xlsx")) File.Delete(file);
            }
            Figure("table.vs_sax", rounds.Select(r => r.Sax / r.Ours));
            Figure("table.vs_raw", raws.Concat(rounds.Select(r => r.Ours / r.Raw)));
            Figure("table.fill_vs_sax", rounds.Select(r => r.Sax / r.Fill));
            Figure("table.read_vs_exceldatareader", rounds.Select(r => r.Reader / r.Read));
            Figure("table.peak_mb", [peak]);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    static async Task<double> TimeAsync(Func<Task> work)
    {
        GC.Collect();
        var watch = Stopwatch.StartNew();
        await work();
        return watch.Elapsed.TotalSeconds;
    }

    static Task Done(Action work)
    {
        work();
        return Task.CompletedTask;
    }

    static async Task OursAsync(string path, Action? each = null)
    {
        await using var stream = File.Create(path);
        await using var sheet = new XlsxWriter(stream, new("人员", [.. TableBenchmarkRows.Headings.Select(_ => 12d)], 1, "测量"));
        sheet.Row();
        foreach (var heading in TableBenchmarkRows.Headings) sheet.Text(heading, CellStyle.Header);
        for (var i = 0; i < Rows; i++)
        {
            sheet.Row();
            sheet.Number(i + 1);
            var row = rows[i];
            sheet.Number(row.Age);
            foreach (var text in row.Texts) sheet.Text(text);
            await sheet.FlushAsync();
            each?.Invoke();
        }
    }

    /// <summary>How much more is held and not yet collected, at its most, while a table is written.</summary>
    static async Task<double> PeakAsync(string path)
    {
        GC.Collect();
        var (before, most, count) = (GC.GetTotalMemory(forceFullCollection: true), 0L, 0);
        await OursAsync(path, () => most = count++ % 500 == 0 ? Math.Max(most, GC.GetTotalMemory(forceFullCollection: false)) : most);
        return (most - before) / (1024.0 * 1024);
    }

    /// <summary>The same cells with nothing asked and nothing checked: what the zip itself costs.</summary>
    static void Raw(string path)
    {
        using var stream = File.Create(path);
        using var zip = new ZipArchive(stream, ZipArchiveMode.Create);
        using var part = zip.CreateEntry("xl/worksheets/sheet1.xml", CompressionLevel.Fastest).Open();
        var buffer = new byte[256 * 1024];
        var used = 0;
        void Put(ReadOnlySpan<char> text) => used += Encoding.UTF8.GetBytes(text, buffer.AsSpan(used));
        void Bytes(ReadOnlySpan<byte> bytes)
        {
            bytes.CopyTo(buffer.AsSpan(used));
            used += bytes.Length;
        }
        void Number(int number)
        {
            number.TryFormat(buffer.AsSpan(used), out var written, default, CultureInfo.InvariantCulture);
            used += written;
        }
        for (var i = 0; i < Rows; i++)
        {
            Bytes("<row r=\""u8);
            Number(i + 2);
            Bytes("\">"u8);
            var row = rows[i];
            for (var c = 0; c < TableBenchmarkRows.Headings.Length; c++)
            {
                Bytes("<c r=\""u8);
                buffer[used++] = (byte)('A' + c);
                Number(i + 2);
                if (c < 2)
                {
                    Bytes("\" s=\"5\"><v>"u8);
                    Number(c == 0 ? i + 1 : row.Age);
                    Bytes("</v></c>"u8);
                    continue;
                }
                Bytes("\" s=\"4\" t=\"inlineStr\"><is><t>"u8);
                Put(row.Texts[c - 2]);
                Bytes("</t></is></c>"u8);
            }
            Bytes("</row>"u8);
            if (used < 128 * 1024) continue;
            part.Write(buffer, 0, used);
            used = 0;
        }
        part.Write(buffer, 0, used);
    }

    static void Fill(string form, string path)
    {
        using var edit = WorkbookEdit.Open(File.OpenRead(form), "form.xlsx");
        using var stream = File.Create(path);
        edit.Write(stream, [new(0, 3, 4) { RowsNeeded = Rows, ClearsBody = true, Rows = Cells() }], new("K7Q2M9AB", "测量", "2026-11-22 09:30"));
    }

    static IEnumerable<NewRow> Cells()
    {
        for (var i = 0; i < Rows; i++)
        {
            var row = rows[i];
            var cells = new NewCell[TableBenchmarkRows.Headings.Length];
            (cells[0], cells[1]) = (new(0, Number: i + 1), new(1, Number: row.Age));
            for (var c = 2; c < cells.Length; c++) cells[c] = new(c, row.Texts[c - 2], Digits: c is 4 or 6);
            yield return new(3 + i, cells);
        }
    }

    static void Read(string path)
    {
        using var file = SheetFile.Open(path);
        var count = file.Rows(0).Sum(r => r.Cells.Count(c => c is not null));
        Check(count);
    }

    static void ReadByReader(string path)
    {
        using var reader = ExcelReaderFactory.CreateReader(File.OpenRead(path));
        var count = 0;
        while (reader.Read())
            for (var c = 0; c < reader.FieldCount; c++)
                if (reader.GetValue(c) is not null) count++;
        Check(count);
    }

    static void Check(int cells)
    {
        if (cells < Rows * (TableBenchmarkRows.Headings.Length - 1)) throw new InvalidOperationException($"only {cells} cells were read back");
    }

    static void Figure(string name, IEnumerable<double> ratios)
    {
        var sorted = ratios.Order().ToList();
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"figure {name} {sorted[sorted.Count / 2]:0.00}"));
    }
}

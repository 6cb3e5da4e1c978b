using System.Text;

namespace OneTable.Tests.Sheets;

/// <summary>Makes the compound files of old programs: a few named streams in sectors of 512 bytes, and the .xls inside of one.</summary>
static class Compound
{
    const int Sector = 512, StreamMin = 4096, Free = -1, End = -2, TableSector = -3;

    public static byte[] Of(params (string Name, byte[] Bytes)[] streams)
    {
        var padded = streams.Select(s => (s.Name, Bytes: Padded(s.Bytes), Length: Math.Max(s.Bytes.Length, StreamMin))).ToList();
        var table = Enumerable.Repeat(Free, Sector / 4).ToArray();
        (table[0], table[1]) = (TableSector, End);
        var next = 2;
        var directory = new MemoryStream();
        directory.Write(Entry("Root Entry", 5, End, 0, streams.Length > 0 ? 1 : Free, Free));
        for (var i = 0; i < padded.Count; i++)
        {
            directory.Write(Entry(padded[i].Name, 2, next, padded[i].Length, Free, i + 1 < padded.Count ? i + 2 : Free));
            for (var left = padded[i].Bytes.Length / Sector; left > 0; left--, next++) table[next] = left == 1 ? End : next + 1;
        }
        var file = new MemoryStream();
        using var to = new BinaryWriter(file);
        to.Write([0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1]);
        to.Write(new byte[16]);
        foreach (var number in (short[])[0x3E, 3, -2, 9, 6]) to.Write(number);
        to.Write(new byte[6]);
        foreach (var number in (int[])[0, 1, 1, 0, StreamMin, End, 0, End, 0, 0]) to.Write(number);
        for (var i = 1; i < 109; i++) to.Write(Free);
        foreach (var number in table) to.Write(number);
        to.Write(Padded(directory.ToArray(), Sector));
        foreach (var stream in padded) to.Write(stream.Bytes);
        return file.ToArray();
    }

    /// <summary>An old workbook: texts, numbers, days (as serials, shown as such) and merged cells (first row, last row, first column, last column).</summary>
    public static byte[] Xls(IReadOnlyList<object?[]> rows, params (int FirstRow, int LastRow, int FirstColumn, int LastColumn)[] merged)
    {
        byte[] sheet = [.. Record(0x809, Words(0x600, 0x10, 0, 0, 0, 0, 0, 0)),
            .. Record(0x200, [.. BitConverter.GetBytes(0), .. BitConverter.GetBytes(rows.Count), .. Words(0, rows.Max(r => r.Length), 0)]),
            .. rows.SelectMany((row, r) => row.SelectMany((value, c) => Cell(r, c, value))),
            .. Record(0xE5, [.. Words(merged.Length), .. merged.SelectMany(m => Words(m.FirstRow, m.LastRow, m.FirstColumn, m.LastColumn))]), .. Record(0x0A, [])];
        byte[] Globals(int at) => [.. Record(0x809, Words(0x600, 5, 0, 0, 0, 0, 0, 0)), .. Record(0x42, Words(1200)), .. Format(0), .. Format(14),
            .. Record(0x85, [.. BitConverter.GetBytes(at), 0, 0, 2, 1, .. Encoding.Unicode.GetBytes("人员")]), .. Record(0x0A, [])];
        return Of(("Workbook", [.. Globals(Globals(0).Length), .. sheet]));
    }

    static byte[] Format(int number) => Record(0xE0, [.. Words(0, number), .. new byte[16]]);

    static byte[] Cell(int row, int column, object? value) => value switch
    {
        null => [],
        string text => Record(0x204, [.. Words(row, column, 0, text.Length), 1, .. Encoding.Unicode.GetBytes(text)]),
        DateOnly day => Record(0x203, [.. Words(row, column, 1), .. BitConverter.GetBytes(day.ToDateTime(default).ToOADate())]),
        _ => Record(0x203, [.. Words(row, column, 0), .. BitConverter.GetBytes(Convert.ToDouble(value))]),
    };

    static byte[] Record(int kind, byte[] data) => [.. Words(kind, data.Length), .. data];

    static byte[] Words(params int[] numbers) => [.. numbers.SelectMany(n => BitConverter.GetBytes((ushort)n))];

    static byte[] Padded(byte[] bytes, int min = StreamMin)
    {
        var length = Math.Max(min, (bytes.Length + Sector - 1) / Sector * Sector);
        Array.Resize(ref bytes, length);
        return bytes;
    }

    static byte[] Entry(string name, byte type, int start, int length, int child, int right)
    {
        var entry = new byte[128];
        var text = Encoding.Unicode.GetBytes(name);
        text.CopyTo(entry, 0);
        BitConverter.GetBytes((short)(text.Length + 2)).CopyTo(entry, 64);
        (entry[66], entry[67]) = (type, 1);
        var at = 68;
        foreach (var number in (int[])[Free, right, child])
        {
            BitConverter.GetBytes(number).CopyTo(entry, at);
            at += 4;
        }
        BitConverter.GetBytes(start).CopyTo(entry, 116);
        BitConverter.GetBytes(length).CopyTo(entry, 120);
        return entry;
    }
}

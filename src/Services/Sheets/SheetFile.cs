using System.Buffers;
using System.Text;

namespace OneTable.Services.Sheets;

/// <summary>One row: its number as the file counts, from 1; a cell without text is null.</summary>
public sealed record SheetRow(int Number, string?[] Cells, bool Hidden = false)
{
    // What phones and web pages leave around a copied number: nobody sees it, and nothing is equal to anything with it.
    static readonly SearchValues<char> invisible = SearchValues.Create("\u00AD\u200B\u200C\u200D\u200E\u200F\u202A\u202B\u202C\u202D\u202E\u2060\uFEFF");

    /// <summary>The row of another header above it, under which its columns mean something else.</summary>
    public int? OtherHeader { get; init; }

    public string? this[int column] => (uint)column < (uint)Cells.Length ? Cells[column] : null;

    /// <summary>What people see in the cell; null where they see nothing.</summary>
    public string? Text(int column)
    {
        if (this[column] is not { } text) return null;
        if (text.AsSpan().ContainsAny(invisible)) text = string.Concat(text.Where(c => !invisible.Contains(c)));
        return text.Trim() is { Length: > 0 } seen ? seen : null;
    }

    public bool IsEmpty => Array.TrueForAll(Cells, c => c is null);
}

public sealed record SheetInfo(string Name, bool Hidden);

/// <summary>What one pass over a whole sheet says: a sheet that was surveyed reads to its end without a refusal.</summary>
/// <param name="LastRow">The last row that has cells, also where nothing stands in them.</param>
public sealed record SheetSurvey(int Rows, int Columns, int HiddenRows, IReadOnlyCollection<int> HiddenColumns, int LastRow);

/// <summary>
/// A spreadsheet as rows of text, whatever program wrote it: .xlsx, .xls or .csv. Read forward, row by row, as often as one
/// likes, with the memory of one row; merged cells all hold their first one's text. Nothing in a cell is ever worked out or followed.
/// </summary>
public abstract class SheetFile : IDisposable
{
    public const long BytesMax = 200L << 20, UnpackedMax = 4L << 30;
    public const int RowsMax = 3_200_000, ColumnsMax = 2_000, CellMax = 32_767, SheetsMax = 255, MergesMax = 200_000;

    static SheetFile() => Encoding.RegisterProvider(CodePagesEncodingProvider.Instance);

    public abstract IReadOnlyList<SheetInfo> Sheets { get; }

    /// <summary>xlsx, xls or csv.</summary>
    public string Kind { get; private set; } = "";

    /// <summary>Macros are never run; whoever gives the file back may want to say so.</summary>
    public virtual bool HasMacros => false;

    /// <summary>The code under which it left this house; null where it carries none.</summary>
    public virtual string? TraceCode => null;

    /// <summary>Opens by what the bytes are; the name only helps to say what a file is that cannot be read.</summary>
    /// <param name="stream">Can seek; closed with the file.</param>
    /// <exception cref="Refusal">sheet_password, sheet_kind, sheet_too_big, sheet_broken, sheet_encoding</exception>
    public static SheetFile Open(Stream stream, string fileName)
    {
        try
        {
            if (stream.Length > BytesMax) throw TooBig();
            var kind = SheetKind.Of(stream, fileName);
            SheetFile file = kind switch
            {
                SheetKind.Xlsx => new XlsxFile(stream),
                SheetKind.Xls => new XlsFile(stream),
                _ => new CsvFile(stream),
            };
            file.Kind = kind;
            return file;
        }
        catch (Exception e) when (IsBroken(e))
        {
            stream.Dispose();
            throw Broken();
        }
        catch
        {
            stream.Dispose();
            throw;
        }
    }

    public static SheetFile Open(string path) =>
        File.Exists(path) ? Open(File.OpenRead(path), Path.GetFileName(path)) : throw new Refusal("sheet_missing", $"没有这个文件：{path}");

    /// <summary>Reads the whole sheet once, so that what is wrong with it is said before anything is written.</summary>
    public virtual SheetSurvey Survey(int sheet)
    {
        var (rows, columns, hidden, last) = (0, 0, 0, 0);
        foreach (var row in Rows(sheet))
        {
            (rows, last) = (rows + 1, row.Number);
            columns = Math.Max(columns, row.Cells.Length);
            if (row.Hidden) hidden++;
        }
        return new(rows, columns, hidden, [], last);
    }

    /// <summary>The rows with any text, in order.</summary>
    public IEnumerable<SheetRow> Rows(int sheet)
    {
        using var rows = Read(sheet).GetEnumerator();
        for (var count = 1; Next(rows); count++)
        {
            if (count > RowsMax) throw new Refusal("sheet_too_long", $"一张表最多 {RowsMax} 行，请分开导入。");
            yield return rows.Current;
        }
    }

    protected abstract IEnumerable<SheetRow> Read(int sheet);

    public abstract void Dispose();

    /// <summary>A, B … Z, AA …</summary>
    public static string Letter(int column) => XlsxWriter.Column(column);

    internal static Refusal TooBig() => new("sheet_too_big", $"文件太大了，最多 {BytesMax >> 20} 兆，请分开导入。");
    internal static Refusal TooWide(int row) => new("sheet_too_wide", $"第 {row} 行的列太多了，最多 {ColumnsMax} 列。");
    internal static Refusal TooLong(int row, int column = -1) =>
        new("sheet_cell_too_long", $"第 {row} 行{(column < 0 ? "有一格" : $"的 {Letter(column)}{row} ")}太长，最多 {CellMax} 个字。");
    internal static Refusal Broken() => new("sheet_broken", "这个文件坏了，打不开。请重新另存为 .xlsx 再传。");

    static bool Next(IEnumerator<SheetRow> rows) => Whole(rows.MoveNext);

    /// <summary>What the parsers say of broken bytes, as one sentence.</summary>
    protected static T Whole<T>(Func<T> read)
    {
        try
        {
            return read();
        }
        catch (Exception e) when (IsBroken(e))
        {
            throw Broken();
        }
    }

    /// <summary>What parsers throw at bytes that are not what they seem; a full disk or a cancelled request is none of these.</summary>
    static bool IsBroken(Exception e) => e is System.Xml.XmlException or InvalidDataException or EndOfStreamException or FormatException
        or ArgumentException or IndexOutOfRangeException or InvalidCastException or ArithmeticException or NotSupportedException
        or NullReferenceException or InvalidOperationException or KeyNotFoundException or ExcelDataReader.Exceptions.ExcelReaderException;
}

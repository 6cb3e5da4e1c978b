using System.IO.Compression;
using System.Xml;
using System.Xml.Linq;

namespace OneTable.Services.Sheets.Editing;

/// <summary>
/// A department's own workbook given back with cells written into it. Every part is copied as it is but for the sheets that
/// get cells and what must follow them; a sheet is never held in memory, nothing in it is worked out or followed.
/// </summary>
public sealed class WorkbookEdit : IDisposable
{
    readonly Package package;

    WorkbookEdit(Package package) => this.package = package;

    /// <param name="stream">Can seek; closed with it.</param>
    /// <exception cref="Refusal">as <see cref="SheetFile.Open(Stream, string)"/>; sheet_kind for what is no .xlsx</exception>
    public static WorkbookEdit Open(Stream stream, string fileName)
    {
        if (SheetKind.Of(stream, fileName) != SheetKind.Xlsx) throw SheetKind.Refused("只有 .xlsx 能原样填好，请用表格软件另存为 .xlsx 再传。");
        return Whole(() => new WorkbookEdit(new(stream)));
    }

    public IReadOnlyList<string> Sheets => [.. package.Sheets.Select(s => s.Name)];

    /// <summary>How the cells of one row look, by column; those that work something out among them.</summary>
    public RowLook Look(int sheet, int row) => Whole(() => RowLook.Read(new(package.Open(package.Sheets[sheet].Part)), row, Styles()));

    /// <summary>The words that a cell of this row takes, by column, as far as the sheet lists them itself.</summary>
    public IReadOnlyDictionary<int, IReadOnlyList<string>> Lists(int sheet, int row) =>
        Whole(() => RowLists.Read(new(package.Open(package.Sheets[sheet].Part)), row));

    /// <summary>Writes all of it; what stops it leaves a part of a file, so write where nobody looks and move it when it is whole.</summary>
    public void Write(Stream to, IReadOnlyList<SheetFill> fills, TraceMark? mark = null, bool asks = true, CancellationToken stop = default)
    {
        Whole(() =>
        {
            using var zip = new ZipArchive(to, ZipArchiveMode.Create, leaveOpen: true);
            new WorkbookCopy(package, zip, fills, mark, asks, stop).Run();
            return true;
        });
    }

    public void Dispose() => package.Dispose();

    StyleBook Styles() => new(package.Target(package.Book, "styles") is { } part && package.Has(part) ? package.Load(part) : null);

    static T Whole<T>(Func<T> read)
    {
        try
        {
            return read();
        }
        catch (Exception e) when (e is XmlException or InvalidDataException or EndOfStreamException)
        {
            throw SheetFile.Broken();
        }
    }
}

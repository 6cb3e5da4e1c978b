using System.Globalization;
using System.Text;
using ExcelDataReader;
using ExcelDataReader.Exceptions;

namespace OneTable.Services.Sheets;

/// <summary>An old .xls workbook, at most 65,536 rows of 256 columns a sheet.</summary>
sealed class XlsFile : SheetFile
{
    readonly IExcelDataReader reader;
    readonly List<SheetInfo> sheets = [];

    public XlsFile(Stream stream)
    {
        try
        {
            reader = ExcelReaderFactory.CreateBinaryReader(stream, new() { FallbackEncoding = Encoding.GetEncoding("GB18030") });
        }
        catch (InvalidPasswordException)
        {
            throw SheetKind.Password();
        }
        do sheets.Add(new(reader.Name ?? "", reader.VisibleState is "hidden" or "veryhidden"));
        while (sheets.Count < SheetsMax && reader.NextResult());
    }

    public override IReadOnlyList<SheetInfo> Sheets => sheets;

    protected override IEnumerable<SheetRow> Read(int sheet)
    {
        reader.Reset();
        for (var i = 0; i < sheet; i++) reader.NextResult();
        var merges = new Merges((reader.MergeCells ?? []).Take(MergesMax).Select(m => new Merges.Area(m.FromRow, m.FromColumn, m.ToRow, m.ToColumn)));
        for (var number = 1; reader.Read(); number++)
        {
            var cells = new string?[reader.FieldCount];
            for (var c = 0; c < cells.Length; c++)
                if (Text(c) is { } text && !string.IsNullOrWhiteSpace(text)) cells[c] = text.Length <= CellMax ? text : throw TooLong(number);
            var row = new SheetRow(number, merges.Fill(number - 1, cells), reader.RowHeight == 0);
            if (!row.IsEmpty) yield return row;
        }
    }

    string? Text(int column)
    {
        var (kind, zeros) = XlsxStyles.Of(reader.GetNumberFormatString(column) ?? "");
        return reader.GetValue(column) switch
        {
            null => null,
            string text => text,
            bool yes => yes ? "是" : "否",
            DateTime day => XlsxStyles.Day(day, kind),
            TimeSpan time => time.ToString("c", CultureInfo.InvariantCulture),
            var number => XlsxStyles.Text(Convert.ToDouble(number, CultureInfo.InvariantCulture), NumberKind.Plain, zeros, false),
        };
    }

    public override void Dispose() => reader.Dispose();
}

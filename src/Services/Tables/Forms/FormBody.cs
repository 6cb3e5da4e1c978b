using OneTable.Services.Dictionary;
using OneTable.Services.Registry;
using OneTable.Services.Sheets;

namespace OneTable.Services.Tables.Forms;

/// <summary>Where the rows to be filled begin and end, what is none of them, and what stands around.</summary>
sealed class FormBody
{
    /// <summary>More empty rows than anybody would print are a format that was drawn down a whole column.</summary>
    const int EmptyRowsMax = 2_000, NotesMax = 20, NoteMin = 10;

    readonly SheetTable table;
    readonly IReadOnlyList<FormColumn> columns;
    readonly Headings headings;
    readonly List<string> notes;
    readonly List<FormCell> furniture = [];
    readonly List<int> others = [];

    public FormBody(SheetTable table, IReadOnlyList<FormColumn> columns, Headings headings, List<string> notes)
    {
        (this.table, this.columns, this.headings, this.notes) = (table, columns, headings, notes);
        Read();
    }

    public string Title { get; private set; } = "";
    public int First { get; private set; }
    public int Last { get; private set; }
    public bool Names { get; private set; }
    public IReadOnlyList<FormCell> Furniture => furniture;
    public IEnumerable<int> Others => others.Where(o => o < Last);

    void Read()
    {
        First = table.Header.LastRow + 1;
        var who = columns.Where(c => c.Target is Facts.Name or Facts.Document).Select(c => c.Index).ToList();
        var (lastBody, tail, noted) = (First - 1, 0, false); // tail: the first of the rows below the body
        foreach (var (row, kind) in table.Kinds())
        {
            if (kind is RowKind.Above or RowKind.Aside) furniture.AddRange(Forms.Furniture.Of(row));
            if (kind == RowKind.Above && Title.Length == 0 && SheetHeader.IsTitle(row)) Title = row.Cells.First(c => c is not null)!.Trim();
            if (kind == RowKind.Numbering) First = row.Number + 1;
            if (kind is RowKind.Above or RowKind.Numbering || row.Number <= table.Header.LastRow) continue;
            if (kind == RowKind.Body && !(noted && IsText(row)) && !Forms.Furniture.IsRow(row) && !Forms.Furniture.IsLabels(row))
            {
                Check(row);
                Names |= who.Any(c => row[c] is not null);
                (lastBody, tail) = (row.Number, 0);
                continue;
            }
            if (kind == RowKind.Body) furniture.AddRange(Forms.Furniture.Of(row));
            (noted, tail) = (noted || kind == RowKind.Aside, tail == 0 ? row.Number : tail);
            if (kind == RowKind.Heading) MustAgree(row);
            others.Add(row.Number);
        }
        Last = Math.Max(tail > 0 ? tail - 1 : Math.Max(lastBody, table.Survey.LastRow), First - 1);
        if (Last - Math.Max(lastBody, First - 1) > EmptyRowsMax) Last = Math.Max(lastBody, First - 1);
    }

    /// <summary>Below 说明 one sentence follows the other.</summary>
    static bool IsText(SheetRow row) => SheetHeader.IsTitle(row) && row.Cells.First(c => c is not null)!.Length >= NoteMin;

    /// <summary>What cannot be filled or taken over as it stands is said with its cell.</summary>
    void Check(SheetRow row)
    {
        var known = columns.Count(c => row[c.Index] is { } text && text.Length < NoteMin * 2 && headings.Target([text]) is not null);
        if (known >= 3 && known * 2 >= columns.Count) MustAgree(row);
        foreach (var column in columns)
            if (row[column.Index] is { Length: > FieldInput.TextMax } text && notes.Count < NotesMax)
                notes.Add($"“{table.SheetName}”的{column.Letter}{row.Number}有{text.Length}个字，字段里最多放{FieldInput.TextMax}个字。");
    }

    /// <summary>A header further down that means something else would put values under the wrong heading.</summary>
    void MustAgree(SheetRow row)
    {
        if (columns.FirstOrDefault(c => row[c.Index] is { } text && Headings.Plain(text) != Headings.Plain(c.Heading) && !c.Levels.Contains(text.Trim())
            && (headings.Target([text]) is not { } target || target != c.Target)) is not { } other) return;
        throw new Refusal("form_headers", $"“{table.SheetName}”第{table.Header.LastRow}行和第{row.Number}行的表头不一样："
            + $"{other.Letter}{row.Number}是“{row[other.Index]}”，上面是“{other.Heading}”。请分成两张表。");
    }
}

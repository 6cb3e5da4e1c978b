using System.Text;
using Token = OneTable.Services.Sheets.PartXml.Token;

namespace OneTable.Services.Sheets.Editing;

/// <summary>Copies one sheet, tag by tag, with its new cells: what is around its rows here, the rows in <see cref="RowsCopy"/>.</summary>
sealed class SheetCopy
{
    /// <summary>The order of what stands behind the rows, as far as something of ours has to find its place in it.</summary>
    static readonly string[] behind =
    [
        "sheetCalcPr", "sheetProtection", "protectedRanges", "scenarios", "autoFilter", "sortState", "dataConsolidate", "customSheetViews",
        "mergeCells", "phoneticPr", "conditionalFormatting", "dataValidations", "hyperlinks", "printOptions", "pageMargins", "pageSetup",
        "headerFooter", "rowBreaks", "colBreaks", "customProperties", "cellWatches", "ignoredErrors", "smartTags", "drawing", "legacyDrawing", "legacyDrawingHF",
    ];
    static readonly string[] footers = ["oddHeader", "oddFooter", "evenHeader", "evenFooter", "firstHeader", "firstFooter"];

    readonly PartXml xml;
    readonly Utf8Out to;
    readonly ShiftedXml rest;
    readonly RowsCopy rows;
    readonly RowShift shift;
    readonly TraceMark? mark;
    readonly string? boxes;
    bool footerDone, boxesDone;
    string? boxesHad;

    /// <param name="boxes">Id of the link to the boxes of our comments; null where it gets none.</param>
    public SheetCopy(PartXml xml, Utf8Out to, string sheet, RowsCopy rows, RowShift shift, Moves moves, TraceMark? mark, string? boxes)
    {
        (this.xml, this.to, this.rows, this.shift, this.mark, this.boxes) = (xml, to, rows, shift, mark, boxes);
        rest = new(xml, to, shift, sheet, moves);
        (footerDone, boxesDone) = (mark is null, boxes is null);
    }

    /// <summary>Answers the link to the boxes of comments that the sheet had already.</summary>
    public string? Run()
    {
        to.Raw(Package.XmlHead);
        while (xml.Read() is var token and not Token.End)
        {
            if (token == Token.Open && xml.Depth == 2 && Section()) continue;
            if (token == Token.Close && xml.Depth == 0) Before(behind.Length);
            rest.Write(token);
        }
        to.Flush();
        return boxesHad;
    }

    /// <summary>An element of the sheet itself; true where all of it was written.</summary>
    bool Section()
    {
        var name = Encoding.UTF8.GetString(xml.Name);
        if (name == "cols") rows.Columns();
        else if (name == "sheetData") rows.Run();
        else if (name is "sheetPr" or "dimension" or "sheetViews" or "sheetFormatPr") return false;
        else
        {
            var place = Array.IndexOf(behind, name);
            Before(place < 0 ? behind.Length : place);
            if (name == "mergeCells") Merges();
            else if (name == "headerFooter" && mark is not null) Footer();
            else
            {
                if (name == "legacyDrawing") (boxesHad, boxesDone) = (LinkId(), true);
                return false;
            }
        }
        return true;
    }

    /// <summary>What of ours belongs before this place and is not there yet.</summary>
    void Before(int place)
    {
        if (!footerDone && place > Array.IndexOf(behind, "headerFooter"))
        {
            to.Raw($"<{rows.Prefix}headerFooter><{rows.Prefix}oddFooter>");
            to.Escaped(mark!.Footer(""));
            to.Raw($"</{rows.Prefix}oddFooter></{rows.Prefix}headerFooter>");
            footerDone = true;
        }
        if (boxesDone || place <= Array.IndexOf(behind, "legacyDrawing")) return;
        to.Raw($"<{rows.Prefix}legacyDrawing xmlns:r=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships\" r:id=\"{boxes}\"/>");
        boxesDone = true;
    }

    /// <summary>Cells that are joined in the row that new ones look like are joined in those too.</summary>
    void Merges()
    {
        to.Raw($"<{rows.Prefix}mergeCells>");
        for (var depth = xml.Depth; xml.Read() is var token && xml.Depth >= depth;)
        {
            if (token != Token.Open || !xml.Is("mergeCell"u8)) continue;
            var cells = Encoding.UTF8.GetString(xml.Attribute("ref"u8));
            if (shift.Grows && Lines(cells) is { } line && line == shift.After)
                for (var row = line; row <= line + shift.Added; row++) Merge(cells.Replace(line.ToString(), row.ToString()));
            else Merge(shift.Cells(cells));
        }
        to.Raw($"</{rows.Prefix}mergeCells>");
    }

    void Merge(string cells) => to.Raw($"<{rows.Prefix}mergeCell ref=\"{cells}\"/>");

    /// <summary>The row of cells that are joined in one row only.</summary>
    static int? Lines(string cells)
    {
        var rows = cells.Split(':').Select(end => int.TryParse(end.AsSpan().TrimStart("$ABCDEFGHIJKLMNOPQRSTUVWXYZ"), out var row) ? row : 0).ToList();
        return rows.Count == 2 && rows[0] == rows[1] ? rows[0] : null;
    }

    void Footer()
    {
        var texts = new Dictionary<string, string>();
        var (differs, first) = (xml.Flag("differentOddEven"u8), xml.Flag("differentFirst"u8));
        var raw = Encoding.UTF8.GetString(xml.Raw);
        var name = "";
        for (var depth = xml.Depth; xml.Read() is var token && xml.Depth >= depth;)
            if (token == Token.Open) name = Encoding.UTF8.GetString(xml.Name);
            else if (token == Token.Text && xml.Depth > depth) texts[name] = texts.GetValueOrDefault(name, "") + xml.Value();
        foreach (var footer in new[] { "oddFooter", differs ? "evenFooter" : null, first ? "firstFooter" : null }.OfType<string>())
            texts[footer] = mark!.Footer(texts.GetValueOrDefault(footer, ""));
        to.Raw(raw.EndsWith("/>", StringComparison.Ordinal) ? raw[..^2] + ">" : raw);
        foreach (var part in footers.Where(texts.ContainsKey))
        {
            to.Raw($"<{rows.Prefix}{part}>");
            to.Escaped(texts[part]);
            to.Raw($"</{rows.Prefix}{part}>");
        }
        to.Raw($"</{rows.Prefix}headerFooter>");
        footerDone = true;
    }

    /// <summary>The one attribute of a link, whatever its prefix.</summary>
    string LinkId()
    {
        var raw = Encoding.UTF8.GetString(xml.Raw);
        var at = raw.IndexOf(":id", StringComparison.Ordinal);
        return at < 0 ? "" : raw[(at + 3)..].TrimStart(' ', '=').Trim('"', '\'', '/', '>', ' ').Split('"', '\'')[0];
    }
}

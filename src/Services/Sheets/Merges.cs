namespace OneTable.Services.Sheets;

/// <summary>Merged cells of a sheet; rows are asked for in order. All numbers count from 0, ends included.</summary>
sealed class Merges
{
    public sealed record Area(int FirstRow, int FirstColumn, int LastRow, int LastColumn);

    readonly List<Area> areas;
    readonly List<(Area Area, string? Text)> open = [];
    int next;

    public Merges(IEnumerable<Area> areas) => this.areas = [.. areas.OrderBy(a => a.FirstRow)];

    /// <summary>Gives every merged cell of this row the text of the area's first cell.</summary>
    public string?[] Fill(int row, string?[] cells)
    {
        open.RemoveAll(o => o.Area.LastRow < row);
        for (; next < areas.Count && areas[next].FirstRow <= row; next++)
            if (areas[next].LastRow >= row)
                open.Add((areas[next], areas[next].FirstRow == row && areas[next].FirstColumn < cells.Length ? cells[areas[next].FirstColumn] : null));
        foreach (var (area, text) in open)
        {
            if (text is null) continue;
            if (cells.Length <= area.LastColumn) Array.Resize(ref cells, area.LastColumn + 1);
            for (var c = area.FirstColumn; c <= area.LastColumn; c++) cells[c] ??= text;
        }
        return cells;
    }
}

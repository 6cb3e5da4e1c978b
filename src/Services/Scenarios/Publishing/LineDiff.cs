namespace OneTable.Services.Scenarios.Publishing;

/// <summary>A line of two texts beside each other; a number is null where that text does not have the line.</summary>
public sealed record DiffLine(int? Before, int? After, string Text);

/// <summary>What differs between two texts, line by line: the longest lines in common stay.</summary>
public static class LineDiff
{
    const int LinesMax = 4000;

    public static IReadOnlyList<DiffLine> Of(string before, string after)
    {
        var (old, now) = (Lines(before), Lines(after));
        var common = new int[old.Length + 1, now.Length + 1];
        for (var i = old.Length - 1; i >= 0; i--)
            for (var j = now.Length - 1; j >= 0; j--)
                common[i, j] = old[i] == now[j] ? common[i + 1, j + 1] + 1 : Math.Max(common[i + 1, j], common[i, j + 1]);
        var lines = new List<DiffLine>();
        for (int i = 0, j = 0; i < old.Length || j < now.Length;)
        {
            if (i < old.Length && j < now.Length && old[i] == now[j]) lines.Add(new(++i, ++j, old[i - 1]));
            else if (i < old.Length && (j == now.Length || common[i + 1, j] >= common[i, j + 1])) lines.Add(new(++i, null, old[i - 1]));
            else lines.Add(new(null, ++j, now[j - 1]));
        }
        return lines;
    }

    static string[] Lines(string text) => text.TrimEnd('\n').Split('\n') is { Length: <= LinesMax } lines ? lines : throw new Refusal("too_big", "文件太长，不能对照。");
}

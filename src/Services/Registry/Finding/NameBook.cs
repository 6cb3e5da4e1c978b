using OneTable.Services.Data;

namespace OneTable.Services.Registry.Finding;

/// <summary>
/// The names of the registry and how they are read. It lies in the database and is written with the people, so a name is
/// found by every instance right after the write. Names that nobody has any more stay and find nobody.
/// </summary>
public static class NameBook
{
    const int NamesPerLook = 100, LooseMax = 200, PinyinMax = 120, InitialsMax = 24;

    static readonly string known = $"SELECT DISTINCT name FROM names WHERE name IN ({string.Join(", ", Enumerable.Range(0, NamesPerLook).Select(i => "@p" + i))})";

    /// <summary>Takes in the names that are not known yet. In order, so that two writers of the same names do not wait crosswise.</summary>
    public static void Keep(Tx tx, IEnumerable<string> names)
    {
        foreach (var chunk in names.Distinct().Order(StringComparer.Ordinal).Chunk(NamesPerLook))
        {
            var fresh = chunk.ToHashSet();
            using (var rows = tx.Scan(known, [.. chunk, .. Enumerable.Repeat(chunk[0], NamesPerLook - chunk.Length)]))
                while (rows.Read()) fresh.Remove(rows.Text(0)!);
            foreach (var row in chunk.Where(fresh.Contains).SelectMany(RowsOf))
                tx.Run(tx.Dialect.InsertIgnore + " INTO names (name, pinyin, initials, sound, tail, skip) VALUES (@p0, @p1, @p2, @p3, @p4, @p5)", row);
        }
    }

    /// <summary>One row for each way to read the name.</summary>
    public static IEnumerable<object?[]> RowsOf(string name)
    {
        var parts = NameParts.Of(name);
        return parts.Spoken().Select(spoken => (object?[])
        [
            name, Cut(string.Concat(spoken), PinyinMax), Cut(string.Concat(spoken.Where(s => s.Length > 0).Select(s => s[0])), InitialsMax),
            Cut(string.Concat(spoken.Select(Pinyin.Sound)), PinyinMax), parts.Without(0), parts.Without(1),
        ]).DistinctBy(row => row[1]);
    }

    static string Cut(string text, int max) => text.Length > max ? text[..max] : text;

    /// <summary>Takes in the people of a database that is older than this table.</summary>
    public static Task FillAsync(Database db)
    {
        var missing = db.Read(tx => tx.Value<int>("SELECT COUNT(*) FROM (SELECT name FROM names LIMIT 1) n") == 0
            && tx.Value<int>("SELECT COUNT(*) FROM (SELECT id FROM people LIMIT 1) p") == 1);
        return missing ? db.WriteAsync(tx => Keep(tx, tx.Query<string>("SELECT DISTINCT name FROM people").ToList())) : Task.CompletedTask;
    }

    /// <summary>The names that may be meant. All is false where there are more than are read for one probe.</summary>
    internal static (HashSet<string> Names, bool All) Candidates(Tx tx, NameQuery query, int perProbe)
    {
        var (names, all) = (new HashSet<string>(), true);
        foreach (var (column, from, to, loose) in query.Probes().Distinct())
        {
            var (count, most) = (0, loose ? Math.Min(LooseMax, perProbe) : perProbe);
            using var rows = to is null
                ? tx.Scan($"SELECT name FROM names WHERE {column} = @p0 LIMIT {most}", from)
                : tx.Scan($"SELECT name FROM names WHERE {column} >= @p0 AND {column} < @p1 LIMIT {most}", from, to);
            for (; rows.Read(); count++) names.Add(rows.Text(0)!);
            all &= loose || count < most;
        }
        return (names, all);
    }
}

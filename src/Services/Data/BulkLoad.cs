using System.Text.RegularExpressions;

namespace OneTable.Services.Data;

/// <summary>
/// A first load of millions into SQLite: its plain indexes are taken away and made again at the end, each in one sorted pass.
/// A load that broke leaves some missing; they are made by the next one, or by the next start.
/// </summary>
public static partial class BulkLoad
{
    const int CacheKb = 400_000;

    public static async Task BeginAsync(Database db)
    {
        if (!db.Dialect.IsSqlite) return;
        await db.WriteAsync(tx =>
        {
            tx.Run($"PRAGMA cache_size = -{CacheKb}");
            foreach (var name in There(tx).Intersect(Plain().Keys)) tx.Run($"DROP INDEX {name}");
        });
    }

    public static async Task EndAsync(Database db)
    {
        if (!db.Dialect.IsSqlite) return;
        await db.WriteAsync(tx => tx.Run($"PRAGMA cache_size = -{SqliteWriter.CacheKb}"));
        var there = db.Read(There);
        foreach (var (_, sql) in Plain().Where(i => !there.Contains(i.Key))) await db.AlterAsync(sql);
    }

    /// <summary>The indexes that the schema means to have, as its last statement about each says; a unique one is more than speed.</summary>
    static Dictionary<string, string> Plain()
    {
        var plain = new Dictionary<string, string>();
        foreach (var statement in Migrations.All.SelectMany(step => step.Statements))
            if (Create().Match(statement) is { Success: true } made) plain[made.Groups[1].Value] = statement;
            else if (Drop().Match(statement) is { Success: true } gone) plain.Remove(gone.Groups[1].Value);
        return plain;
    }

    static HashSet<string> There(Tx tx) => [.. tx.Query<string>("SELECT name FROM sqlite_master WHERE type = 'index'")];

    [GeneratedRegex(@"^CREATE INDEX (\w+) ON \w+")]
    private static partial Regex Create();

    [GeneratedRegex(@"^DROP INDEX (\w+)")]
    private static partial Regex Drop();
}

using OneTable.Services.Data;
using OneTable.Services.Dictionary;

namespace OneTable.Services.Registry;

/// <summary>Two sources that say two things of one field: the old value stays until a person settles it.</summary>
public sealed class Conflicts
{
    /// <summary>From the strongest to the weakest; whoever is not named stands before 导入. The owner of a field outranks them all.</summary>
    static readonly string[] ranks = ["证件", "走访", "社区", "居民自填", "", "导入", "演示数据"];

    /// <summary>The same source saying something else again changes its open conflict.</summary>
    internal static void Open(Tx tx, Field field, long person, (string Value, string Source, long At) old, string value, Origin origin)
    {
        var suggested = Rank(field, origin.Source) <= Rank(field, old.Source) ? "new" : "old"; // of equals the later one
        tx.Run(tx.Dialect.Upsert("""
            INSERT INTO conflicts (id, open_key, kind, subject_id, field, old_value, old_source, old_at, new_value, new_source, new_actor, new_at,
                suggested, batch_id)
            VALUES (@p0, @p1, 'person', @p2, @p3, @p4, @p5, @p6, @p7, @p8, @p9, @p10, @p11, @p12)
            """, "open_key", "old_value", "old_source", "old_at", "new_value", "new_actor", "new_at", "suggested", "batch_id"),
            tx.NextId(), $"person:{person}:{field.Label}:{origin.Source}", person, field.Label, old.Value, old.Source, old.At, value, origin.Source,
            origin.Actor, tx.Now, suggested, origin.BatchId);
    }

    /// <summary>The lower the stronger.</summary>
    public static int Rank(Field field, string source) => source == field.Owner ? -1
        : Array.IndexOf(ranks, source) is var rank and >= 0 ? rank : Array.IndexOf(ranks, "");
}

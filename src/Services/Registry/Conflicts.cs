using OneTable.Services.Data;
using OneTable.Services.Dictionary;

namespace OneTable.Services.Registry;

/// <summary>Two sources that say two things of one field: the old value stays until a person settles it.</summary>
public sealed partial class Conflicts(Subjects subjects, Ledger ledger, FieldCatalog fields, Ownership ownership)
{
    /// <summary>From the strongest to the weakest; whoever is not named stands before 导入. The owner of a field outranks them all.</summary>
    static readonly string[] ranks = ["证件", "走访", "社区", "居民自填", "", "导入", "演示数据"];

    sealed record Against
    {
        public long Id { get; init; }
        public string Field { get; init; } = "";
        public string? NewValue { get; init; }
        public string NewSource { get; init; } = "";
    }

    /// <summary>The same source saying something else again changes its open conflict.</summary>
    internal static void Open(Tx tx, Field field, long id, (string? Value, string Source, long At) old, string value, Origin origin)
    {
        tx.Run(tx.Dialect.Upsert("""
            INSERT INTO conflicts (id, open_key, kind, subject_id, field, old_value, old_source, old_at, new_value, new_source, new_actor, new_at,
                suggested, batch_id)
            VALUES (@p0, @p1, @p2, @p3, @p4, @p5, @p6, @p7, @p8, @p9, @p10, @p11, @p12, @p13)
            """, "open_key", "old_value", "old_source", "old_at", "new_value", "new_actor", "new_at", "suggested", "batch_id"),
            tx.NextId(), Key(field, id, origin.Source), field.Subject.Kind, id, field.Label, old.Value, old.Source, old.At, value, origin.Source,
            origin.Actor, tx.Now, Suggested(field, old.Source, origin.Source), origin.BatchId);
    }

    static string Key(Field field, long id, string source) => $"{field.Subject.Kind}:{id}:{field.Label}:{source}";

    /// <summary>The lower the stronger.</summary>
    public static int Rank(Field field, string source) => source == field.Owner ? -1
        : Array.IndexOf(ranks, source) is var rank and >= 0 ? rank : Array.IndexOf(ranks, "");

    static string Suggested(Field field, string old, string fresh) => Rank(field, fresh) <= Rank(field, old) ? "new" : "old"; // of equals the later one

    /// <summary>Why the suggested side is the likelier one, in a sentence.</summary>
    public static string Why(Field field, string old, string fresh)
    {
        var (before, after) = (Rank(field, old), Rank(field, fresh));
        if (before == after) return "两边分量一样，以后说的为准";
        var (winner, other) = after < before ? (fresh, old) : (old, fresh);
        return winner == field.Owner ? $"“{field.Label}”由{winner}说了算" : $"{winner}比{(other.Length == 0 ? "来路不明的" : other)}可靠";
    }

    /// <summary>The fields of a subject about which sources disagree.</summary>
    internal static HashSet<string> Fields(Tx tx, Subject subject, long id) => tx.Query<string>(
        "SELECT DISTINCT field FROM conflicts WHERE kind = @Kind AND subject_id = @id AND settled IS NULL", new { subject.Kind, id }).ToHashSet();

    /// <summary>A field was written: what now says the same is settled by that, the others stand against the new value.</summary>
    internal static void Follow(Tx tx, Ledger ledger, Subject subject, long id, IReadOnlyList<(Field Field, string? Value)> written, Origin origin)
    {
        var open = tx.Query<Against>("""
            SELECT id AS Id, field AS Field, new_value AS NewValue, new_source AS NewSource FROM conflicts
            WHERE kind = @Kind AND subject_id = @id AND settled IS NULL
            """, new { subject.Kind, id }).ToList();
        foreach (var conflict in open)
        {
            if (written.FirstOrDefault(w => w.Field.Label == conflict.Field) is not { Field: { } field } now) continue;
            if (!ledger.Differs(field, now.Value, conflict.NewValue))
                tx.Run("UPDATE conflicts SET open_key = NULL, settled = 'same', settled_at = @p1, settled_by = @p2 WHERE id = @p0", conflict.Id, tx.Now, origin.Actor);
            else
                tx.Run("UPDATE conflicts SET old_value = @p1, old_source = @p2, old_at = @p3, suggested = @p4 WHERE id = @p0",
                    conflict.Id, now.Value, origin.Source, tx.Now, Suggested(field, origin.Source, conflict.NewSource));
        }
    }
}

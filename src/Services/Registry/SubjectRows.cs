using OneTable.Services.Data;
using OneTable.Services.Dictionary;

namespace OneTable.Services.Registry;

/// <summary>The rows of one subject: its base table and special libraries, its tags, and why a field is empty.</summary>
static class SubjectRows
{
    /// <summary>Keeps others from writing this subject until the commit; false where there is none.</summary>
    public static bool Hold(Tx tx, Subject subject, long id) =>
        tx.Value<long?>($"SELECT id FROM {subject.Table} WHERE id = @p0" + tx.ForUpdate, id) is not null;

    /// <summary>What is known of these fields, held until the write is done: a second writer's facts would else be written over.</summary>
    public static SubjectValues? Lock(Tx tx, Subject subject, long id, IEnumerable<Field> fields) =>
        Hold(tx, subject, id) ? SubjectValues.Load(tx, subject, fields, [id]).SingleOrDefault() : null;

    public static void Store(Tx tx, Subject subject, long id, Facts facts, bool isNew)
    {
        foreach (var (table, columns) in facts.Tables)
        {
            var isBase = table == subject.Table;
            if (isBase) columns["updated_at"] = tx.Now;
            object?[] values = [.. columns.Values, id];
            if (isBase && !isNew)
            {
                tx.Run($"UPDATE {table} SET {string.Join(", ", columns.Keys.Select((c, i) => $"{c} = @p{i}"))} WHERE id = @p{columns.Count}", values);
                continue;
            }
            var key = isBase ? "id" : subject.Key;
            var insert = $"INSERT INTO {table} ({string.Join(", ", columns.Keys.Append(key))}) VALUES ({string.Join(", ", values.Select((_, i) => "@p" + i))})";
            tx.Run(isBase ? insert : tx.Dialect.Upsert(insert, key, [.. columns.Keys]), values);
        }
        if (!isNew && !facts.Tables.ContainsKey(subject.Table)) tx.Run($"UPDATE {subject.Table} SET updated_at = @p0 WHERE id = @p1", tx.Now, id);
        StoreTags(tx, subject, id, facts);
    }

    static void StoreTags(Tx tx, Subject subject, long id, Facts facts)
    {
        foreach (var (field, values) in facts.Codes)
        {
            tx.Run("DELETE FROM tags WHERE kind = @p0 AND subject_id = @p1 AND field = @p2", subject.Kind, id, field);
            foreach (var code in values.Distinct())
                tx.Run("INSERT INTO tags (kind, subject_id, field, code) VALUES (@p0, @p1, @p2, @p3)", subject.Kind, id, field, code);
        }
        foreach (var field in facts.Ledger.Keys)
        {
            tx.Run("DELETE FROM absences WHERE kind = @p0 AND subject_id = @p1 AND field = @p2", subject.Kind, id, field);
            if (facts.Absent.TryGetValue(field, out var reason))
                tx.Run("INSERT INTO absences (kind, subject_id, field, reason) VALUES (@p0, @p1, @p2, @p3)", subject.Kind, id, field, reason);
        }
    }
}

using System.Text.RegularExpressions;
using OneTable.Services.Data;

namespace OneTable.Services.Dictionary;

/// <summary>
/// The dictionary is the schema: a field's table and column are made when it names them. A base table of a subject is there;
/// a special library is a table of its own with the subject's key. What is not indexed is TEXT: an engine limits a row's length.
/// </summary>
static partial class Libraries
{
    sealed record Kept(string TableName, string ColumnName, string Type);

    public static async Task EnsureAsync(Database db)
    {
        foreach (var sql in db.Read(Missing)) await db.AlterAsync(sql);
    }

    static List<string> Missing(Tx tx)
    {
        var missing = new List<string>();
        var tables = tx.Query<Kept>("""
            SELECT table_name AS TableName, column_name AS ColumnName, type AS Type FROM fields WHERE column_name IS NOT NULL ORDER BY table_name, position
            """).Where(f => KeyOf(f.TableName) is not null).GroupBy(f => f.TableName);
        foreach (var table in tables)
        {
            var there = Columns(tx, table.Key);
            var wanted = table.DistinctBy(f => f.ColumnName).Where(f => !there.Contains(f.ColumnName)).Select(f => $"{Name(f.ColumnName)} {SqlType(f.Type)} NULL").ToList();
            if (there.Count == 0) missing.Add($"CREATE TABLE {Name(table.Key)} ({KeyOf(table.Key)} BIGINT NOT NULL PRIMARY KEY, {string.Join(", ", wanted)})");
            else missing.AddRange(wanted.Select(column => $"ALTER TABLE {Name(table.Key)} ADD COLUMN {column}"));
        }
        return missing;
    }

    static HashSet<string> Columns(Tx tx, string table)
    {
        using var rows = tx.Scan(tx.Dialect.ColumnsOfTable, table);
        var columns = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        while (rows.Read()) columns.Add(rows.Text(0)!);
        return columns;
    }

    /// <summary>A special library is called after its subject: people_ageing.</summary>
    static string? KeyOf(string table) => Subject.Registered.FirstOrDefault(s => s.Table == table.Split('_')[0])?.Key;

    /// <summary>A name stands in SQL as it is, so it may only be a name.</summary>
    static string Name(string name) => Plain().IsMatch(name) ? name : throw new Refusal("content_invalid", $"字段表里的「{name}」不能作表名或列名。");

    static string SqlType(string type) => Enum.Parse<FieldType>(type, ignoreCase: true) switch
    {
        FieldType.Int or FieldType.Money or FieldType.Key => "BIGINT",
        FieldType.Bool => "INTEGER",
        _ => "TEXT",
    };

    [GeneratedRegex("^[a-z][a-z0-9_]{0,40}$")]
    private static partial Regex Plain();
}

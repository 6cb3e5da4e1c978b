using System.Data.Common;
using Microsoft.Data.Sqlite;
using SQLitePCL;
using MySqlDriver = MySql.Data.MySqlClient; // the one line that names the MySQL driver

namespace OneTable.Services.Data;

public enum Provider { Sqlite, MySql }

/// <summary>All that differs between the two engines.</summary>
public sealed class Dialect(Provider provider, string connectionString)
{
    /// <summary>SQLite counts its memory under a lock that every allocation takes; nobody asks for the count.</summary>
    static Dialect()
    {
        Batteries_V2.Init();
        _ = raw.sqlite3_config(raw.SQLITE_CONFIG_MEMSTATUS, 0);
    }

    public Provider Provider => provider;
    public bool IsSqlite => provider == Provider.Sqlite;

    /// <summary>An open connection; dispose it to give it back to the pool.</summary>
    public DbConnection Open()
    {
        DbConnection connection = IsSqlite
            ? new SqliteConnection(connectionString) { DefaultTimeout = 30 }
            // Without it the driver talks in the server's default character set and loses Chinese without a word.
            : new MySqlDriver.MySqlConnection(connectionString + ";CharSet=utf8mb4");
        if (!IsSqlite) MySqlCharacterSets.Prepare();
        connection.Open();
        return connection;
    }

    /// <summary>All reads until COMMIT see the same moment.</summary>
    public string BeginReading => IsSqlite ? "BEGIN" : "SET TRANSACTION ISOLATION LEVEL REPEATABLE READ; START TRANSACTION WITH CONSISTENT SNAPSHOT";

    /// <summary>The number in whose order the rows of a table lie, so that a part of it is read in one go.</summary>
    public string RowOrder(string idColumn) => IsSqlite ? "rowid" : idColumn;

    /// <summary>"insert, and do nothing where the key is there already"; the count of rows says which it was.</summary>
    public string InsertIgnore => IsSqlite ? "INSERT OR IGNORE" : "INSERT IGNORE";

    /// <summary>"insert, or set these columns where the key is there already".</summary>
    public string Upsert(string insert, string key, params string[] columns) => IsSqlite
        ? $"{insert} ON CONFLICT ({key}) DO UPDATE SET {string.Join(", ", columns.Select(c => $"{c} = excluded.{c}"))}"
        : $"{insert} ON DUPLICATE KEY UPDATE {string.Join(", ", columns.Select(c => $"{c} = VALUES({c})"))}";

    public bool IsUniqueViolation(Exception error) => error switch
    {
        SqliteException { SqliteErrorCode: 19 } => true,
        MySqlDriver.MySqlException { Number: 1062 } => true,
        _ => false,
    };

    /// <summary>A table, column, key or row that this statement makes (or takes away) was made before: it ran, and what followed it did not.</summary>
    public bool IsThereAlready(Exception error) => error switch
    {
        MySqlDriver.MySqlException { Number: 1050 or 1060 or 1061 or 1062 or 1091 } => true,
        SqliteException { SqliteErrorCode: 1 } e => e.Message.Contains("duplicate column") || e.Message.Contains("already exists"),
        _ => false,
    };

    /// <summary>A statement of a migration as this engine wants it: on SQLite an index is dropped without naming its table.</summary>
    public string Ddl(string sql) => IsSqlite && sql.StartsWith("DROP INDEX", StringComparison.Ordinal) ? sql[..sql.IndexOf(" ON ", StringComparison.Ordinal)] : sql;

    /// <summary>The columns of the table @p0; no row where there is no such table.</summary>
    public string ColumnsOfTable => IsSqlite ? "SELECT name FROM pragma_table_xinfo(@p0)"
        : "SELECT column_name FROM information_schema.columns WHERE table_schema = DATABASE() AND table_name = @p0";

    /// <summary>A deadlock or lock time-out: the whole transaction may be tried again.</summary>
    public bool IsTransient(Exception error) => error is MySqlDriver.MySqlException { Number: 1213 or 1205 };
}

/// <summary>
/// The 8.0.16 driver does not know the name utf8mb3 that newer servers use when they report a warning;
/// it is the old utf8, so the entry is copied once.
/// </summary>
static class MySqlCharacterSets
{
    static readonly Lazy<bool> prepared = new(Copy);

    public static void Prepare() => _ = prepared.Value;

    static bool Copy()
    {
        var type = typeof(MySqlDriver.MySqlConnection).Assembly.GetType("MySql.Data.MySqlClient.CharSetMap")!;
        const System.Reflection.BindingFlags any = System.Reflection.BindingFlags.Static
            | System.Reflection.BindingFlags.NonPublic | System.Reflection.BindingFlags.Public;
        foreach (var field in type.GetFields(any))
            if (field.GetValue(null) is System.Collections.IDictionary map && map.Contains("utf8") && !map.Contains("utf8mb3"))
                map.Add("utf8mb3", map["utf8"]);
        return true;
    }
}

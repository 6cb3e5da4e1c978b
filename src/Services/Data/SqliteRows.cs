using System.Globalization;
using System.Text;
using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace OneTable.Services.Data;

/// <summary>Rows bound straight to SQLite's statement: the driver would look up every parameter by its name again for each row.</summary>
static class SqliteRows
{
    public static void Write(SqliteConnection connection, string sql, IEnumerable<object?[]> rows)
    {
        var handle = connection.Handle!;
        SqliteException.ThrowExceptionForRC(raw.sqlite3_prepare_v2(handle, sql, out var statement), handle);
        using (statement)
        {
            var utf8 = new byte[1024];
            foreach (var row in rows)
            {
                raw.sqlite3_clear_bindings(statement);
                for (var i = 0; i < row.Length; i++)
                    if (row[i] is { } value) Bind(statement, i + 1, value, ref utf8);
                if (raw.sqlite3_step(statement) is not raw.SQLITE_DONE and var step) SqliteException.ThrowExceptionForRC(step, handle);
                raw.sqlite3_reset(statement);
            }
        }
    }

    static void Bind(sqlite3_stmt statement, int place, object value, ref byte[] utf8)
    {
        switch (value)
        {
            case string text:
                var most = Encoding.UTF8.GetMaxByteCount(text.Length);
                if (most > utf8.Length) utf8 = new byte[most];
                raw.sqlite3_bind_text(statement, place, utf8.AsSpan(0, Encoding.UTF8.GetBytes(text, utf8)));
                break;
            case double number: raw.sqlite3_bind_double(statement, place, number); break;
            default: raw.sqlite3_bind_int64(statement, place, Convert.ToInt64(value, CultureInfo.InvariantCulture)); break;
        }
    }
}

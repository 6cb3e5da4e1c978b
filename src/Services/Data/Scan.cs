using System.Data.Common;
using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;
using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace OneTable.Services.Data;

/// <summary>Rows read once and in order, cell by cell, without an object for each: for millions of them.</summary>
public interface IScan : IDisposable
{
    bool Read();
    long Number(int column);

    /// <summary>The cell as text, valid until the next call; false where it is NULL.</summary>
    bool TryText(int column, out ReadOnlySpan<char> text);
}

/// <summary>Straight over SQLite's own calls.</summary>
sealed class SqliteScan : IScan
{
    readonly sqlite3 database;
    readonly sqlite3_stmt statement;
    readonly nint row;
    char[] buffer = new char[256];

    public SqliteScan(SqliteConnection connection, string sql, object?[] values)
    {
        database = connection.Handle!;
        Check(raw.sqlite3_prepare_v2(database, sql, out statement));
        row = statement.DangerousGetHandle();
        for (var i = 0; i < values.Length; i++)
        {
            var at = raw.sqlite3_bind_parameter_index(statement, "@p" + i);
            Check(values[i] is string text ? raw.sqlite3_bind_text(statement, at, text)
                : raw.sqlite3_bind_int64(statement, at, Convert.ToInt64(values[i], CultureInfo.InvariantCulture)));
        }
    }

    public bool Read()
    {
        var answer = raw.sqlite3_step(statement);
        if (answer == raw.SQLITE_ROW) return true;
        if (answer != raw.SQLITE_DONE) Check(answer);
        return false;
    }

    public long Number(int column) => Cells.sqlite3_value_int64(Cells.sqlite3_column_value(row, column));

    public bool TryText(int column, out ReadOnlySpan<char> text)
    {
        var cell = Cells.sqlite3_column_value(row, column);
        var type = Cells.sqlite3_value_type(cell);
        text = type switch
        {
            raw.SQLITE_NULL => default,
            raw.SQLITE_INTEGER => Digits(Cells.sqlite3_value_int64(cell)),
            raw.SQLITE_FLOAT => raw.sqlite3_column_double(statement, column).ToString(CultureInfo.InvariantCulture),
            _ => Utf8(cell),
        };
        return type != raw.SQLITE_NULL;
    }

    ReadOnlySpan<char> Digits(long number)
    {
        number.TryFormat(buffer, out var length, provider: CultureInfo.InvariantCulture);
        return buffer.AsSpan(0, length);
    }

    unsafe ReadOnlySpan<char> Utf8(nint cell)
    {
        var bytes = new ReadOnlySpan<byte>(Cells.sqlite3_value_blob(cell), Cells.sqlite3_value_bytes(cell));
        if (bytes.Length > buffer.Length) buffer = new char[bytes.Length];
        return buffer.AsSpan(0, Encoding.UTF8.GetChars(bytes, buffer));
    }

    void Check(int answer) => SqliteException.ThrowExceptionForRC(answer, database);

    public void Dispose() => statement.Dispose();

    /// <summary>
    /// The library's own calls for a cell, for it is called some hundred million times: three times as fast as through the binding,
    /// which guards each call against what does not happen here, and as sqlite3_column_…, which take a lock each.
    /// </summary>
    static unsafe class Cells
    {
        const string Library = "e_sqlite3";

        [DllImport(Library), SuppressGCTransition]
        public static extern nint sqlite3_column_value(nint statement, int column);

        [DllImport(Library), SuppressGCTransition]
        public static extern int sqlite3_value_type(nint value);

        [DllImport(Library), SuppressGCTransition]
        public static extern long sqlite3_value_int64(nint value);

        [DllImport(Library), SuppressGCTransition]
        public static extern int sqlite3_value_bytes(nint value);

        [DllImport(Library), SuppressGCTransition]
        public static extern void* sqlite3_value_blob(nint value);
    }
}

/// <summary>The same through the driver.</summary>
sealed class ReaderScan(DbDataReader reader) : IScan
{
    public bool Read() => reader.Read();
    public long Number(int column) => reader.GetInt64(column);

    public bool TryText(int column, out ReadOnlySpan<char> text)
    {
        var there = !reader.IsDBNull(column);
        text = there ? Convert.ToString(reader.GetValue(column), CultureInfo.InvariantCulture) : default;
        return there;
    }

    public void Dispose() => reader.Dispose();
}

using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;
using Microsoft.Data.Sqlite;

namespace OneTable.Services.Data;

/// <summary>
/// A statement of SQLite, prepared once and run many times by SQLite's own calls. The driver looks up every parameter by its name,
/// makes a reader for each run and guards each call against what does not happen here: it takes three times as long.
/// </summary>
sealed unsafe class SqliteStatement : IScan
{
    const int Row = 100, Done = 101, ValuesMax = 32_766, DecimalMax = 32, KeptTextsMax = 1 << 20;

    readonly SqliteConnection connection;
    readonly bool kept;
    readonly nint handle;
    readonly int[] places; // where @p0, @p1 … stand in the statement; 0 where it has no such parameter
    byte* texts; // what is bound now; it stays where it is until the next run
    int textsMax;
    char[] characters = [];

    /// <param name="kept">It is run again after it was disposed, and freed by who keeps it.</param>
    public SqliteStatement(SqliteConnection connection, string sql, bool kept = false)
    {
        (this.connection, this.kept) = (connection, kept);
        var utf8 = Encoding.UTF8.GetBytes(sql);
        fixed (byte* text = utf8) Check(Native.sqlite3_prepare_v2(connection.Handle!.DangerousGetHandle(), text, utf8.Length, out handle, out _));
        var (found, left) = (new List<int>(), Native.sqlite3_bind_parameter_count(handle));
        for (; left > 0 && found.Count < ValuesMax; left -= found[^1] > 0 ? 1 : 0)
            fixed (byte* name = Encoding.UTF8.GetBytes($"@p{found.Count}\0")) found.Add(Native.sqlite3_bind_parameter_index(handle, name));
        if (left > 0) throw new ArgumentException($"The parameters are not @p0, @p1 …: {sql}");
        places = [.. found];
    }

    /// <summary>Begun and not yet disposed: its rows are being read.</summary>
    public bool IsOpen { get; private set; }

    /// <summary>Runs it to its end; the number of rows it changed.</summary>
    public int Run(object?[] values)
    {
        Begin(values);
        while (Read()) { /* rows that nobody asked for: a PRAGMA says what it did */ }
        _ = Native.sqlite3_reset(handle);
        return Native.sqlite3_changes(connection.Handle!.DangerousGetHandle());
    }

    /// <summary>Binds the values; all of them, for what was bound before is gone.</summary>
    public void Begin(object?[] values)
    {
        if (values.Length < places.Length) throw new ArgumentException($"{places.Length} values are needed, {values.Length} given.");
        IsOpen = true;
        var most = 0;
        foreach (var value in values) most += value is string text ? Encoding.UTF8.GetMaxByteCount(text.Length) : value is decimal ? DecimalMax : 0;
        if (most > textsMax) texts = (byte*)NativeMemory.Realloc(texts, (nuint)(textsMax = most));
        var free = texts;
        for (var i = 0; i < places.Length; i++)
            if (places[i] > 0) Check(Bind(places[i], values[i], ref free));
    }

    int Bind(int place, object? value, ref byte* free)
    {
        switch (value)
        {
            case null or DBNull: return Native.sqlite3_bind_null(handle, place);
            case string text:
                var length = Encoding.UTF8.GetBytes(text, new Span<byte>(free, textsMax - (int)(free - texts)));
                var at = free;
                free += length;
                return Native.sqlite3_bind_text(handle, place, at == null ? (byte*)1 : at, length, 0);
            case double or float: return Native.sqlite3_bind_double(handle, place, Convert.ToDouble(value, CultureInfo.InvariantCulture));
            case byte[] bytes: fixed (byte* blob = bytes) return blob == null ? Native.sqlite3_bind_zeroblob(handle, place, 0) : Native.sqlite3_bind_blob(handle, place, blob, bytes.Length, -1);
            case decimal number: return Bind(place, number.ToString(CultureInfo.InvariantCulture), ref free);
            default: return Native.sqlite3_bind_int64(handle, place, Convert.ToInt64(value, CultureInfo.InvariantCulture));
        }
    }

    /// <summary>To the next row.</summary>
    public bool Read() => Native.sqlite3_step(handle) switch
    {
        Row => true,
        Done => false,
        var error => throw Error(error),
    };

    public long Number(int column) => Native.sqlite3_value_int64(Native.sqlite3_column_value(handle, column));

    /// <summary>The cell as the driver would give it: long, double, string, byte[] or null.</summary>
    public object? Value(int column)
    {
        var cell = Native.sqlite3_column_value(handle, column);
        return Native.sqlite3_value_type(cell) switch
        {
            Native.Integer => Native.sqlite3_value_int64(cell),
            Native.Float => Native.sqlite3_value_double(cell),
            Native.Null => null,
            Native.Blob => Bytes(cell).ToArray(),
            _ => Encoding.UTF8.GetString(Bytes(cell)),
        };
    }

    /// <summary>The cell as text, valid until the next call; false where it is NULL.</summary>
    public bool TryText(int column, out ReadOnlySpan<char> text)
    {
        var cell = Native.sqlite3_column_value(handle, column);
        var type = Native.sqlite3_value_type(cell);
        text = type switch
        {
            Native.Null => default,
            Native.Integer => Digits(Native.sqlite3_value_int64(cell)),
            Native.Float => Native.sqlite3_value_double(cell).ToString(CultureInfo.InvariantCulture),
            _ => Characters(Bytes(cell)),
        };
        return type != Native.Null;
    }

    static ReadOnlySpan<byte> Bytes(nint cell) => new(Native.sqlite3_value_blob(cell), Native.sqlite3_value_bytes(cell));

    ReadOnlySpan<char> Digits(long number)
    {
        if (characters.Length < 20) characters = new char[256];
        number.TryFormat(characters, out var length, provider: CultureInfo.InvariantCulture);
        return characters.AsSpan(0, length);
    }

    ReadOnlySpan<char> Characters(ReadOnlySpan<byte> utf8)
    {
        if (utf8.Length > characters.Length) characters = new char[Math.Max(256, utf8.Length)];
        return characters.AsSpan(0, Encoding.UTF8.GetChars(utf8, characters));
    }

    void Check(int answer)
    {
        if (answer != 0) throw Error(answer);
    }

    Exception Error(int answer)
    {
        try { SqliteException.ThrowExceptionForRC(answer, connection.Handle!); }
        catch (SqliteException e) { return e; }
        return new InvalidOperationException($"SQLite answered {answer}.");
    }

    public void Dispose()
    {
        IsOpen = false;
        if (!kept) Free();
        else _ = Native.sqlite3_reset(handle); // says again what the last step said
        if (kept && textsMax > KeptTextsMax) FreeTexts();
    }

    public void Free()
    {
        _ = Native.sqlite3_finalize(handle);
        FreeTexts();
    }

    void FreeTexts()
    {
        NativeMemory.Free(texts);
        texts = null;
        textsMax = 0;
    }

    /// <summary>
    /// What is called some hundred million times goes without a guard of the garbage collector; what may wait for the disk does not.
    /// A column's value is read without the lock that each sqlite3_column_… takes.
    /// </summary>
    static class Native
    {
        public const int Integer = 1, Float = 2, Blob = 4, Null = 5;
        const string Library = "e_sqlite3";

        [DllImport(Library)]
        public static extern int sqlite3_prepare_v2(nint database, byte* sql, int length, out nint statement, out nint rest);

        [DllImport(Library)]
        public static extern int sqlite3_step(nint statement);

        [DllImport(Library)]
        public static extern int sqlite3_reset(nint statement);

        [DllImport(Library)]
        public static extern int sqlite3_finalize(nint statement);

        [DllImport(Library)]
        public static extern int sqlite3_changes(nint database);

        [DllImport(Library)]
        public static extern int sqlite3_bind_parameter_count(nint statement);

        [DllImport(Library)]
        public static extern int sqlite3_bind_parameter_index(nint statement, byte* name);

        [DllImport(Library), SuppressGCTransition]
        public static extern int sqlite3_bind_null(nint statement, int place);

        [DllImport(Library), SuppressGCTransition]
        public static extern int sqlite3_bind_int64(nint statement, int place, long value);

        [DllImport(Library), SuppressGCTransition]
        public static extern int sqlite3_bind_double(nint statement, int place, double value);

        [DllImport(Library), SuppressGCTransition]
        public static extern int sqlite3_bind_text(nint statement, int place, byte* value, int length, nint kept);

        [DllImport(Library)]
        public static extern int sqlite3_bind_blob(nint statement, int place, byte* value, int length, nint kept);

        [DllImport(Library)]
        public static extern int sqlite3_bind_zeroblob(nint statement, int place, int length);

        [DllImport(Library), SuppressGCTransition]
        public static extern nint sqlite3_column_value(nint statement, int column);

        [DllImport(Library), SuppressGCTransition]
        public static extern int sqlite3_value_type(nint value);

        [DllImport(Library), SuppressGCTransition]
        public static extern long sqlite3_value_int64(nint value);

        [DllImport(Library), SuppressGCTransition]
        public static extern double sqlite3_value_double(nint value);

        [DllImport(Library), SuppressGCTransition]
        public static extern int sqlite3_value_bytes(nint value);

        [DllImport(Library), SuppressGCTransition]
        public static extern void* sqlite3_value_blob(nint value);
    }
}

using System.Data.Common;
using System.Globalization;

namespace OneTable.Services.Data;

/// <summary>Rows read once and in order, cell by cell, without an object for each: for millions of them.</summary>
public interface IScan : IDisposable
{
    bool Read();
    long Number(int column);

    /// <summary>The cell as text, valid until the next call; false where it is NULL.</summary>
    bool TryText(int column, out ReadOnlySpan<char> text);

    bool IsNull(int column) => !TryText(column, out _);

    string? Text(int column) => TryText(column, out var text) ? text.ToString() : null;
}

/// <summary>Through the driver; on SQLite it is a <see cref="SqliteStatement"/>.</summary>
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

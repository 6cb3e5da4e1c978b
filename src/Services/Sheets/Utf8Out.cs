using System.Globalization;
using System.Text;

namespace OneTable.Services.Sheets;

/// <summary>XML as bytes, written by hand into one buffer that is passed on when it is full.</summary>
sealed class Utf8Out(Stream to)
{
    const int BufferBytes = 128 * 1024, TextMax = 8 * 1024; // so many characters at once, three bytes each

    readonly byte[] buffer = new byte[BufferBytes];
    int used;

    public void Raw(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length > BufferBytes - used)
        {
            Flush();
            if (bytes.Length > BufferBytes)
            {
                to.Write(bytes);
                return;
            }
        }
        bytes.CopyTo(buffer.AsSpan(used));
        used += bytes.Length;
    }

    /// <summary>Text that is XML already.</summary>
    public void Raw(ReadOnlySpan<char> xml)
    {
        for (; xml.Length > TextMax; xml = xml[TextMax..]) Plain(xml[..TextMax]);
        Plain(xml);
    }

    public void Number(long value)
    {
        Room(20);
        value.TryFormat(buffer.AsSpan(used), out var written, default, CultureInfo.InvariantCulture);
        used += written;
    }

    public void Number(double value)
    {
        Room(32);
        value.TryFormat(buffer.AsSpan(used), out var written, default, CultureInfo.InvariantCulture);
        used += written;
    }

    /// <summary>Text as a cell holds it: what XML or Excel would read otherwise is escaped, what neither takes is left out.</summary>
    public void Escaped(ReadOnlySpan<char> text)
    {
        if (text.ContainsAnyInRange(XlsxParts.NeverFirst, XlsxParts.NeverLast))
            text = string.Concat(text.ToString().Where(c => c < XlsxParts.NeverFirst));
        while (text.Length > 0)
        {
            var at = text.IndexOfAny(XlsxParts.Special);
            Raw(at < 0 ? text : text[..at]);
            if (at < 0) return;
            Raw(XlsxParts.Escape(text[at..]));
            text = text[(at + 1)..];
        }
    }

    public void Flush()
    {
        if (used > 0) to.Write(buffer, 0, used);
        used = 0;
    }

    void Plain(ReadOnlySpan<char> text)
    {
        Room(text.Length * 3);
        used += Encoding.UTF8.GetBytes(text, buffer.AsSpan(used));
    }

    void Room(int bytes)
    {
        if (BufferBytes - used < bytes) Flush();
    }
}

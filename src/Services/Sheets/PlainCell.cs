using System.Text;

namespace OneTable.Services.Sheets;

/// <summary>
/// The quick way through cells as nearly all programs write them: name, look and kind in this order, then one number or one text.
/// A cell that is written otherwise is left to <see cref="PartXml"/>, tag by tag.
/// </summary>
sealed class PlainCell(PartXml xml)
{
    public enum Kinds { Nothing, Number, Shared, Text }

    const int TagMax = 64, TextBytesMax = 16 * 1024;

    public int Column { get; private set; }
    public int Style { get; private set; }
    public Kinds Kind { get; private set; }

    /// <summary>Which of the shared texts.</summary>
    public int Index { get; private set; }
    public string Text { get; private set; } = "";

    /// <summary>True where the next thing is such a cell; it is then read, to its end.</summary>
    public bool TryRead()
    {
        var all = xml.Ahead(TagMax);
        var rest = all;
        if (!Passed(ref rest, "<c r=\""u8)) return false;
        var column = 0;
        while (rest[0] is >= (byte)'A' and <= (byte)'Z' && column < SheetFile.ColumnsMax)
        {
            column = column * 26 + rest[0] - 'A' + 1;
            rest = rest[1..];
        }
        Number(ref rest, out _);
        if (column == 0 || !Passed(ref rest, "\""u8)) return false;
        var style = 0;
        if (Passed(ref rest, " s=\""u8) && !(Number(ref rest, out style) && Passed(ref rest, "\""u8))) return false;
        var kind = Passed(ref rest, " t=\"s\""u8) ? Kinds.Shared : Passed(ref rest, " t=\"inlineStr\""u8) ? Kinds.Text : Kinds.Number;
        (Column, Style, Kind) = (column - 1, style, kind);
        if (Passed(ref rest, "/>"u8) || Passed(ref rest, "></c>"u8))
        {
            Kind = Kinds.Nothing;
            xml.Pass(all.Length - rest.Length);
            return true;
        }
        if (!Passed(ref rest, kind == Kinds.Text ? "><is><t>"u8 : "><v>"u8)) return false;
        var value = rest;
        var length = value.IndexOf((byte)'<');
        if (length is < 0 or > TextBytesMax) return false;
        rest = value[length..];
        if (!Passed(ref rest, kind == Kinds.Text ? "</t></is></c>"u8 : "</v></c>"u8)) return false;
        value = value[..length];
        if (value.IndexOfAny((byte)'&', (byte)'\r') >= 0) return false;
        if (kind != Kinds.Shared) Text = Encoding.UTF8.GetString(value);
        else if (Number(ref value, out var index) && value.IsEmpty) Index = index;
        else return false;
        xml.Pass(all.Length - rest.Length);
        return true;
    }

    static bool Passed(ref ReadOnlySpan<byte> rest, ReadOnlySpan<byte> sign)
    {
        if (!rest.StartsWith(sign)) return false;
        rest = rest[sign.Length..];
        return true;
    }

    static bool Number(ref ReadOnlySpan<byte> rest, out int number)
    {
        number = 0;
        var at = 0;
        while (at < rest.Length && at < 9 && rest[at] is >= (byte)'0' and <= (byte)'9') number = number * 10 + rest[at++] - '0';
        rest = rest[at..];
        return at > 0;
    }
}

using System.Globalization;
using System.Text;

namespace OneTable.Services.Sheets;

/// <summary>
/// Reads the XML of a sheet tag by tag in one buffer: no string is made of what nobody asks for. Knows what spreadsheets write
/// and no more: no document types, no entities but the five. What does not match throws <see cref="InvalidDataException"/>.
/// </summary>
sealed class PartXml : IDisposable
{
    public enum Token { End, Open, Close, Text }

    const int BufferBytes = 512 * 1024, DepthMax = 64; // a tag or text is shorter than half of it, see PartStream

    readonly Stream part;
    readonly byte[] buffer = new byte[BufferBytes];
    readonly (int Length, int Hash)[] open = new (int, int)[DepthMax];
    int at, end, rawStart, tokenStart, tokenEnd, nameEnd;
    bool ended, closesAtOnce, isData;

    public PartXml(Stream opened)
    {
        part = opened;
        Fill();
        if (Window.StartsWith((ReadOnlySpan<byte>)[0xFF, 0xFE]) || Window.StartsWith((ReadOnlySpan<byte>)[0xFE, 0xFF])) throw new InvalidDataException("UTF-16");
        if (Window.StartsWith((ReadOnlySpan<byte>)[0xEF, 0xBB, 0xBF])) at = 3;
    }

    /// <summary>How many elements are open, with the one just opened and without the one just closed.</summary>
    public int Depth { get; private set; }

    /// <summary>Of the tag just read, without its prefix.</summary>
    public ReadOnlySpan<byte> Name
    {
        get
        {
            var name = buffer.AsSpan(tokenStart, nameEnd - tokenStart);
            return name[(name.IndexOf((byte)':') + 1)..];
        }
    }

    /// <summary>The token just read as it stands in the file; nothing for the end of an element that closes at once.</summary>
    public ReadOnlySpan<byte> Raw => buffer.AsSpan(rawStart, at - rawStart);

    /// <summary>Whether the element just opened has no content, and is closed by the same tag.</summary>
    public bool ClosesAtOnce => closesAtOnce;

    /// <summary>Whether the text just read was written as it is meant (CDATA).</summary>
    public bool IsData => isData;

    ReadOnlySpan<byte> Window => buffer.AsSpan(at, end - at);

    public bool Is(ReadOnlySpan<byte> name) => Name.SequenceEqual(name);

    public Token Read()
    {
        if (closesAtOnce) return Close(emptied: true);
        while (true)
        {
            if (at == end && !Fill()) return Depth == 0 ? Token.End : throw new InvalidDataException("cut off");
            if (buffer[at] != '<') return Text();
            if (Starts("<?"u8)) Pass("?>"u8);
            else if (Starts("<!--"u8)) Pass("-->"u8);
            else if (Starts("<![CDATA["u8)) return Data();
            else if (Starts("<!"u8)) throw new InvalidDataException("document type");
            else return Tag();
        }
    }

    /// <summary>The text just read, as it is meant.</summary>
    public string Value()
    {
        var raw = buffer.AsSpan(tokenStart, tokenEnd - tokenStart);
        var text = Encoding.UTF8.GetString(raw);
        if (text.Contains('\r')) text = text.ReplaceLineEndings("\n");
        return isData || !raw.Contains((byte)'&') ? text : Decoded(text);
    }

    public int Length => tokenEnd - tokenStart;
    public bool IsBlank => !buffer.AsSpan(tokenStart, Length).ContainsAnyExcept(" \t\r\n"u8);

    /// <summary>The value of an attribute of the tag just opened, as it is written; empty where it is not there.</summary>
    public ReadOnlySpan<byte> Attribute(ReadOnlySpan<byte> name)
    {
        var rest = buffer.AsSpan(nameEnd, tokenEnd - nameEnd);
        while (rest.IndexOf((byte)'=') is var equals and >= 0)
        {
            var key = rest[..equals].Trim(" \t\r\n"u8);
            rest = rest[(equals + 1)..].TrimStart(" \t\r\n"u8);
            if (rest.Length < 2 || rest[0] is not ((byte)'"' or (byte)'\'') || rest[1..].IndexOf(rest[0]) is var close && close < 0) throw new InvalidDataException("attribute");
            if (key.SequenceEqual(name)) return rest.Slice(1, close);
            rest = rest[(close + 2)..];
        }
        return [];
    }

    public int Number(ReadOnlySpan<byte> name, int otherwise) =>
        System.Buffers.Text.Utf8Parser.TryParse(Attribute(name), out int number, out var used) && used > 0 ? number : otherwise;

    public bool Flag(ReadOnlySpan<byte> name) => Attribute(name) is [(byte)'1'] or [(byte)'t', ..];

    /// <summary>What stands next and is in the buffer, where it is so much or more; else nothing.</summary>
    public ReadOnlySpan<byte> Ahead(int atLeast)
    {
        if (closesAtOnce) return [];
        while (end - at < atLeast && Fill()) { }
        return end - at < atLeast ? [] : Window;
    }

    /// <summary>Past bytes of what is ahead, as many as hold whole elements.</summary>
    public void Pass(int bytes) => at += bytes;

    /// <summary>On to the closing tag of the element just opened, without a look at what it holds.</summary>
    public void PassOver()
    {
        if (closesAtOnce) return;
        byte[] closing = [.. "</"u8, .. buffer.AsSpan(tokenStart, nameEnd - tokenStart), (byte)'>'];
        int found;
        while ((found = Window.IndexOf(closing)) < 0)
        {
            at = Math.Max(at, end - closing.Length + 1);
            More();
        }
        at += found;
    }

    Token Text()
    {
        isData = false;
        int length;
        while ((length = Window.IndexOf((byte)'<')) < 0)
            if (!Fill())
            {
                length = end - at;
                break;
            }
        (rawStart, tokenStart, tokenEnd) = (at, at, at += length);
        return Token.Text;
    }

    Token Data()
    {
        isData = true;
        at += "<![CDATA[".Length;
        var length = Find("]]>"u8);
        (rawStart, tokenStart, tokenEnd, at) = (at, at, at + length, at + length + 3);
        return Token.Text;
    }

    Token Tag()
    {
        var length = 0;
        while (true) // a '>' may stand inside of quotes
        {
            var next = Window[length..].IndexOfAny("\"'>"u8);
            if (next < 0) More();
            else if (buffer[at + length + next] == '>')
            {
                length += next;
                break;
            }
            else
            {
                var sign = buffer[at + length + next];
                int close;
                while ((close = Window[(length + next + 1)..].IndexOf(sign)) < 0) More();
                length += next + close + 2;
            }
        }
        var (isClose, isEmpty) = (buffer[at + 1] == '/', buffer[at + length - 1] == '/');
        (rawStart, tokenStart, tokenEnd) = (at, at + (isClose ? 2 : 1), at + length - (isEmpty ? 1 : 0));
        at += length + 1;
        var name = buffer.AsSpan(tokenStart, tokenEnd - tokenStart).IndexOfAny(" \t\r\n"u8);
        nameEnd = name < 0 ? tokenEnd : tokenStart + name;
        return isClose ? Close(emptied: false) : Open(isEmpty);
    }

    Token Open(bool isEmpty)
    {
        if (Depth == DepthMax || nameEnd == tokenStart) throw new InvalidDataException("tag");
        open[Depth++] = Sign();
        closesAtOnce = isEmpty;
        return Token.Open;
    }

    Token Close(bool emptied)
    {
        closesAtOnce = false;
        if (emptied) rawStart = at;
        if (Depth == 0 || !emptied && open[Depth - 1] != Sign()) throw new InvalidDataException("tags do not match");
        Depth--;
        return Token.Close;
    }

    (int, int) Sign()
    {
        var hash = new HashCode();
        hash.AddBytes(buffer.AsSpan(tokenStart, nameEnd - tokenStart));
        return (nameEnd - tokenStart, hash.ToHashCode());
    }

    bool Starts(ReadOnlySpan<byte> sign)
    {
        while (end - at < sign.Length && Fill()) { }
        return Window.StartsWith(sign);
    }

    void Pass(ReadOnlySpan<byte> sign) => at += Find(sign) + sign.Length;

    int Find(ReadOnlySpan<byte> sign)
    {
        int found;
        while ((found = Window.IndexOf(sign)) < 0) More();
        return found;
    }

    void More()
    {
        if (!Fill()) throw new InvalidDataException("cut off");
    }

    bool Fill()
    {
        if (ended) return false;
        if (at > 0) Window.CopyTo(buffer);
        (at, end) = (0, end - at);
        if (end == buffer.Length) throw new InvalidDataException("too long");
        var read = part.Read(buffer, end, buffer.Length - end);
        end += read;
        return !(ended = read == 0);
    }

    static string Decoded(string text)
    {
        var clear = new StringBuilder(text.Length);
        for (var i = 0; i < text.Length; i++)
        {
            if (text[i] != '&')
            {
                clear.Append(text[i]);
                continue;
            }
            var close = text.IndexOf(';', i);
            clear.Append(close < 0 ? throw new InvalidDataException("entity") : text[(i + 1)..close] switch
            {
                "lt" => "<",
                "gt" => ">",
                "amp" => "&",
                "quot" => "\"",
                "apos" => "'",
                ['#', 'x', .. var hex] => char.ConvertFromUtf32(int.Parse(hex, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture)),
                ['#', .. var number] => char.ConvertFromUtf32(int.Parse(number, NumberStyles.None, CultureInfo.InvariantCulture)),
                _ => throw new InvalidDataException("entity"),
            });
            i = close;
        }
        return clear.ToString();
    }

    public void Dispose() => part.Dispose();
}

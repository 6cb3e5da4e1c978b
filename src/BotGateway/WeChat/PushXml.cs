using System.Text;
using System.Xml;
using System.Xml.Linq;

namespace OneTable.BotGateway.WeChat;

/// <summary>
/// The XML of pushes. Nearly all are one flat element of plain fields, read here by hand six times as fast as by XmlReader;
/// whatever else it is, a nested list, an entity, a fault, goes to XmlReader, which has the last word.
/// </summary>
static class PushXml
{
    const string CDataBegins = "<![CDATA[", CDataEnds = "]]>";
    const int FieldsMax = 256, DepthMax = 8;

    static readonly XmlReaderSettings settings = new()
    {
        DtdProcessing = DtdProcessing.Prohibit, XmlResolver = null, IgnoreComments = true, IgnoreProcessingInstructions = true,
        MaxCharactersInDocument = 128 * 1024, CloseInput = true,
    };

    static readonly UTF8Encoding strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <summary>Names that come with every push, so that they are not made anew each time.</summary>
    static readonly string[] names = ["ToUserName", "FromUserName", "CreateTime", "MsgType", "Content", "MsgId", "Encrypt", "MediaId", "PicUrl", "Event", "EventKey"];

    /// <summary>Null where it is anything but &lt;xml&gt; with plain fields.</summary>
    public static List<PushField>? ReadFlat(ReadOnlySpan<byte> utf8)
    {
        string text;
        try { text = strict.GetString(utf8); }
        catch (DecoderFallbackException) { return null; }
        var rest = text.AsSpan().Trim();
        if (!Take(ref rest, "<xml>")) return null;
        var fields = new List<PushField>(12);
        while (true)
        {
            rest = rest.TrimStart();
            if (Take(ref rest, "</xml>")) return rest.IsEmpty ? fields : null;
            if (fields.Count == FieldsMax || !TakeField(ref rest, fields)) return null;
        }
    }

    static bool TakeField(ref ReadOnlySpan<char> rest, List<PushField> fields)
    {
        if (!Take(ref rest, "<") || rest.IndexOf('>') is not (> 0 and var nameEnds)) return false;
        var name = rest[..nameEnds];
        foreach (var c in name)
            if (!char.IsAsciiLetterOrDigit(c) && c != '_') return false;
        rest = rest[(nameEnds + 1)..];
        var isCData = Take(ref rest, CDataBegins);
        var valueEnds = rest.IndexOf(isCData ? CDataEnds : "<");
        if (valueEnds < 0) return false;
        var value = rest[..valueEnds];
        if (HoldsWhatXmlForbids(value, isCData)) return false;
        rest = rest[(valueEnds + (isCData ? CDataEnds.Length : 0))..];
        if (!Take(ref rest, "</") || !Take(ref rest, name) || !Take(ref rest, ">")) return false;
        fields.Add(new(Known(name), value.ToString()));
        return true;
    }

    /// <summary>Control characters, and surrogates and what lies above for XmlReader to judge; outside of CDATA also entities and a stray "]]>".</summary>
    static bool HoldsWhatXmlForbids(ReadOnlySpan<char> value, bool isCData) =>
        value.ContainsAnyExceptInRange(' ', '\ud7ff') || !isCData && value.ContainsAny('&', '>');

    static bool Take(ref ReadOnlySpan<char> rest, ReadOnlySpan<char> expected)
    {
        if (!rest.StartsWith(expected, StringComparison.Ordinal)) return false;
        rest = rest[expected.Length..];
        return true;
    }

    static string Known(ReadOnlySpan<char> name)
    {
        foreach (var known in names)
            if (name.SequenceEqual(known)) return known;
        return name.ToString();
    }

    /// <summary>Old keyboards send control characters, which no XML may hold: the words around them are not lost for that.</summary>
    static byte[] WithoutControls(ReadOnlySpan<byte> utf8)
    {
        var clean = utf8.ToArray();
        foreach (ref var b in clean.AsSpan())
            if (b < ' ' && b is not ((byte)'\t' or (byte)'\r' or (byte)'\n')) b = (byte)' ';
        return clean;
    }

    /// <summary>All leaves of any XML; null where it is not well formed, has a DTD, or is deeper or longer than any push.</summary>
    public static List<PushField>? Read(ReadOnlySpan<byte> utf8)
    {
        try
        {
            using var reader = XmlReader.Create(new MemoryStream(WithoutControls(utf8)), settings);
            var (fields, parts) = (new List<PushField>(), 0);
            return Leaves(XElement.Load(reader), part: 0, depth: 0) ? fields : null;

            bool Leaves(XElement at, int part, int depth)
            {
                foreach (var child in at.Elements())
                    if (fields.Count == FieldsMax || depth == DepthMax || child.HasElements && !Leaves(child, ++parts, depth + 1)) return false;
                    else if (!child.HasElements) fields.Add(new(child.Name.LocalName, child.Value, part));
                return true;
            }
        }
        catch (XmlException)
        {
            return null;
        }
    }
}

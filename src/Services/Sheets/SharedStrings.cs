using System.Text;

namespace OneTable.Services.Sheets;

/// <summary>The texts that cells of a workbook refer to by number: UTF-8 in blocks, made into strings when asked for.</summary>
sealed class SharedStrings
{
    const int BlockBytes = 1 << 20;
    const long BytesMax = 256L << 20;

    public static readonly SharedStrings None = new();

    readonly List<byte[]> blocks = [];
    readonly List<(int Block, int Start, int Length)> texts = [];
    int used = BlockBytes;

    public string? this[int index] => (uint)index < (uint)texts.Count && texts[index] is { Length: > 0 } t
        ? Encoding.UTF8.GetString(blocks[t.Block], t.Start, t.Length) : null;

    public static SharedStrings Read(PartXml opened)
    {
        using var xml = opened;
        var shared = new SharedStrings();
        while (xml.Read() is var token and not PartXml.Token.End)
            if (token == PartXml.Token.Open && xml.Is("si"u8)) shared.Add(XlsxText.OfRuns(xml, 0) is { } text ? XlsxText.Unescape(text) : "");
        return shared;
    }

    void Add(string text)
    {
        var length = Encoding.UTF8.GetByteCount(text);
        if (used + length > BlockBytes)
        {
            if ((blocks.Count + 1L) * BlockBytes > BytesMax) throw PartStream.Bomb();
            blocks.Add(new byte[BlockBytes]);
            used = 0;
        }
        Encoding.UTF8.GetBytes(text, blocks[^1].AsSpan(used));
        texts.Add((blocks.Count - 1, used, length));
        used += length;
        if (texts.Count * 16L > BytesMax) throw PartStream.Bomb();
    }
}

using System.Text.RegularExpressions;
using YamlDotNet.Core;
using YamlDotNet.Core.Events;
using YamlDotNet.RepresentationModel;
using YamlDotNet.Serialization;
using YamlDotNet.Serialization.NamingConventions;

namespace OneTable.Services.Dictionary;

/// <summary>Reads and writes a content file; JSON is read too, being YAML.</summary>
public static partial class Yaml
{
    const int DepthMax = 40, ReferencesMax = 100;
    const string NotYaml = "写法不对，请看缩进、冒号、括号和引号。";

    static readonly IDeserializer reader = Builder().IgnoreUnmatchedProperties().Build(), strict = Builder().Build();

    static readonly ISerializer writer = new SerializerBuilder()
        .WithNamingConvention(UnderscoredNamingConvention.Instance).ConfigureDefaultValuesHandling(DefaultValuesHandling.OmitDefaults).Build();

    public static string Write(object content) => writer.Serialize(content);

    /// <summary>What the type does not know is left aside.</summary>
    /// <param name="file">Named in the refusal when the text cannot be read.</param>
    public static T Read<T>(string text, string file) => Read<T>(reader, text, file);

    /// <summary>What the type does not know is refused: a word misspelt would silently mean nothing.</summary>
    public static T ReadStrictly<T>(string text, string file)
    {
        MustBePlain(text, file);
        return Read<T>(strict, text, file);
    }

    /// <summary>What people write by hand is never deep, and references within references could keep a program busy for ever.</summary>
    public static void MustBePlain(string text, string file)
    {
        var (depth, within, references, line) = (0, int.MaxValue, 0, 1L); // within: how deep the node lies that is referred to and that we are in
        try
        {
            var parser = new Parser(new StringReader(text));
            while (parser.MoveNext())
            {
                if (parser.Current is AnchorAlias && (++references > ReferencesMax || depth > within)) throw Refuse(file, parser.Current.Start, "用 & 和 * 引用得太多。");
                if (parser.Current is MappingStart { Anchor.IsEmpty: false } or SequenceStart { Anchor.IsEmpty: false }) within = Math.Min(within, depth);
                (depth, line) = (depth + parser.Current!.NestingIncrease, parser.Current.Start.Line);
                if (depth > DepthMax) throw Refuse(file, parser.Current.Start, $"套得太深，最多 {DepthMax} 层。");
                if (depth <= within) within = int.MaxValue;
            }
        }
        catch (YamlException e) { throw Refuse(file, e.Start, NotYaml); }
        catch (InvalidOperationException) { throw new Refusal("content_invalid", $"{file} 第 {line} 行：{NotYaml}"); } // what the parser itself did not expect
    }

    static Refusal Refuse(string file, Mark at, string why) => new("content_invalid", $"{file} 第 {at.Line} 行：{why}");

    /// <summary>The line on which a node of a readable text begins: keys of mappings and places in lists lead to it.</summary>
    public static int LineOf(string text, params object[] path)
    {
        var stream = new YamlStream();
        stream.Load(new StringReader(text));
        var (node, line) = (stream.Documents[0].RootNode, 1L);
        foreach (var step in path)
        {
            var next = (node, step) switch
            {
                (YamlMappingNode map, string key) when map.Children.TryGetValue(key, out var found) => found,
                (YamlSequenceNode list, int at) when at < list.Children.Count => list.Children[at],
                _ => null,
            };
            if (next is null) break;
            (node, line) = (next, next.Start.Line);
        }
        return (int)line;
    }

    static DeserializerBuilder Builder() => new DeserializerBuilder()
        .WithNamingConvention(UnderscoredNamingConvention.Instance).WithNodeDeserializer(new LinedMaps(), at => at.OnTop());

    static T Read<T>(IDeserializer reader, string text, string file)
    {
        try
        {
            return reader.Deserialize<T>(text) ?? throw new Refusal("content_invalid", $"{file} 是空的。");
        }
        catch (YamlException e)
        {
            throw Refuse(file, e.Start, Why(e, text.Split('\n').ElementAtOrDefault((int)e.Start.Line - 1) ?? ""));
        }
    }

    static string Why(YamlException e, string line)
    {
        var why = e.InnerException?.Message ?? e.Message;
        if (UnknownKey().Match(why) is { Success: true } key) return $"不认识「{key.Groups[1].Value}」。";
        if (UsedTwice().Match(why) is { Success: true } twice) return $"「{twice.Groups[1].Value}」写了两次。";
        if (why.Length > 0 && !char.IsAscii(why[0])) return $"{why.TrimEnd('。')}。"; // said by one of ours
        var end = e.Start.Line == e.End.Line ? (int)e.End.Column - 1 : line.Length;
        var value = line[Math.Min(line.Length, (int)e.Start.Column - 1)..Math.Min(line.Length, Math.Max((int)e.Start.Column - 1, end))].Trim();
        if (value.Length == 0 || why.StartsWith("Expected '", StringComparison.Ordinal)) return "这里该写一个值还是一组，写反了。";
        return e.InnerException is FormatException or OverflowException || e.Message.StartsWith("Failed to", StringComparison.Ordinal)
            ? $"「{value}」不是这里要的数字或 true、false。" : e.InnerException is null or InvalidCastException ? $"这里读不懂：{value}" : why;
    }

    sealed class LinedMaps : INodeDeserializer
    {
        public bool Deserialize(IParser parser, Type expected, Func<IParser, Type, object?> nested, out object? value, ObjectDeserializer root)
        {
            value = null;
            if (expected != typeof(object) && expected != typeof(Dictionary<object, object>) || !parser.TryConsume<MappingStart>(out var start)) return false;
            var map = new LinedMap((int)start.Start.Line);
            while (!parser.TryConsume<MappingEnd>(out _))
            {
                var key = nested(parser, typeof(object)) ?? throw new YamlException(start.Start, start.End, "没有名字的一项");
                if (!map.TryAdd(key, nested(parser, typeof(object))!)) throw new YamlException(start.Start, start.End, $"「{key}」写了两次");
            }
            value = map;
            return true;
        }
    }

    [GeneratedRegex("Property '([^']+)' not found")]
    private static partial Regex UnknownKey();

    [GeneratedRegex("(?:Encountered duplicate key|Duplicate property) '?([^'. ]+)")]
    private static partial Regex UsedTwice();
}

/// <summary>A mapping that knows on which line it begins, for refusals that say where.</summary>
public sealed class LinedMap(int line) : Dictionary<object, object>
{
    public int Line => line;
}

using YamlDotNet.Core;
using YamlDotNet.Serialization;
using YamlDotNet.Serialization.NamingConventions;

namespace OneTable.Services.Dictionary;

/// <summary>Reads and writes a content file; JSON is read too, being YAML. What the type does not know is left aside.</summary>
public static class Yaml
{
    static readonly IDeserializer reader = new DeserializerBuilder()
        .WithNamingConvention(UnderscoredNamingConvention.Instance).IgnoreUnmatchedProperties().Build();

    static readonly ISerializer writer = new SerializerBuilder()
        .WithNamingConvention(UnderscoredNamingConvention.Instance).ConfigureDefaultValuesHandling(DefaultValuesHandling.OmitDefaults).Build();

    public static string Write(object content) => writer.Serialize(content);

    /// <param name="file">Named in the refusal when the text cannot be read.</param>
    public static T Read<T>(string text, string file)
    {
        try
        {
            return reader.Deserialize<T>(text) ?? throw new Refusal("content_invalid", $"{file} 是空的。");
        }
        catch (YamlException e)
        {
            throw new Refusal("content_invalid", $"{file} 第 {e.Start.Line} 行读不懂：{e.InnerException?.Message ?? e.Message}");
        }
    }
}

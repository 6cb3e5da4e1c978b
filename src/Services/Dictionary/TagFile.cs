using System.Text.Json;
using OneTable.Services.Data;

namespace OneTable.Services.Dictionary;

/// <summary>The shipped tags (dictionary/tags.yaml): groups of tags, each by hand or with its condition.</summary>
sealed class TagFile
{
    public List<GroupEntry> Groups { get; set; } = [];

    public sealed class GroupEntry
    {
        public string Name { get; set; } = "";
        public string Colour { get; set; } = "";
        public List<TagEntry> Tags { get; set; } = [];
    }

    public sealed class TagEntry
    {
        public string Label { get; set; } = "";
        public List<string> Aliases { get; set; } = [];
        public object? Condition { get; set; }
        public bool OnLists { get; set; }
        public string? Note { get; set; }
    }

    /// <summary>Takes the file in; a tag that somebody edited here stays as it is.</summary>
    public static void Fill(Tx tx)
    {
        if (Contents.Find(tx, DictionaryFiles.Kind, "tags") is not { } content) return;
        tx.Run(tx.Dialect.Upsert("INSERT INTO code_sets (name, standard, checked, note) VALUES (@p0, @p1, @p2, @p3)",
            "name", "standard", "checked", "note"), Tag.FieldLabel, "local", "none", null);
        var position = 0;
        foreach (var group in Yaml.Read<TagFile>(content.Body, content.File).Groups)
            foreach (var tag in group.Tags)
            {
                if (tag.Label.Length is 0 or > Tag.LabelMax) throw new Refusal("content_invalid", $"{content.File}：标签「{tag.Label}」要在 {Tag.LabelMax} 个字以内。");
                position++;
                if (tx.Value<string>("SELECT made_by FROM tag_rules WHERE code = @p0", tag.Label) is { } maker && maker != Contents.Shipped) continue;
                Tags.Keep(tx, new(tag.Label, tag.Label, tag.Aliases, group.Name, group.Colour, tag.OnLists,
                    tag.Condition is null ? null : JsonSerializer.Serialize(Json(tag.Condition), ConditionWriter.Json), tag.Note, null, Contents.Shipped), position);
            }
    }

    /// <summary>YAML's maps have keys of any kind; ours are words.</summary>
    static object? Json(object? node) => node switch
    {
        Dictionary<object, object> map => map.ToDictionary(p => p.Key.ToString()!, p => Json(p.Value)),
        List<object> list => list.Select(Json).ToList(),
        _ => node,
    };
}

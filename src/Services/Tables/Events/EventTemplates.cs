using OneTable.Services.Data;
using OneTable.Services.Dictionary;
using OneTable.Services.Tables.OwnForms;

namespace OneTable.Services.Tables.Events;

/// <summary>A kind of event as its file says it: what it is called, the merged table it fills, the forms it asks.</summary>
public sealed class EventFile
{
    public string Id { get; set; } = "";
    public string Name { get; set; } = "";
    public string Table { get; set; } = "T34";
    public List<string> Forms { get; set; } = [];
}

/// <summary>The kinds of events and their forms, newest version each.</summary>
public static class EventTemplates
{
    const string Kind = "events", FormKind = "ownforms";

    public static IReadOnlyList<EventFile> All(Tx tx) => [.. Contents.All(tx, Kind).Select(c => Yaml.Read<EventFile>(c.Body, c.File))];

    public static EventFile? Find(Tx tx, string id) => All(tx).FirstOrDefault(e => e.Id == id);

    /// <summary>The forms of 人、房、田、企、点, by name of their file.</summary>
    public static FormBody Form(Tx tx, string name) => Contents.Find(tx, FormKind, name) is { } content ? Yaml.Read<FormBody>(content.Body, content.File)
        : throw new Refusal("not_found", $"没有“{name}”这张事件表。");
}

using OneTable.Services.Dictionary;
using YamlDotNet.Core;
using YamlDotNet.RepresentationModel;

namespace OneTable.Services.Scenarios.Publishing;

/// <summary>A row of a list in the file: what each key says, as it would be typed; a mapping stays as the file writes it.</summary>
public sealed class FormRow
{
    public Dictionary<string, string> Values { get; set; } = [];
    /// <summary>The facts of a golden case: field and value.</summary>
    public List<string[]> Facts { get; set; } = [];
}

/// <summary>The common parts of a scenario's file for who would rather fill in a form.</summary>
public sealed class FormParts
{
    public Dictionary<string, string> Texts { get; set; } = [];
    public Dictionary<string, string> Moment { get; set; } = [];
    public Dictionary<string, string> Todo { get; set; } = [];
    public List<FormRow> Amounts { get; set; } = [];
    public List<FormRow> Cases { get; set; } = [];
}

/// <summary>
/// Reads the form out of a text and writes it into the text again. Only the parts that changed are written; comments, order and
/// everything else of the file stay as somebody wrote them.
/// </summary>
public static class ScenarioForm
{
    const int RowsMax = 200, KeysMax = 30;
    static readonly string[] texts = ["title", "benefit", "note"];

    public static FormParts Read(string body)
    {
        var root = Root(body);
        return new()
        {
            Texts = texts.ToDictionary(t => t, t => root[t] is YamlScalarNode scalar ? scalar.Value ?? "" : ""),
            Moment = Values(root["moment"]), Todo = Values(root["todo"]), Amounts = Rows(root["amounts"]), Cases = Rows(root["cases"]),
        };
    }

    public static string Write(string body, FormParts parts)
    {
        if (!IsWhole(parts)) throw new Refusal("bad_form", "表单不完整，请刷新再填。");
        if (parts.Amounts.Count > RowsMax || parts.Cases.Count > RowsMax || parts.Amounts.Concat(parts.Cases).Any(r => r.Values.Count > KeysMax)) throw new Refusal("too_big", $"一张表最多 {RowsMax} 行。");
        var now = Read(body);
        foreach (var text in texts)
            if (parts.Texts.GetValueOrDefault(text, "") is var said && said != now.Texts[text]) body = Put(body, text, said.Length == 0 ? null : [$"{text}: {FlowText.Of(said)}"]);
        if (!Same(parts.Moment, now.Moment)) body = Put(body, "moment", ["moment: " + FlowText.Of(parts.Moment)]);
        if (!Same(parts.Todo, now.Todo)) body = Put(body, "todo", parts.Todo.Count == 0 ? null : ["todo:", .. parts.Todo.Where(t => t.Value != "").Select(t => $"  {t.Key}: {FlowText.Of(t.Value)}")]);
        if (!Same(parts.Amounts, now.Amounts)) body = Put(body, "amounts", List("amounts", parts.Amounts));
        if (!Same(parts.Cases, now.Cases)) body = Put(body, "cases", List("cases", parts.Cases));
        return body;
    }

    /// <summary>JSON may hold nothing where the types say there is something.</summary>
    static bool IsWhole(FormParts parts) => parts is { Texts: not null, Moment: not null, Todo: not null, Amounts: not null, Cases: not null }
        && parts.Texts.Concat(parts.Moment).Concat(parts.Todo).All(t => t.Value is not null)
        && parts.Amounts.Concat(parts.Cases).All(r => r is { Values: not null, Facts: not null } && r.Values.Values.All(v => v is not null) && r.Facts.All(f => f?.All(v => v is not null) == true));

    static YamlParts Root(string body)
    {
        Yaml.MustBePlain(body, "scenario.yaml");
        var stream = new YamlStream();
        try { stream.Load(new StringReader(body)); }
        catch (YamlException e) { throw new Refusal("content_invalid", $"第 {e.Start.Line} 行写法不对，请先在文件里改好。"); }
        return stream.Documents is [{ RootNode: YamlMappingNode map }] ? new(map) : throw new Refusal("content_invalid", "这个文件还没有内容。");
    }

    static Dictionary<string, string> Values(YamlNode? node) => node is YamlMappingNode map
        ? map.Children.ToDictionary(c => $"{c.Key}", c => c.Value is YamlScalarNode scalar ? scalar.Value ?? "" : FlowText.Of(c.Value)) : [];

    static List<FormRow> Rows(YamlNode? node) => node is not YamlSequenceNode list ? [] : [.. list.Children.OfType<YamlMappingNode>().Select(map => new FormRow
    {
        Values = Values(map).Where(v => v.Key != "facts").ToDictionary(),
        Facts = [.. Values(new YamlParts(map)["facts"]).Select(f => new[] { f.Key, f.Value })],
    })];

    static string[]? List(string key, List<FormRow> rows) => rows.Count == 0 ? null : [$"{key}:", .. rows.Select(r => "- " + Line(r))];

    static string Line(FormRow row)
    {
        var parts = row.Values.Where(v => v.Value.Trim() != "").Select(v => $"{v.Key}: {FlowText.Of(v.Value)}").ToList();
        var facts = row.Facts.Where(f => f is [not "", _]).Select(f => $"{FlowText.Of(f[0])}: {FlowText.Of(f[1])}").ToList();
        if (facts.Count > 0) parts.Insert(Math.Min(2, parts.Count), $"facts: {{{string.Join(", ", facts)}}}");
        return $"{{{string.Join(", ", parts)}}}";
    }

    static bool Same(Dictionary<string, string> a, Dictionary<string, string> b) =>
        a.Where(v => v.Value != "").OrderBy(v => v.Key).SequenceEqual(b.Where(v => v.Value != "").OrderBy(v => v.Key));

    static bool Same(List<FormRow> a, List<FormRow> b) => a.Count == b.Count && a.Zip(b).All(r => Same(r.First.Values, r.Second.Values)
        && r.First.Facts.Where(f => f is [not "", _]).Select(f => $"{f[0]}: {f[1]}").SequenceEqual(r.Second.Facts.Select(f => $"{f[0]}: {f[1]}")));

    /// <summary>Puts lines in place of a part; null takes it out. What is not there yet comes last.</summary>
    static string Put(string body, string key, string[]? lines)
    {
        var all = body.TrimEnd('\n').Split('\n').ToList();
        if (Root(body).Place(key) is not { } place) all.AddRange(lines ?? []);
        else
        {
            var end = Math.Min(place.Next ?? all.Count, all.Count);
            while (end > place.From + 1 && all[end - 1].TrimStart() is "" or ['#', ..]) end--; // belongs to the part after it
            if (all[place.From..end].Any(l => l.Contains('&') && FlowText.Anchor().IsMatch(l))) throw new Refusal("content_invalid", $"{key} 里用了 & 引用，请在文件里改。");
            all.RemoveRange(place.From, end - place.From);
            all.InsertRange(place.From, lines ?? []);
        }
        return string.Join('\n', all) + "\n";
    }

    /// <summary>The top of a file: its parts by key.</summary>
    sealed class YamlParts(YamlMappingNode map)
    {
        public YamlNode? this[string key] => map.Children.FirstOrDefault(c => c.Key is YamlScalarNode scalar && scalar.Value == key).Value;

        /// <summary>The line on which it begins and on which the next part begins, from 0.</summary>
        public (int From, int? Next)? Place(string key)
        {
            var keys = map.Children.Keys.ToList();
            var at = keys.FindIndex(k => k is YamlScalarNode scalar && scalar.Value == key);
            return at < 0 ? null : ((int)keys[at].Start.Line - 1, at + 1 < keys.Count ? (int)keys[at + 1].Start.Line - 1 : null);
        }
    }
}

using System.Text.Json;
using OneTable.Services.Data;
using OneTable.Services.Dictionary;
using OneTable.Services.Divisions;

namespace OneTable.Services.Registry.Questions;

/// <summary>A tag as somebody writes it; without a condition it is put on people by hand.</summary>
public sealed record TagDraft(string? Label, string? Group, string? Colour, bool? OnLists, JsonElement? Condition, string? Note, string[]? Aliases);

/// <summary>Makes and changes tags, and puts them on people by hand.</summary>
public sealed class TagDesk(Database db, FieldCatalog fields, People people, Questions questions, QuestionReader reader)
{
    const int PeopleMax = 5_000, ChunkMax = 200, OwnMax = 5_000, NoteMax = 100, GroupMax = 16, AliasesMax = 10;

    public static readonly IReadOnlyList<string> Colours =
        ["blue", "teal", "purple", "red", "green", "orange", "cyan", "gold", "geekblue", "pink", "lime", "magenta", "volcano", "grey"];

    /// <summary>Makes a tag of the viewer's division.</summary>
    public async Task MakeAsync(Asking asking, string actor, TagDraft draft)
    {
        var label = Label(draft.Label);
        var made = Draft(label, label, asking, actor, draft);
        await db.WriteAsync(tx => Make(tx, made));
        fields.Reload();
    }

    static void Make(Tx tx, Tag tag)
    {
        var label = tag.Label;
        if (tx.Value<int>("SELECT COUNT(*) FROM codes WHERE code_set = @p0 AND (code = @p1 OR label = @p1)", Tag.FieldLabel, label) > 0)
            throw new Refusal("tag_known", $"标签「{label}」已经有了。");
        if (tx.Value<int>("SELECT COUNT(*) FROM tag_rules") >= OwnMax) throw new Refusal("too_many", "标签太多了，请先删掉不用的。");
        Keep(tx, tag, tx.Value<int>("SELECT MAX(position) FROM codes WHERE code_set = @p0", Tag.FieldLabel) + 1);
    }

    /// <summary>Changes a tag; null where there is none. A division's tags are changed by those above it, shipped ones by the district.</summary>
    public async Task<bool> ChangeAsync(Asking asking, string actor, string code, TagDraft draft)
    {
        if (fields.Tags.Find(code) is not { } known) return false;
        MustOwn(known, asking.Scope);
        var label = Label(draft.Label ?? known.Label);
        if (fields.Tags.All.Any(t => t.Code != code && t.Label == label)) throw new Refusal("tag_known", $"标签「{label}」已经有了。");
        var changed = Draft(code, label, asking, actor, draft) with { DivisionCode = known.DivisionCode ?? asking.Scope.Code };
        await db.WriteAsync(tx =>
        {
            if (changed.IsByCondition && !known.IsByCondition && IsOnPeople(tx, code)) throw new Refusal("tag_used", "有人带着这个手工标签，不能改成按条件的。");
            Keep(tx, changed, tx.Value<int>("SELECT position FROM codes WHERE code_set = @p0 AND code = @p1", Tag.FieldLabel, code));
        });
        fields.Reload();
        return true;
    }

    public async Task<bool> RemoveAsync(Asking asking, string code)
    {
        if (fields.Tags.Find(code) is not { } known) return false;
        if (known.MadeBy == Contents.Shipped) throw new Refusal("forbidden", "自带的标签不能删，可以改。");
        MustOwn(known, asking.Scope);
        await db.WriteAsync(tx =>
        {
            if (IsOnPeople(tx, code)) throw new Refusal("tag_used", "还有人带着这个标签，请先摘下来。");
            tx.Run("DELETE FROM tag_rules WHERE code = @p0", code);
            tx.Run("DELETE FROM codes WHERE code_set = @p0 AND code = @p1", Tag.FieldLabel, code);
            FieldCatalog.Touch(tx);
        });
        fields.Reload();
        return true;
    }

    /// <summary>Puts a tag on all whom the question finds, or takes it off them; answers how many changed.</summary>
    public async Task<int> PutAsync(string code, Question question, bool on, string actor)
    {
        var tag = fields.Tags.Find(code) ?? throw new Refusal("not_found", "没有这个标签。");
        if (tag.IsByCondition) throw new Refusal("tag_by_condition", $"「{tag.Label}」是按条件算的，不用手工打。");
        var ids = questions.Ids(question, take: PeopleMax + 1);
        if (ids.Count > PeopleMax) throw new Refusal("too_many", $"一次最多给 {PeopleMax} 人打标签，请把条件收窄。");
        var changed = 0;
        foreach (var chunk in ids.Chunk(ChunkMax))
            changed += await db.WriteAsync(tx => chunk.Count(id => Put(tx, id, code, on, actor)));
        return changed;
    }

    bool Put(Tx tx, long id, string code, bool on, string actor)
    {
        var known = tx.Query<string>($"SELECT code FROM tags WHERE kind = 'person' AND subject_id = @id AND field = '{Tag.FieldLabel}' ORDER BY code", new { id }).ToList();
        if (known.Contains(code) == on) return false;
        List<string> next = on ? [.. known, code] : [.. known.Where(c => c != code)];
        people.Write(tx, id, new Dictionary<string, string?> { [Tag.FieldLabel] = next.Count == 0 ? null : string.Join(',', next) }, new("标签", actor));
        return true;
    }

    static bool IsOnPeople(Tx tx, string code) =>
        tx.Value<int>("SELECT COUNT(*) FROM tags WHERE kind = 'person' AND field = @p0 AND code = @p1", Tag.FieldLabel, code) > 0;

    Tag Draft(string code, string label, Asking asking, string actor, TagDraft draft)
    {
        var group = draft.Group?.Trim() is { Length: > 0 } g ? g : "本地标签";
        if (group.Length > GroupMax || draft.Note?.Length > NoteMax) throw new Refusal("too_long", $"分组最多 {GroupMax} 个字，说明最多 {NoteMax} 个字。");
        var colour = draft.Colour is { Length: > 0 } c ? c : "blue";
        if (!Colours.Contains(colour)) throw new Refusal("bad_colour", "请在给出的颜色里选。");
        var aliases = (draft.Aliases ?? []).Select(a => a?.Trim() ?? "").Where(a => a.Length > 0 && a != label).Distinct().ToList();
        if (aliases.Count > AliasesMax || aliases.Any(a => a.Length > Tag.LabelMax || a.Contains('|'))) throw new Refusal("too_long", $"别名最多 {AliasesMax} 个，每个最多 {Tag.LabelMax} 字。");
        foreach (var alias in aliases) Label(alias);
        if (reader.AsWritten(draft.Condition) is { } condition)
        {
            if (fields.Tags.SpeaksOf(condition, code)) throw new Refusal("tags_too_deep", "标签的条件里不能有它自己。");
            var rule = reader.Read(draft.Condition, null, asking).Condition!;
            // Everybody who sees a person sees the tag.
            if (rule.Fields.FirstOrDefault(f => f.Sensitivity == Sensitivity.Highest) is { } hidden)
                throw new Refusal("field_hidden", $"「{hidden.Label}」只给经办的人看，不能做成标签。");
            return new(code, label, aliases, group, colour, draft.OnLists ?? false, condition.ToJson(), draft.Note, asking.Scope.Code, actor);
        }
        return new(code, label, aliases, group, colour, draft.OnLists ?? false, null, draft.Note, asking.Scope.Code, actor);
    }

    /// <summary>A word of 重点人群 makes no tag (F07), whatever it stands for.</summary>
    string Label(string? text)
    {
        var label = text?.Trim() ?? "";
        if (label.Length is 0 or > Tag.LabelMax || label.IndexOfAny([',', '，', '|', '「', '」']) >= 0)
            throw new Refusal("bad_name", $"标签名要在 {Tag.LabelMax} 个字以内，不带逗号和引号。");
        var kept = fields.Person.Where(f => f.IsRestricted)
            .SelectMany(f => (f.CodeSet?.Codes ?? []).SelectMany(c => c.Aliases.Prepend(c.Label)).Append(f.Label)).Where(w => w is not ("其他" or "无"));
        return kept.Any(label.Contains) ? throw new Refusal("restricted", "重点人群不做成标签。") : label;
    }

    static void MustOwn(Tag tag, Scope scope)
    {
        if (tag.DivisionCode is { } owner ? !scope.Contains(owner) : scope.Code.Length > 6)
            throw new Refusal("forbidden", tag.DivisionCode is null ? "自带的标签由区里改；您可以照着新建一个。" : "这是别的单位的标签，不能改。");
    }

    static void Keep(Tx tx, Tag tag, int position)
    {
        Tags.Keep(tx, tag, position);
        FieldCatalog.Touch(tx);
    }
}

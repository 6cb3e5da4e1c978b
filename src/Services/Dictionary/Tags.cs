using System.Collections.Concurrent;
using OneTable.Services.Data;
using static OneTable.Services.Dictionary.Condition;

namespace OneTable.Services.Dictionary;

/// <summary>A tag (标签): put on people by hand, or by a condition that is asked whenever it is read and so is never stale.</summary>
/// <param name="OnLists">Shown beside names in lists; the others only on a person's own page.</param>
/// <param name="DivisionCode">Whose tag it is; null: shipped.</param>
public sealed record Tag(string Code, string Label, IReadOnlyList<string> Aliases, string Group, string Colour, bool OnLists,
    string? ConditionJson, string? Note, string? DivisionCode, string MadeBy)
{
    public const string FieldLabel = "标签";
    public const int LabelMax = 16;

    public bool IsByCondition => ConditionJson is not null;
    public IEnumerable<string> Names => Aliases.Prepend(Label);
}

/// <summary>All tags of one version of the dictionary.</summary>
public sealed class Tags(FieldCatalog fields, IReadOnlyList<Tag> all)
{
    const int DepthMax = 5;
    readonly ConcurrentDictionary<string, Condition> written = [];
    readonly ConcurrentDictionary<string, Condition?> rules = [];
    readonly Dictionary<string, Tag> byCode = all.ToDictionary(t => t.Code);

    public IReadOnlyList<Tag> All => all;
    public Tag? Find(string code) => byCode.GetValueOrDefault(code);

    /// <summary>The condition of a tag by condition; null for one by hand, and for one whose fields are gone.</summary>
    public Condition? RuleOf(Tag tag) => tag.ConditionJson is null ? null : rules.GetOrAdd(tag.Code, _ =>
    {
        try { return Rule(tag, 0); }
        catch (Refusal) { return null; }
    });

    /// <summary>Tags by condition replaced by their conditions, so that whoever reads a condition need not know of tags.</summary>
    public Condition Expand(Condition condition) => Expand(condition, 0);

    /// <summary>As it is where a tag's condition cannot be read any more.</summary>
    public Condition TryExpand(Condition condition)
    {
        try { return Expand(condition, 0); }
        catch (Refusal) { return condition; }
    }

    Condition Expand(Condition condition, int depth) => condition switch
    {
        Condition.All parts => new Condition.All([.. parts.Parts.Select(p => Expand(p, depth))]),
        Any parts => new Any([.. parts.Parts.Select(p => Expand(p, depth))]),
        Leaf { Field.Label: Tag.FieldLabel, Op: ConditionOp.In } leaf => Expand(leaf, depth),
        Related related => new Related(related.Relation, Expand(related.Inner, depth), related.Negated) { Clause = related.Clause },
        _ => condition,
    };

    Condition Expand(Leaf leaf, int depth)
    {
        var byHand = leaf.Values.Where(v => Find(v) is not { IsByCondition: true }).ToList();
        var parts = leaf.Values.Select(Find).OfType<Tag>().Where(t => t.IsByCondition).Select(t => Rule(t, depth)).ToList();
        if (byHand.Count > 0) parts.Insert(0, leaf with { Values = byHand, Negated = false });
        var any = parts is [var only] ? only : new Any(parts);
        return leaf.Negated ? any.Not() : any;
    }

    Condition Written(Tag tag) => written.GetOrAdd(tag.Code, _ => ConditionReader.ReadAsWritten(tag.ConditionJson!, fields, $"标签「{tag.Label}」"));

    Condition Rule(Tag tag, int depth) => depth < DepthMax
        ? Expand(Written(tag), depth + 1)
        : throw new Refusal("tags_too_deep", $"标签「{tag.Label}」绕着自己转，请改它的条件。");

    /// <summary>Whether a condition, as written, speaks of a tag, itself or through other tags.</summary>
    public bool SpeaksOf(Condition condition, string code, int depth = 0) => depth <= DepthMax
        && condition.Leaves.Where(l => l.Field.Label == Tag.FieldLabel).SelectMany(l => l.Values).Any(value => value == code
            || Find(value) is { IsByCondition: true } tag && SpeaksOf(Written(tag), code, depth + 1));

    /// <summary>The tags by condition that hold for these people; only those that ask of nothing but what may be read.</summary>
    public ILookup<long, Tag> Of(Tx tx, IReadOnlyList<long> ids, DateOnly on, bool onListsOnly, Func<Field, bool> reads)
    {
        var asked = all.Where(t => t.IsByCondition && (t.OnLists || !onListsOnly)).Select(t => (Tag: t, Rule: RuleOf(t)))
            .Where(t => t.Rule?.Fields.All(reads) == true).ToList();
        var people = SubjectValues.Load(tx, new Condition.All([.. asked.Select(t => t.Rule!)]), ids);
        return people.SelectMany(person => asked.Where(t => t.Rule!.Holds(person, on) == true), (person, t) => (person.Id, t.Tag))
            .ToLookup(t => t.Id, t => t.Tag);
    }

    sealed record Row
    {
        public string Code { get; init; } = "";
        public string Label { get; init; } = "";
        public string Aliases { get; init; } = "";
        public string TagGroup { get; init; } = "";
        public string Colour { get; init; } = "";
        public bool OnLists { get; init; }
        public string? ConditionJson { get; init; }
        public string? Note { get; init; }
        public string? DivisionCode { get; init; }
        public string MadeBy { get; init; } = "";
    }

    internal static IReadOnlyList<Tag> Load(Tx tx) => [.. tx.Query<Row>($"""
        SELECT c.code AS Code, c.label AS Label, c.aliases AS Aliases, r.tag_group AS TagGroup, r.colour AS Colour, r.on_lists AS OnLists,
            r.condition_json AS ConditionJson, r.note AS Note, r.division_code AS DivisionCode, r.made_by AS MadeBy
        FROM tag_rules r JOIN codes c ON c.code_set = '{Tag.FieldLabel}' AND c.code = r.code ORDER BY c.position, c.code
        """).Select(r => new Tag(r.Code, r.Label, r.Aliases.Split('|', StringSplitOptions.RemoveEmptyEntries), r.TagGroup, r.Colour, r.OnLists,
            r.ConditionJson, r.Note, r.DivisionCode, r.MadeBy))];

    /// <summary>Writes a tag; position orders it within the list.</summary>
    public static void Keep(Tx tx, Tag tag, int position)
    {
        tx.Run(tx.Dialect.Upsert("INSERT INTO codes (code_set, code, label, aliases, position) VALUES (@p0, @p1, @p2, @p3, @p4)",
            "code_set, code", "label", "aliases", "position"), Tag.FieldLabel, tag.Code, tag.Label, string.Join('|', tag.Aliases), position);
        tx.Run(tx.Dialect.Upsert("""
            INSERT INTO tag_rules (code, tag_group, colour, on_lists, condition_json, note, division_code, made_by, made_at)
            VALUES (@p0, @p1, @p2, @p3, @p4, @p5, @p6, @p7, @p8)
            """, "code", "tag_group", "colour", "on_lists", "condition_json", "note", "division_code", "made_by", "made_at"),
            tag.Code, tag.Group, tag.Colour, tag.OnLists ? 1 : 0, tag.ConditionJson, tag.Note, tag.DivisionCode, tag.MadeBy, tx.Now);
    }
}

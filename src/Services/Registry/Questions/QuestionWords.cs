using OneTable.Services.Data;
using OneTable.Services.Dictionary;
using OneTable.Services.Dictionary.Asking;
using OneTable.Services.Divisions;

namespace OneTable.Services.Registry.Questions;

/// <summary>A part of a question as a page shows it.</summary>
/// <param name="Kind">leaf, all, any, or choice: words with several meanings, of which one must be picked.</param>
/// <param name="Detail">What a tag stands for.</param>
/// <param name="Condition">What to send back for a leaf.</param>
public sealed record PartView(string Kind, string Words, string Sentence, string? Detail, IReadOnlyDictionary<string, object>? Condition,
    IReadOnlyList<PartView>? Parts);

public sealed record AskedView(IReadOnlyList<PartView> Parts, IReadOnlyList<Place> Places, IReadOnlyList<string> Rest, IReadOnlyList<string> Notes);

/// <summary>Questions in words: read into chips, and chips read back as sentences.</summary>
public sealed class QuestionWords(Asker asker, FieldCatalog fields, DivisionTree divisions, Database db)
{
    /// <summary>Said by nobody and meant by all: a question is about the living, and shows that it is.</summary>
    static readonly HashSet<string> aboutTheGone = ["人员状态", "去世日期", "迁出日期", "去向"];

    public AskedView Read(string words, Asking asking)
    {
        var understood = asker.Read(words, asking.Scope, db.Time.Today());
        var (parts, notes) = (new List<PartView>(), understood.Notes.ToList());
        foreach (var part in understood.Parts)
        {
            if (Conditions(part).Select(c => QuestionReader.Why(fields.Tags.TryExpand(c), asking.Reader)).FirstOrDefault(w => w is not null) is { } why) notes.Add(why);
            else parts.Add(View(part));
        }
        if (parts.Count > 0 && Unsaid(understood.Parts.SelectMany(Conditions)) is { } living) parts.Add(View(new Part.Chip("默认", living)));
        return new(parts, understood.Places, understood.Rest, notes);
    }

    /// <summary>The chips of a condition as it was written.</summary>
    public IReadOnlyList<PartView> View(Condition? condition) => condition switch
    {
        null => [],
        Condition.All all => [.. all.Parts.Select(p => View(Of(p)))],
        _ => [View(Of(condition))],
    };

    public string Sentence(Condition? condition) => condition?.Sentence(Show) ?? "所有人";

    static Part Of(Condition condition) => condition switch
    {
        Condition.All all => new Part.All([.. all.Parts.Select(Of)]),
        Condition.Any any => new Part.Any([.. any.Parts.Select(Of)]),
        _ => new Part.Chip("", condition),
    };

    PartView View(Part part) => part switch
    {
        Part.Chip chip => new("leaf", chip.Words, Sentence(chip.Condition), Detail(chip.Condition), chip.Condition.Written(), null),
        Part.Choice choice => new("choice", choice.Words, $"“{choice.Words}”有几种意思，请选一种", null, null, [.. choice.Options.Select(o => View(o))]),
        Part.All all => new("all", "", "", null, null, [.. all.Parts.Select(View)]),
        Part.Any any => new("any", "", "", null, null, [.. any.Parts.Select(View)]),
        _ => throw new InvalidOperationException(),
    };

    string? Detail(Condition condition) => fields.Tags.TryExpand(condition) is var expanded && !ReferenceEquals(expanded, condition) && expanded != condition
        ? Sentence(expanded) : null;

    static IEnumerable<Condition> Conditions(Part part) => part switch
    {
        Part.Chip chip => [chip.Condition],
        Part.Choice choice => choice.Options.Select(o => o.Condition),
        Part.All all => all.Parts.SelectMany(Conditions),
        Part.Any any => any.Parts.SelectMany(Conditions),
        _ => [],
    };

    /// <summary>That they are alive; null where the question itself speaks of the gone.</summary>
    public Condition? Unsaid(IEnumerable<Condition> said) =>
        said.SelectMany(c => fields.Tags.TryExpand(c).Leaves).Any(l => aboutTheGone.Contains(l.Field.Label)) ? null : Living();

    Condition? Living() => fields.Find("人员状态") is { CodeSet: { } set } field && set.CodeOf("去世") is { } dead
        ? new Condition.Leaf(field, ConditionOp.In, [dead], Negated: true) : null;

    string Show(Field field, string value) => field.Type switch
    {
        FieldType.Division when divisions.FullName(value) is { Length: > 0 } name => name.Replace(" ", "", StringComparison.Ordinal),
        FieldType.Area => FieldText.Of(field, value).Replace(" ", "", StringComparison.Ordinal),
        _ => FieldText.Of(field, value),
    };
}

using OneTable.Services.Dictionary;
using OneTable.Services.Dictionary.Asking;
using OneTable.Services.Divisions;
using OneTable.Services.Registry.Questions;

namespace OneTable.Services.Tables.Filling;

/// <summary>Who belongs into a form, said in words (低保户, 80岁以上独居): what is not understood or may not be asked is refused, never left out.</summary>
public sealed class FillWhere(Asker asker, FieldCatalog fields, QuestionWords words)
{
    const string Filler = "的人户群众居民对象名单、，,。 和里中";

    public (Condition? Condition, Scope Scope) Read(string? where, Scope scope, Reader reader, DateOnly today)
    {
        if (string.IsNullOrWhiteSpace(where)) return (words.Unsaid([]), scope);
        var understood = asker.Read(where.Trim(), scope, today);
        if (understood.Notes.Count > 0) throw new Refusal("field_hidden", understood.Notes[0]);
        var rest = understood.Rest.FirstOrDefault(r => r.Any(c => !Filler.Contains(c)));
        if (rest is not null) throw new Refusal("where_unclear", $"“{rest}”没有听懂，请换个说法。");
        var said = understood.Parts.Select(Chosen).ToList();
        foreach (var condition in said)
            if (QuestionReader.Why(fields.Tags.TryExpand(condition), reader) is { } why) throw new Refusal("field_hidden", why);
        if (understood.Places.Count > 1) throw new Refusal("where_unclear", "一次只填一个区划，请分开填。");
        if (understood.Places is [var place]) scope = new(place.Code);
        var all = words.Unsaid(said) is { } living ? [.. said, living] : said;
        return (fields.Tags.Expand(new Condition.All(all)), scope);
    }

    /// <summary>Words with several meanings are for a person to choose (F01).</summary>
    Condition Chosen(Part part) => part.ToCondition() ?? throw new Refusal("where_unclear", Open(part) is { } choice
        ? $"“{choice.Words}”有几种意思：{string.Join('、', choice.Options.Select(o => words.Sentence(o.Condition)))}。请说清是哪一种。"
        : "这句话有几种意思，请说清楚。");

    static Part.Choice? Open(Part part) => part switch
    {
        Part.Choice choice => choice,
        Part.All all => all.Parts.Select(Open).FirstOrDefault(c => c is not null),
        Part.Any any => any.Parts.Select(Open).FirstOrDefault(c => c is not null),
        _ => null,
    };
}

using System.Text.RegularExpressions;
using static OneTable.Services.Dictionary.Condition;

namespace OneTable.Services.Dictionary.Asking;

/// <summary>陕西籍, 河南人: the place of first registration or the native place, never one of them in silence (F01).</summary>
sealed partial class AreaWords(Vocabulary words, IReadOnlyList<Field> fields)
{
    static readonly ILookup<char, (string Name, string Code)> named = Areas.Words.Where(w => w.Length > 1)
        .Select(w => (Name: w, Code: Areas.Find(w)!)).OrderByDescending(a => a.Name.Length).ToLookup(a => a.Name[0]);

    public Match? Read(string text, int at)
    {
        if (fields.Count == 0) return null;
        var (begin, asked, not) = (From().Match(text, at).Length, fields, false);
        if (words.At(text, at, w => w.Field?.Type == FieldType.Area) is { } label && Verb().Match(text, at + label.Length) is { Success: true } verb)
            (begin, asked, not) = (label.Length + verb.Length, [label.Word.Field!], verb.Groups["not"].Success);
        if (at + begin >= text.Length) return null;
        var area = named[text[at + begin]].FirstOrDefault(a => string.CompareOrdinal(text, at + begin, a.Name, 0, a.Name.Length) == 0);
        if (area.Code is null) return null;
        var end = Origin().Match(text, at + begin + area.Name.Length);
        // A city's short name is also a common word; a province's is not.
        if (end.Length == 0 && begin == 0 && area.Code.Length > 2 && !area.Name.EndsWith('市')) return null;
        return new(begin + area.Name.Length + end.Length, new Token.Said([.. asked.Select(f => (Condition)new Leaf(f, ConditionOp.In, [area.Code], not))]));
    }

    [GeneratedRegex(@"\G(?:从|来自|老家在?|祖籍在?|原籍在?)?")]
    private static partial Regex From();

    [GeneratedRegex(@"\G(?:(?<not>不[是在])|是|为|在|=|:)?")]
    private static partial Regex Verb();

    [GeneratedRegex(@"\G(?:省|市)?(?:籍贯?的?|户籍|户口|人(?!员|民|口)|来的?|过来的?|那边的?)?")]
    private static partial Regex Origin();
}

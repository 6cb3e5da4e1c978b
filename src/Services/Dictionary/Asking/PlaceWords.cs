using System.Text.RegularExpressions;
using OneTable.Services.Divisions;
using static OneTable.Services.Dictionary.Condition;

namespace OneTable.Services.Dictionary.Asking;

/// <summary>Names of divisions: alone they bound the question; 住在, 户籍在 or the field's name say which fact is meant (F04).</summary>
sealed partial class PlaceWords(Vocabulary words, Field? living, Field? registered, Scope scope)
{
    public Match? Read(string text, int at)
    {
        var (begin, field, not) = Begin(text, at);
        if (words.At(text, at + begin, w => w.Places.Count > 0) is not { } name) return null;
        var (length, places) = (begin + name.Length, name.Word.Places.Where(d => scope.Contains(d.Code)).ToList());
        if (places.Count == 0) return new(length, new Token.Kept($"「{text.Substring(at + begin, name.Length)}」不在您的辖区，没有算进去。"));
        // 东园社区第一网格: the grid of that community.
        var space = Space().Match(text, at + length).Length;
        if (words.At(text, at + length + space, w => w.Places.Any(d => IsInside(d, places))) is { } inner)
            (length, places) = (length + space + inner.Length, inner.Word.Places.Where(d => IsInside(d, places)).ToList());
        return new(length, field is null ? new Token.Places(places) : new Token.Said(new Leaf(field, ConditionOp.In, [.. places.Select(d => d.Code)], not)));
    }

    (int Length, Field? Field, bool Not) Begin(string text, int at)
    {
        if (words.At(text, at, w => w.Field?.Type == FieldType.Division) is { } named && Verb().Match(text, at + named.Length) is { Success: true } verb)
            return (named.Length + verb.Length, named.Word.Field, verb.Groups["not"].Success);
        var begin = Prefix().Match(text, at);
        return (begin.Length, begin.Groups["lives"].Success ? living : begin.Groups["registered"].Success ? registered : null, begin.Groups["not"].Success);
    }

    static bool IsInside(Division division, List<Division> outer) =>
        outer.Any(o => division.Code != o.Code && division.Code.StartsWith(o.Code, StringComparison.Ordinal));

    [GeneratedRegex(@"\G(?:(?<not>不)?(?<lives>(?:现|居|常)?住(?:在|于)|现住)|居住地?(?<not>不)?(?<lives>(?:在|是))|(?:户籍|户口)(?<not>不)?(?<registered>在|是|属于)|在)?")]
    private static partial Regex Prefix();

    [GeneratedRegex(@"\G(?:(?<not>不[是在])|是|为|在|=|:)")]
    private static partial Regex Verb();

    [GeneratedRegex(@"\G[ 的]?")]
    private static partial Regex Space();
}

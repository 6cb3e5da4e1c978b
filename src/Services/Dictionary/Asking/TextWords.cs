using System.Text.RegularExpressions;
using static OneTable.Services.Dictionary.Condition;

namespace OneTable.Services.Dictionary.Asking;

/// <summary>What a name or an address says by itself: 姓王, 名字叫建国, 住在东园小区. What a field holds stands in FieldWords.</summary>
sealed partial class TextWords(Field? name, Field? living)
{
    const int SurnameMax = 2;

    public Match? Read(string text, int at)
    {
        if (name is not null && Family().Match(text, at) is { Success: true } family && Surname(text, at + family.Length) is { } surname)
            return Said(family.Length + surname.Length, new Leaf(name, ConditionOp.Begins, [surname], family.Groups["not"].Success));
        if (name is not null && Called().Match(text, at) is { Success: true } called)
            return Said(called.Length, new Leaf(name, ConditionOp.Contains, [called.Groups["v"].Value]));
        return living is not null && Lives().Match(text, at) is { Success: true } lives
            ? Said(lives.Length, new Leaf(living, ConditionOp.Contains, [lives.Groups["v"].Value], lives.Groups["not"].Success)) : null;
    }

    /// <summary>欧阳 of 姓欧阳的; null where no Chinese character stands.</summary>
    static string? Surname(string text, int at) =>
        at < text.Length && Character().IsMatch(text, at) ? Registry.Surname.Of(text[at..Math.Min(text.Length, at + SurnameMax)] + "某") : null;

    static Match Said(int length, Leaf leaf) => new(length, new Token.Said(leaf));

    [GeneratedRegex(@"\G(?<not>不)?姓(?!名)(?:氏?[是为]?)")]
    private static partial Regex Family();

    [GeneratedRegex(@"\G[\p{Lo}\p{Cs}]")]
    private static partial Regex Character();

    [GeneratedRegex("""\G(?:(?:姓名|名字)?叫做?|姓名是)[「"]?(?<v>[\p{Lo}·\p{Cs}]{2,10}?)(?:[」"]|的|$)""")]
    private static partial Regex Called();

    // An estate, not a division: those are found by their own names.
    [GeneratedRegex(@"\G(?<not>不)?(?:[现居常]?住(?:在|于)?)(?<v>[\p{Lo}0-9]{2,10}?(?:小区|新村|花园|宿舍|家园|公寓|苑|里弄|大院))")]
    private static partial Regex Lives();
}

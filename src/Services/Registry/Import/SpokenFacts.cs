using System.Text.RegularExpressions;
using OneTable.Services.Dictionary;

namespace OneTable.Services.Registry.Import;

/// <summary>
/// What a sentence says of other fields than its column's: 肢体残疾一级 in a column of abilities names kind and grade of a certificate,
/// 北京市城镇户籍 the nature of a registration. What the row says itself counts more.
/// </summary>
static partial class SpokenFacts
{
    const string SelfCare = "自理能力", HasCertificate = "持有残疾证", Kind = "残疾类别", Grade = "残疾等级", Nature = "户口性质", Queue = "保障性住房轮候";

    /// <summary>The value of the column itself where only the sentence as a whole says it: who has a grade has a certificate.</summary>
    public static string? Note(RowFacts read, FieldCatalog fields, Field field, string text)
    {
        if (field.Label is SelfCare or HasCertificate && Certificate(text) is { } said)
        {
            Say(Kind, said.Kind);
            Say(Grade, said.Grade);
            if (field.Label == HasCertificate) return "1";
        }
        if (field.Label == Queue && InQueue().IsMatch(text)) return "1";
        if (field.Label == Facts.RegisteredAddress && Registration().IsMatch(text)) Say(Nature, text);
        return null;

        void Say(string label, string words)
        {
            if (fields.Find(label)?.CodeSet?.CodeSaid(words) is { } code) read.Spoken.TryAdd(label, code);
        }
    }

    /// <summary>Null where it names none, several, or one that is only asked for or doubted.</summary>
    static (string Kind, string Grade)? Certificate(string text) =>
        Clauses().Split(text).Where(c => !Doubt().IsMatch(c)).SelectMany(c => KindAndGrade().Matches(c)).ToList() is [var one]
            ? (one.Groups["kind"].Value, one.Groups["grade"].Value + "级") : null;

    [GeneratedRegex("(?<kind>视力|听力|言语|肢体|智力|精神|多重)(?:残疾)?(?:人?证)?(?<grade>[一二三四1-4])级|(?<grade>[一二三四1-4])级(?<kind>视力|听力|言语|肢体|智力|精神|多重)")]
    private static partial Regex KindAndGrade();

    [GeneratedRegex("[，。；、,;]")]
    private static partial Regex Clauses();

    [GeneratedRegex("[非不未无没否疑申曾待]")]
    private static partial Regex Doubt();

    [GeneratedRegex("^[^非不未无没否退待]+轮候家庭$")]
    private static partial Regex InQueue();

    [GeneratedRegex("^.{2,12}(?:城镇|农村|农业|非农业?)户[籍口](?:家庭)?$")]
    private static partial Regex Registration();
}

using System.Globalization;
using OneTable.Services.Data;
using OneTable.Services.Dictionary;
using OneTable.Services.Registry;

namespace OneTable.Services.Cards;

/// <summary>What a card itself says about its reading: check digits, and that birth date and sex stand in the number.</summary>
public static class CardCheck
{
    /// <summary>The fields in their order; those that were not read are there too, to be written by hand.</summary>
    public static Card Of(string kind, string reader, IReadOnlyDictionary<string, string> read)
    {
        var values = Card.Labels(kind).ToDictionary(label => label, label => read.GetValueOrDefault(label) is { Length: > 0 } text ? text : null);
        if (values.Take(2).All(v => v.Value is null)) // neither name nor number: whatever else was seen is of something else
            throw new Refusal("nothing_read", "没看清字，请把证件放平、拍满、别反光，再拍一次。");
        // Some readers leave out what stands in the number anyway.
        if (kind == CardKind.Identity && IdentityNumber.Parse(values[Card.Number]) is { } number)
        {
            values[Card.Birth] ??= number.BirthDate.Iso();
            values[Card.Sex] ??= SexOf(number);
        }
        return new(kind, reader, [.. values.Select(v => new CardField(v.Key, v.Value, Trouble(v.Key, v.Value, values)))]);
    }

    public static string? Trouble(string label, string? value, IReadOnlyDictionary<string, string?> all)
    {
        if (value is null) return label is Card.FirmType or Card.LegalPerson or Card.Birth or Card.Sex ? null : "没看清，请对着证件写";
        var number = IdentityNumber.Parse(all.GetValueOrDefault(Card.Number));
        return label switch
        {
            Card.Number when number is null => "校验位不对，请对着证件改",
            Card.Birth when number is { } n && DateText.Day(value) != n.BirthDate => $"和身份证号里的{n.BirthDate.ToString("yyyy年M月d日", CultureInfo.InvariantCulture)}不一样",
            Card.Sex when number is { } n && value != SexOf(n) => "和身份证号对不上",
            Card.CreditCode when CreditCode.Parse(value) is null => "校验位不对，请对着执照改",
            _ => null,
        };
    }

    static string SexOf(IdentityNumber number) => number.Sex == "1" ? "男" : "女";
}

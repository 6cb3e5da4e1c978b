namespace OneTable.Services.Addresses;

/// <summary>
/// What an address text led to. GridCode is the grid; where the text only tells the community, it is the community's code.
/// Why is a sentence for the case. Confidence is 1 for a house written out, and under 0.5 only among candidates.
/// </summary>
public sealed record AddressMatch(long? AddressId, string GridCode, string Text, string Why, double Confidence = 1)
{
    /// <summary>From here on somebody may be sent there without asking back.</summary>
    public const double Sure = 0.5;

    /// <summary>The houses or grids it may be instead, likeliest first, to ask about.</summary>
    public IReadOnlyList<AddressMatch> Candidates { get; init; } = [];
}

/// <summary>How a text was understood: the match where there is one, else what may be meant, and the parts that were read.</summary>
public sealed record AddressReading(AddressMatch? Match, IReadOnlyList<AddressMatch> Candidates, string? Estate, AddressParts Parts)
{
    public static readonly AddressReading Nothing = new(null, [], null, new(null, null, null));
}

using OneTable.Services.Cases;

namespace OneTable.Services.Registry.Import;

/// <summary>The registered household a row belongs to: by its number, else by its head and their address.</summary>
sealed record HouseholdKey(string? Number, string? Head, string? Address, string? Form)
{
    public string Text => Number ?? $"{Head}|{Address}";
}

/// <summary>What one row says of a person, as the registry keeps it, or why it cannot be taken.</summary>
sealed class RowFacts(int sheet, int row)
{
    static readonly string[] places = [PersonHeadings.LivingAddress, PersonHeadings.LivingHouse, PersonHeadings.RegisteredAddress];

    public int Sheet => sheet;
    public int Row => row;
    public List<string> Reasons { get; } = [];
    public bool IsRefused => Reasons.Count > 0;

    /// <summary>Field label → value as kept, sealed ones in plain.</summary>
    public Dictionary<string, string?> Facts { get; } = new(48);

    /// <summary>What only a new person is given, because the row does not say it: these of the facts.</summary>
    public HashSet<string> Defaults { get; } = [];

    /// <summary>Kept with the remark: a lunar birthday, a date nobody could place.</summary>
    public List<string> Notes { get; } = [];

    /// <summary>Sentences from which no code could be read; they too are kept with the remark.</summary>
    public List<string> Unread { get; } = [];

    /// <summary>What sentences of other columns say: of these fields, where the row does not say it itself.</summary>
    public Dictionary<string, string> Spoken { get; } = [];

    /// <summary>The age in a column of ages.</summary>
    public string? SaidAge { get; set; }

    public HouseholdKey? Household { get; set; }
    public string? DocumentHash { get; set; }
    public string? PhoneHash { get; set; }

    /// <summary>Ready to be written where nobody is known by it: sealed, with its line for the ledger.</summary>
    public Facts? Fresh { get; set; }
    public string Json { get; set; } = "";

    public string Name => Facts.GetValueOrDefault(Registry.Facts.Name) ?? "";
    public string? BirthDate => Facts.GetValueOrDefault(Registry.Facts.BirthDate) is { Length: 10 } day ? day : null;
    public bool HasPlace => places.Any(label => this[label] is not (null or ['?', _]));
    public string? this[string label] => Facts.GetValueOrDefault(label);

    /// <summary>Reasons are kept in plain: a number that stands in the wrong column is masked.</summary>
    public void Refuse(string reason) => Reasons.Add(Scrubber.Scrub(reason));
}

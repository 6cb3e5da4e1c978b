namespace OneTable.Services.Dictionary.Asking;

/// <summary>A part of what a sentence was understood to ask: chips, joined by and or or.</summary>
public abstract record Part
{
    /// <summary>One question, with the words it was read from.</summary>
    public sealed record Chip(string Words, Condition Condition) : Part;

    /// <summary>Words with several meanings (F01): a person chooses one, nobody else does.</summary>
    public sealed record Choice(string Words, IReadOnlyList<Chip> Options) : Part;

    public sealed record All(IReadOnlyList<Part> Parts) : Part;
    public sealed record Any(IReadOnlyList<Part> Parts) : Part;

    public Part Not() => this switch
    {
        Chip chip => chip with { Condition = chip.Condition.Not() },
        Choice choice => choice with { Options = [.. choice.Options.Select(o => (Chip)o.Not())] },
        All all => new Any([.. all.Parts.Select(p => p.Not())]),
        Any any => new All([.. any.Parts.Select(p => p.Not())]),
        _ => throw new InvalidOperationException(),
    };

    /// <summary>What may be asked as it stands; null while a choice is open.</summary>
    public Condition? ToCondition() => this switch
    {
        Chip chip => chip.Condition,
        All all => Join(all.Parts, parts => new Condition.All(parts)),
        Any any => Join(any.Parts, parts => new Condition.Any(parts)),
        _ => null,
    };

    static Condition? Join(IReadOnlyList<Part> parts, Func<IReadOnlyList<Condition>, Condition> join)
    {
        var conditions = parts.Select(p => p.ToCondition()).OfType<Condition>().ToList();
        return conditions.Count < parts.Count ? null : join(conditions);
    }
}

/// <summary>A division that was named: only who lives or is registered there is asked about.</summary>
public sealed record Place(string Words, string Code, string Name);

/// <param name="Parts">All of them must hold.</param>
/// <param name="Rest">What was not understood, word for word.</param>
/// <param name="Notes">What was understood and cannot be asked, and why.</param>
public sealed record Understood(IReadOnlyList<Part> Parts, IReadOnlyList<Place> Places, IReadOnlyList<string> Rest, IReadOnlyList<string> Notes);

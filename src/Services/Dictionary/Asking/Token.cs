namespace OneTable.Services.Dictionary.Asking;

/// <summary>A piece of a sentence, as the matchers see it.</summary>
abstract record Token
{
    /// <summary>Something to ask; more than one meaning where the word is used for several things.</summary>
    public sealed record Said(IReadOnlyList<Condition> Meanings) : Token
    {
        public Said(Condition meaning) : this([meaning]) { }
    }

    public sealed record Places(IReadOnlyList<Divisions.Division> Divisions) : Token;
    public sealed record Link(LinkKind Kind) : Token;

    /// <summary>Understood, and not to be asked here.</summary>
    public sealed record Kept(string Note) : Token;
}

/// <summary>Not, or, and, "、" and 和 (or between like things), a pause between clauses, and words that say nothing.</summary>
enum LinkKind { Not, Or, And, List, Pause, Filler }

/// <summary>A token and how many characters it takes.</summary>
readonly record struct Match(int Length, Token Token);

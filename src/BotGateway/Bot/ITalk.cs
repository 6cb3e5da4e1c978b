namespace OneTable.BotGateway.Bot;

/// <summary>One conversation: begun from the menu or by its words, continued while one of its questions is open.</summary>
public interface ITalk
{
    /// <param name="with">What was chosen beforehand, such as a class of services.</param>
    string Begin(Heard heard, string? with = null);

    /// <summary>The answer to its own question; null where the words are no answer to it: they mean what they would mean to anybody.</summary>
    string? GoOn(Heard heard) => null;

    /// <summary>The question that is open, once more.</summary>
    string Question(Heard heard) => "";
}

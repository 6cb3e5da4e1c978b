using OneTable.Services.Data;
using OneTable.Services.Residents;

namespace OneTable.BotGateway.Bot;

/// <summary>
/// Words and what they mean by themselves. To read them costs as much as to keep them, so it is done before the transaction, where
/// nobody waits for a turn.
/// </summary>
/// <param name="Digit">A number alone: 2, 二, 第二个, 2号.</param>
public readonly record struct Uttered(string Words, Understood Read, int? Digit)
{
    public static readonly Uttered Nothing = new("", default, null);

    public static Uttered Of(string words) => new(words = words.Trim(), Triage.Read(words), Triage.Digit(words));
}

/// <summary>What a resident said or tapped, and where their conversation stands.</summary>
/// <param name="Voice">The recording, where it was spoken.</param>
public readonly record struct Heard(Tx Tx, long Resident, string Openid, Conversation Now, Uttered Said, string? Voice = null)
{
    public string Words => Said.Words;
    public Understood Read => Said.Read;
    public int? Digit => Said.Digit;
    public Draft Draft => Now.Draft;
    public Meaning Meaning => Read.Meaning;
    public bool IsBack => Read.Meaning == Meaning.Back;
    public bool IsYes => Meaning == Meaning.Thanks || Digit == 1;

    /// <summary>The place of what was chosen among these, by its number or its words; null where none is.</summary>
    public int? Chosen(IReadOnlyList<string> labels)
    {
        if (Digit is { } digit) return digit >= 1 && digit <= labels.Count ? digit - 1 : null;
        var (words, list) = (Words, labels.ToList());
        var at = list.IndexOf(words);
        if (at < 0 && !Triage.IsTrouble(words)) at = list.FindIndex(label => words.Contains(label, StringComparison.Ordinal));
        return at < 0 ? null : at;
    }
}

/// <summary>Choices as they are shown: a number, a space, few words; in WeChat a tap says them.</summary>
static class Numbered
{
    public static string Lines(IEnumerable<string> labels) => string.Join('\n', labels.Select((label, i) => $"{i + 1} {label}"));
}

namespace OneTable.BotGateway.WeChat;

/// <summary>
/// One try of the platform to hand a push over. Its answer goes back with it, or "success" does and the answer comes later as
/// a message: which of the two is settled once, by whoever is first, inside the transaction that keeps the answer.
/// </summary>
public sealed class Attempt
{
    const int Open = 0, Taken = 1, Over = 2;
    int state;

    /// <summary>One that can carry no answer back: the mini-program's, or one that was over before.</summary>
    public static Attempt WithoutReply => new() { state = Over };

    /// <summary>The answer may go back with it. Asked again, when a transaction is repeated, it says the same.</summary>
    public bool TakesReply() => Interlocked.CompareExchange(ref state, Taken, Open) != Over;

    /// <summary>No longer; false where the answer is on its way already.</summary>
    public bool End() => Interlocked.CompareExchange(ref state, Over, Open) != Taken;
}

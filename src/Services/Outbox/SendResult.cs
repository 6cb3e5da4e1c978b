namespace OneTable.Services.Outbox;

/// <summary>All that can come of a send. Only Unknown leaves open whether the message went out.</summary>
public enum Outcome
{
    Accepted, ThrottledNumber, ThrottledAccount, NotNow, PermanentNumber, PermanentContent, PermanentAccount, Retry, Unknown,
}

/// <summary>What a vendor said, sorted. Until (product clock) says when a throttled or untimely send may go.</summary>
public sealed record SendResult(Outcome Outcome, string Code, string? Detail = null, string? VendorId = null, long? Until = null)
{
    public string? Vendor { get; init; }

    /// <summary>The account, not this message, is at fault: the whole channel should pause.</summary>
    public bool IsAccount => Outcome is Outcome.PermanentAccount or Outcome.ThrottledAccount;

    public static readonly SendResult Expired = new(Outcome.PermanentContent, "expired");
}

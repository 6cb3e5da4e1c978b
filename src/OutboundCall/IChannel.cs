using OneTable.Services.Outbox;

namespace OneTable.OutboundCall;

/// <summary>One send, opened. Age: how long ago the first call that may have gone through was made.</summary>
public sealed record SendRequest(string DedupKey, string Target, Message Message, TimeSpan Age);

/// <summary>
/// One way out. Neither method throws for what a vendor does: SendAsync sorts every answer into the closed set of
/// outcomes; AskAsync says what became of a send whose answer was lost: Retry when the vendor knows nothing of it,
/// Unknown when it cannot say now, null when it can never say.
/// </summary>
public interface IChannel
{
    string Name { get; }
    string Vendor { get; }
    Task<SendResult> SendAsync(SendRequest request, CancellationToken ct);
    Task<SendResult?> AskAsync(SendRequest request, CancellationToken ct);
}

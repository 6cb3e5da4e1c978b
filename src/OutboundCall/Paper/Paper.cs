using OneTable.Services.Outbox;

namespace OneTable.OutboundCall.Paper;

/// <summary>Stands in where no vendor is set: the row in the outbox is all that is written, nothing goes out.</summary>
public sealed class Paper(string name) : IChannel
{
    static readonly SendResult written = new(Outcome.Accepted, "paper", "没有接通道，只记下，没有发出");

    public string Name => name;
    public string Vendor => "paper";
    public Task<SendResult> SendAsync(SendRequest request, CancellationToken ct) => Task.FromResult(written);
    public Task<SendResult?> AskAsync(SendRequest request, CancellationToken ct) => Task.FromResult<SendResult?>(written);
}

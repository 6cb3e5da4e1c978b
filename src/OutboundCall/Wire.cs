using System.Net.Sockets;
using System.Text.Json;
using OneTable.Services.Outbox;

namespace OneTable.OutboundCall;

/// <summary>A vendor's answer, read whole.</summary>
public sealed record Reply(int Status, string MediaType, byte[] Body)
{
    /// <summary>The body as a JSON object, or null: a proxy's page, bytes of a photo, nothing.</summary>
    public JsonElement? Json()
    {
        if (Body.AsSpan().TrimStart(" \r\n\t"u8) is not [(byte)'{', ..]) return null;
        try
        {
            using var document = JsonDocument.Parse(Body);
            return document.RootElement.Clone();
        }
        catch (JsonException)
        {
            return null;
        }
    }
}

/// <summary>A call that brought no usable answer, already sorted.</summary>
public sealed class CallFault(SendResult result) : Exception($"{result.Outcome}: {result.Code}")
{
    public SendResult Result => result;
}

/// <summary>
/// HTTP with its limits in sight. What matters is whether the request may have reached the vendor: when no connection
/// came about it has not (Retry); after that, no answer means Unknown.
/// </summary>
public static class Wire
{
    public static readonly TimeSpan ConnectTimeout = TimeSpan.FromSeconds(4), AnswerTimeout = TimeSpan.FromSeconds(10);
    public const int JsonBytesMax = 1 << 20;

    public static HttpClient NewClient() => new(new SocketsHttpHandler
    {
        ConnectTimeout = ConnectTimeout,
        PooledConnectionIdleTimeout = TimeSpan.FromSeconds(20),
        PooledConnectionLifetime = TimeSpan.FromMinutes(2),
        MaxConnectionsPerServer = 64,
        AllowAutoRedirect = false,
        UseCookies = false,
    })
    { Timeout = Timeout.InfiniteTimeSpan };

    public static async Task<Reply> AskAsync(HttpClient http, HttpRequestMessage request, int bytesMax, TimeSpan timeout, CancellationToken ct)
    {
        // A request without content is sent a second time by the handler itself when a kept connection breaks: never for us.
        if (request.Method != HttpMethod.Get) request.Content ??= new ByteArrayContent([]);
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(ct);
        deadline.CancelAfter(timeout);
        try
        {
            using var response = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, deadline.Token);
            var body = await ReadAsync(response.Content, bytesMax, deadline.Token);
            return new Reply((int)response.StatusCode, response.Content.Headers.ContentType?.MediaType ?? "", body);
        }
        catch (HttpRequestException e) when (e.HttpRequestError is HttpRequestError.NameResolutionError or HttpRequestError.ConnectionError
            or HttpRequestError.SecureConnectionError or HttpRequestError.ProxyTunnelError)
        {
            throw new CallFault(new SendResult(Outcome.Retry, "no_connection", e.HttpRequestError.ToString()));
        }
        catch (SocketException e)
        {
            // Bare only while connecting: a peer that was gone between accepting and the first look at it.
            throw new CallFault(new SendResult(Outcome.Retry, "no_connection", e.SocketErrorCode.ToString()));
        }
        catch (Exception e) when (e is HttpRequestException or IOException or OperationCanceledException)
        {
            throw new CallFault(new SendResult(Outcome.Unknown, "no_answer", e.GetType().Name));
        }
    }

    static async Task<byte[]> ReadAsync(HttpContent content, int bytesMax, CancellationToken ct)
    {
        if (content.Headers.ContentLength > bytesMax) throw TooBig();
        await using var stream = await content.ReadAsStreamAsync(ct);
        using var kept = new MemoryStream();
        var buffer = new byte[16 * 1024];
        for (int n; (n = await stream.ReadAsync(buffer, ct)) > 0;)
        {
            if (kept.Length + n > bytesMax) throw TooBig();
            kept.Write(buffer, 0, n);
        }
        return kept.ToArray();
    }

    static CallFault TooBig() => new(new SendResult(Outcome.PermanentContent, "too_big"));
}

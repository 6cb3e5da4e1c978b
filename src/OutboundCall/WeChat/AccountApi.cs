using OneTable.Services.Outbox;

namespace OneTable.OutboundCall.WeChat;

/// <summary>Calls in the name of one account: with its token, through the gate, and once more where WeChat did not take the token.</summary>
public sealed class AccountApi(WeChatWire wire, Account account, ITokenStore store, AccountGate gate, Services.Accounts.AccountLog log)
{
    public Account Account => account;
    public TokenKeeper Tokens { get; } = new(wire, account, store, gate, log);

    public string Url(string pathAndQuery) => account.ApiBase.TrimEnd('/') + pathAndQuery;

    public async Task<Reply> CallAsync(Func<string, HttpRequestMessage> request, int bytesMax, TimeSpan timeout, CancellationToken ct)
    {
        var token = await TokenAsync(Tokens.GetAsync(ct));
        try
        {
            return await OnceAsync(request(token), bytesMax, timeout, ct);
        }
        catch (CallFault fault) when (WeChatErrors.IsToken(fault.Result.Code))
        {
            token = await TokenAsync(Tokens.RenewAsync(token, ct));
        }
        return await OnceAsync(request(token), bytesMax, timeout, ct);
    }

    /// <summary>Something for a user; what WeChat says about it is one of the outcomes.</summary>
    public async Task<SendResult> SendAsync(string path, object body, CancellationToken ct)
    {
        try
        {
            var reply = await CallAsync(token => WeChatWire.Post(Url($"{path}?access_token={WeChatWire.Query(token)}"), body), Wire.JsonBytesMax, Wire.AnswerTimeout, ct);
            if (reply.Json() is not { } answer || !answer.TryGetProperty("errcode", out _)) return new SendResult(Outcome.Unknown, "no_json");
            return new SendResult(Outcome.Accepted, "0", VendorId: answer.TryGetProperty("msgid", out var id) ? id.ToString() : null);
        }
        catch (CallFault fault)
        {
            return fault.Result;
        }
    }

    Task<Reply> OnceAsync(HttpRequestMessage request, int bytesMax, TimeSpan timeout, CancellationToken ct)
    {
        var path = request.RequestUri!.AbsolutePath[new Uri(Url("")).AbsolutePath.TrimEnd('/').Length..];
        return gate.PassAsync(account.Name, path, () => wire.AskAsync(request, bytesMax, timeout, ct));
    }

    /// <summary>However the fetch of a token failed, the message itself has not gone out.</summary>
    static async Task<string> TokenAsync(Task<string> token)
    {
        try
        {
            return await token;
        }
        catch (Exception e) when (e is CallFault { Result.Outcome: Outcome.Unknown } or OperationCanceledException)
        {
            throw new CallFault(new SendResult(Outcome.Retry, "no_token"));
        }
    }
}

/// <summary>The two accounts; each has its own token, openids and quota.</summary>
public sealed class AccountApis(WeChatWire wire, WeChatSettings mp, MiniProgramSettings mini, ITokenStore store, AccountGate gate, Services.Accounts.AccountLog log)
{
    public AccountApi Mp { get; } = new(wire, mp, store, gate, log);
    public AccountApi Mini { get; } = new(wire, mini, store, gate, log);
    public IEnumerable<AccountApi> All => [Mp, Mini];
}

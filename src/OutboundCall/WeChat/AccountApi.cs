namespace OneTable.OutboundCall.WeChat;

/// <summary>Calls in the name of one account: with its token, and once more where WeChat did not take the token.</summary>
public sealed class AccountApi(WeChatWire wire, WeChatSettings account, ITokenStore store)
{
    public WeChatSettings Account => account;
    public TokenKeeper Tokens { get; } = new(wire, account, store);

    public string Url(string pathAndQuery) => account.ApiBase.TrimEnd('/') + pathAndQuery;

    public async Task<Reply> CallAsync(Func<string, HttpRequestMessage> request, int bytesMax, TimeSpan timeout, CancellationToken ct)
    {
        var token = await Tokens.GetAsync(ct);
        try
        {
            return await wire.AskAsync(request(token), bytesMax, timeout, ct);
        }
        catch (CallFault fault) when (WeChatErrors.IsToken(fault.Result.Code))
        {
            token = await Tokens.RenewAsync(token, ct);
        }
        return await wire.AskAsync(request(token), bytesMax, timeout, ct);
    }
}

/// <summary>The two accounts; each has its own token, openids and quota.</summary>
public sealed class AccountApis(WeChatWire wire, WeChatSettings mp, MiniProgramSettings mini, ITokenStore store)
{
    public AccountApi Mp { get; } = new(wire, mp, store);
    public AccountApi Mini { get; } = new(wire, new WeChatSettings { AppId = mini.AppId, AppSecret = mini.AppSecret, ApiBase = mini.ApiBase }, store);
}

namespace OneTable.OutboundCall.WeChat;

/// <summary>Links that open a page of the mini-program from an SMS or a browser. Anybody may open one: what it shows hangs on the token in its query.</summary>
public sealed class UrlLinks(AccountApis accounts, MiniProgramSettings mini)
{
    const int ByDays = 1, DaysMax = 30;

    /// <summary>Null where there is no mini-program, or WeChat gives none now: the page on the web serves too.</summary>
    public async Task<string?> MakeAsync(string path, string query, CancellationToken ct)
    {
        if (mini.AppId.Length == 0) return null;
        try
        {
            var reply = await accounts.Mini.CallAsync(token => WeChatWire.Post(accounts.Mini.Url($"/wxa/generate_urllink?access_token={WeChatWire.Query(token)}"),
                new { path, query, expire_type = ByDays, expire_interval = DaysMax, env_version = "release" }), Wire.JsonBytesMax, Wire.AnswerTimeout, ct);
            return reply.Json() is { } answer && answer.TryGetProperty("url_link", out var link) ? link.ToString() : null;
        }
        catch (CallFault)
        {
            return null;
        }
    }
}

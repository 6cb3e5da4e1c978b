namespace OneTable.BotGateway.Http;

/// <summary>What a browser may do with our answers: no guessing of types, no frame of a stranger's page, nothing personal kept in its cache.</summary>
static class SafeHeaders
{
    const string Framed = "frame-ancestors 'self'; object-src 'none'; base-uri 'self'";

    /// <summary>Our pages run our scripts only and send nothing elsewhere, whatever somebody managed to write into one; a chosen photo is a blob that the phone reads.</summary>
    static readonly string own = $"default-src 'self'; script-src {string.Join(' ', Clients.InlineScripts.Prepend("'self'"))}; style-src 'self' 'unsafe-inline'; connect-src 'self' blob:; img-src 'self' data: blob:; media-src 'self' data: blob:; font-src 'self' data:; form-action 'self'; {Framed}";

    public static void UseSafeHeaders(this WebApplication app) => app.Use((http, next) =>
    {
        if (http.Request.Path.StartsWithSegments("/wechat")) return next(http); // no browser reads what WeChat is answered
        http.Response.OnStarting(() =>
        {
            var headers = http.Response.Headers;
            headers.XContentTypeOptions = "nosniff";
            headers["Referrer-Policy"] = "same-origin";
            headers.ContentSecurityPolicy = http.Request.Path.StartsWithSegments("/sandbox") ? Framed : own;
            if (headers.CacheControl.Count == 0 && http.Request.Path.StartsWithSegments("/api")) headers.CacheControl = "no-store";
            return Task.CompletedTask;
        });
        return next(http);
    });
}

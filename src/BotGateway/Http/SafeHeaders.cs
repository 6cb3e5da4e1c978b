namespace OneTable.BotGateway.Http;

/// <summary>What a browser may do with our answers: no guessing of types, no frame of a stranger's page, nothing personal kept in its cache.</summary>
static class SafeHeaders
{
    public static void UseSafeHeaders(this WebApplication app) => app.Use((http, next) =>
    {
        http.Response.OnStarting(() =>
        {
            var headers = http.Response.Headers;
            headers.XContentTypeOptions = "nosniff";
            headers["Referrer-Policy"] = "same-origin";
            headers.ContentSecurityPolicy = "frame-ancestors 'self'; object-src 'none'; base-uri 'self'";
            if (headers.CacheControl.Count == 0 && http.Request.Path.StartsWithSegments("/api")) headers.CacheControl = "no-store";
            return Task.CompletedTask;
        });
        return next(http);
    });
}

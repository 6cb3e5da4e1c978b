using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace OneTable.Sandbox.Phone;

/// <summary>The phone one can look at: static pages inside the assembly.</summary>
static class PhonePages
{
    const string Script = "text/javascript; charset=utf-8";
    static readonly (string Name, string ContentType)[] Files =
    [
        ("index.html", "text/html; charset=utf-8"), ("phone.css", "text/css; charset=utf-8"), ("photo.jpg", "image/jpeg"),
        ("phone.js", Script), ("chat.js", Script), ("places.js", Script),
    ];

    public static void Map(RouteGroupBuilder sandbox, SandboxOptions options)
    {
        foreach (var (name, contentType) in Files)
            sandbox.MapGet("/phone/" + name, () => Page(name, contentType));
        // Below /sandbox the page's relative addresses would miss: one address, with the slash.
        sandbox.MapGet("/", (HttpRequest request) => request.Path.Value!.EndsWith('/')
            ? Page("index.html", Files[0].ContentType) : Results.Redirect("/sandbox/"));
        sandbox.MapGet("/about", (HttpRequest request) =>
            Wire.Json(new { account = options.AccountName, mini = MiniUrl(request, options) }));
    }

    /// <summary>Where the mini-program's web build lies: on this host, unless pushes go to another one.</summary>
    static string MiniUrl(HttpRequest request, SandboxOptions options)
    {
        var callback = Uri.TryCreate(options.CallbackUrl(), UriKind.Absolute, out var url) ? url : null;
        return callback is null || callback.Port == (request.Host.Port ?? 80) ? "/m/" : new Uri(callback, "/m/").AbsoluteUri;
    }

    static IResult Page(string name, string contentType) =>
        Results.Stream(typeof(PhonePages).Assembly.GetManifestResourceStream("OneTable.Sandbox.Phone." + name)!, contentType);
}

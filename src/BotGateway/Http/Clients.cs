using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;
using Microsoft.Extensions.FileProviders;

namespace OneTable.BotGateway.Http;

/// <summary>The two built clients, from wwwroot beside the program; where one is missing it is said how to build it.</summary>
static partial class Clients
{
    static readonly (string Path, string Folder, string Name)[] all = [("/console", "console", "the console"), ("/m", "m", "the mini-program's pages")];

    /// <summary>The few lines that stand in a page itself, by their hash: only they may run there.</summary>
    public static readonly IReadOnlyList<string> InlineScripts = [.. all.Select(c => Path.Combine(AppContext.BaseDirectory, "wwwroot", c.Folder, "index.html")).Where(File.Exists)
        .SelectMany(page => InlineScript().Matches(File.ReadAllText(page))).Select(m => $"'sha256-{Convert.ToBase64String(SHA256.HashData(Encoding.UTF8.GetBytes(m.Groups[1].Value)))}'")];

    [GeneratedRegex("<script>(.*?)</script>", RegexOptions.Singleline)]
    private static partial Regex InlineScript();

    public static void UseClients(this WebApplication app)
    {
        foreach (var (path, folder, name) in all)
        {
            var root = Path.Combine(AppContext.BaseDirectory, "wwwroot", folder);
            app.Map(path, client =>
            {
                if (!File.Exists(Path.Combine(root, "index.html")))
                {
                    client.Run(http => Results.Text($"{name} is not built. Install Node 20 and start again: dotnet build builds it.\n", statusCode: 404).ExecuteAsync(http));
                    return;
                }
                client.Use((http, next) => http.Request.Path.HasValue ? next(http) : Redirect(http, path + "/" + http.Request.QueryString));
                client.UseResponseCompression(); // a phone at the edge of the network waits for a third of it; nothing secret is in these files
                var files = new PhysicalFileProvider(root);
                client.UseDefaultFiles(new DefaultFilesOptions { FileProvider = files });
                client.UseStaticFiles(new StaticFileOptions { FileProvider = files, OnPrepareResponse = Cache });
                client.Run(http => Results.NotFound().ExecuteAsync(http));
            });
        }
    }

    static Task Redirect(HttpContext http, string to)
    {
        http.Response.Redirect(to);
        return Task.CompletedTask;
    }

    /// <summary>Built files carry a hash in their names; only the pages themselves must be asked for again.</summary>
    static void Cache(Microsoft.AspNetCore.StaticFiles.StaticFileResponseContext file)
    {
        file.Context.Response.Headers.CacheControl = file.File.Name.EndsWith(".html", StringComparison.Ordinal) ? "no-cache" : "public, max-age=31536000, immutable";
    }
}

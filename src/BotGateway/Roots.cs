namespace OneTable.BotGateway;

/// <summary>Where things lie, from whatever directory the program is started.</summary>
static class Roots
{
    /// <summary>The folder of OneTable.sln in a checkout, else the program's own.</summary>
    public static string Repository { get; } = Find();

    /// <summary>How this host reaches itself: the first address it listens on.</summary>
    public static string Address(string urls)
    {
        var first = new Uri(urls.Split(';')[0].Replace("*", "localhost").Replace("+", "localhost").Replace("0.0.0.0", "127.0.0.1").Replace("[::]", "localhost"));
        return first.GetLeftPart(UriPartial.Authority);
    }

    static string Find()
    {
        for (var at = new DirectoryInfo(AppContext.BaseDirectory); at is not null; at = at.Parent)
            if (File.Exists(Path.Combine(at.FullName, "OneTable.sln"))) return at.FullName;
        return AppContext.BaseDirectory;
    }
}

using System.Runtime.CompilerServices;

namespace OneTable.Tests.Host;

/// <summary>Cases that lie as files beside the tests, and the repository's own files for the house rules.</summary>
static class TestFiles
{
    public static string Repository { get; } = Find();

    /// <summary>The names of the files of a folder of this project, for a theory.</summary>
    public static string[] Names(string folder, string pattern) =>
        [.. Directory.GetFiles(Path.Combine(AppContext.BaseDirectory, folder), pattern).Select(f => Path.GetFileName(f)!).Order(StringComparer.Ordinal)];

    public static string Read(string folder, string name) => File.ReadAllText(Path.Combine(AppContext.BaseDirectory, folder, name));

    public static JsonElement[] Json(string folder, string name) => JsonSerializer.Deserialize<JsonElement[]>(Read(folder, name))!;

    /// <summary>Data of somebody else, in a folder beside the repository or one of those above it; null where it is not there.</summary>
    public static string? Beside(string folder)
    {
        for (var at = new DirectoryInfo(Repository); at is not null; at = at.Parent)
            if (Path.Combine(at.FullName, folder) is var path && Directory.Exists(path)) return path;
        return null;
    }

    static string Find([CallerFilePath] string here = "")
    {
        var at = new DirectoryInfo(Path.GetDirectoryName(here)!);
        while (!File.Exists(Path.Combine(at.FullName, "OneTable.sln"))) at = at.Parent ?? throw new InvalidOperationException("OneTable.sln is not above the tests");
        return at.FullName;
    }
}

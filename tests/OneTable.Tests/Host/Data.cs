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

    static string Find([CallerFilePath] string here = "")
    {
        var at = new DirectoryInfo(Path.GetDirectoryName(here)!);
        while (!File.Exists(Path.Combine(at.FullName, "OneTable.sln"))) at = at.Parent ?? throw new InvalidOperationException("OneTable.sln is not above the tests");
        return at.FullName;
    }
}

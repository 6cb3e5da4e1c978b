using OneTable.Services.Dictionary;

namespace OneTable.Services.HandOvers;

/// <summary>What a resident may ask a person about, whose line of work it is and how soon a first answer is promised.</summary>
public sealed record Expert
{
    public string Id { get; init; } = "";
    public string Name { get; init; } = "";
    /// <summary>条线 of who answers; without one it is whoever is on duty in the community.</summary>
    public string? Line { get; init; }
    public int Minutes { get; init; }
    public int Hours { get; init; }
    public List<string> Words { get; init; } = [];
}

/// <summary>Content/experts.yaml.</summary>
public static class Experts
{
    sealed record File
    {
        public List<Expert> Fields { get; init; } = [];
    }

    static readonly Lazy<IReadOnlyList<Expert>> all = new(Load);

    public static IReadOnlyList<Expert> All => all.Value;

    /// <summary>The community's own people.</summary>
    public static Expert Anybody => All[0];

    public static Expert? Find(string? id) => All.FirstOrDefault(e => e.Id == id);

    /// <summary>The one whose words are said.</summary>
    public static Expert? Said(string words) => All.FirstOrDefault(e => e.Name == words)
        ?? All.Reverse().FirstOrDefault(e => e.Words.Any(word => words.Contains(word, StringComparison.Ordinal)));

    static List<Expert> Load()
    {
        var assembly = typeof(Experts).Assembly;
        var name = assembly.GetManifestResourceNames().Single(n => n.EndsWith("experts.yaml", StringComparison.Ordinal));
        using var reader = new StreamReader(assembly.GetManifestResourceStream(name)!);
        return Yaml.ReadStrictly<File>(reader.ReadToEnd(), "experts.yaml").Fields;
    }
}

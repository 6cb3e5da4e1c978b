using System.Reflection;
using OneTable.Services.Dictionary;

namespace OneTable.Services.Cases;

/// <param name="HeldOk">The community may hold it already; then the resident only looks at it.</param>
public sealed record Material
{
    public string Name { get; init; } = "";
    public bool HeldOk { get; init; }
}

/// <summary>One matter a resident can apply for, with what to bring and by when an answer is promised.</summary>
public sealed record ServiceItem
{
    public string Id { get; init; } = "";
    public string Name { get; init; } = "";
    /// <summary>As it is tapped in a chat and in the account's menu.</summary>
    public string Short { get; init; } = "";
    /// <summary>By which it can be told whether somebody may have it.</summary>
    public string? Scenario { get; init; }
    /// <summary>What takes no papers is no application: report, or person with the field that is asked.</summary>
    public string? LeadsTo { get; init; }
    public string Class { get; set; } = "";
    public string Who { get; init; } = "";
    public int PromiseWorkingDays { get; init; }
    public List<string> How { get; init; } = [];
    public List<Material> Materials { get; init; } = [];
    public bool Sample { get; init; }
    public string? Varies { get; init; }
}

/// <summary>One of the five classes; its place among them is the digit by which it is chosen.</summary>
public sealed record ServiceClass
{
    public string Name { get; init; } = "";
    public string Short { get; init; } = "";
    public List<ServiceItem> Items { get; init; } = [];
}

/// <summary>The service items of Content/services.yaml: five classes of eight.</summary>
public static class ServiceCatalog
{
    sealed record File
    {
        public List<ServiceClass> Classes { get; init; } = [];
    }

    static readonly Lazy<IReadOnlyList<ServiceClass>> classes = new(Load);
    static readonly Lazy<IReadOnlyList<ServiceItem>> all = new(() => [.. Classes.SelectMany(c => c.Items)]);

    public static IReadOnlyList<ServiceClass> Classes => classes.Value;
    public static IReadOnlyList<ServiceItem> All => all.Value;
    public static ServiceItem? Find(string? id) => All.FirstOrDefault(s => s.Id == id);

    /// <summary>The one that goes by just this name.</summary>
    public static ServiceItem? Named(string words) => All.FirstOrDefault(s => s.Short == words || s.Name == words);

    static List<ServiceClass> Load()
    {
        var assembly = Assembly.GetExecutingAssembly();
        var name = assembly.GetManifestResourceNames().Single(n => n.EndsWith("services.yaml", StringComparison.Ordinal));
        using var reader = new StreamReader(assembly.GetManifestResourceStream(name)!);
        var file = Yaml.Read<File>(reader.ReadToEnd(), "services.yaml");
        foreach (var kind in file.Classes)
            foreach (var item in kind.Items) item.Class = kind.Name;
        return file.Classes;
    }
}

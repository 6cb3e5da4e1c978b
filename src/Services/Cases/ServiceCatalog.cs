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
    public string Class { get; set; } = "";
    public string Who { get; init; } = "";
    public int PromiseWorkingDays { get; init; }
    public List<string> How { get; init; } = [];
    public List<Material> Materials { get; init; } = [];
    public bool Sample { get; init; }
    public string? Varies { get; init; }
}

/// <summary>The service items of Content/services.yaml: five classes of eight.</summary>
public static class ServiceCatalog
{
    sealed record ServiceClass
    {
        public string Name { get; init; } = "";
        public List<ServiceItem> Items { get; init; } = [];
    }

    sealed record File
    {
        public List<ServiceClass> Classes { get; init; } = [];
    }

    static readonly Lazy<IReadOnlyList<ServiceItem>> all = new(Load);

    public static IReadOnlyList<ServiceItem> All => all.Value;
    public static ServiceItem? Find(string? id) => All.FirstOrDefault(s => s.Id == id);

    static List<ServiceItem> Load()
    {
        var assembly = Assembly.GetExecutingAssembly();
        var name = assembly.GetManifestResourceNames().Single(n => n.EndsWith("services.yaml", StringComparison.Ordinal));
        using var reader = new StreamReader(assembly.GetManifestResourceStream(name)!);
        var file = Yaml.Read<File>(reader.ReadToEnd(), "services.yaml");
        foreach (var kind in file.Classes)
            foreach (var item in kind.Items) item.Class = kind.Name;
        return [.. file.Classes.SelectMany(c => c.Items)];
    }
}

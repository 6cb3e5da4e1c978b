using YamlDotNet.Serialization;
using YamlDotNet.Serialization.NamingConventions;

namespace OneTable.Services.Demo;

sealed record DemoArea
{
    public string Code { get; init; } = "";
    public string Name { get; init; } = "";
    public string? Phone { get; init; }
}

sealed record DemoOrigin
{
    public string Area { get; init; } = "";
    public string Name { get; init; } = "";
}

sealed record DemoEstate
{
    public string Name { get; init; } = "";
    public int Floors { get; init; }
    public int Units { get; init; }
    public bool Lift { get; init; }
    public string Nature { get; init; } = "";
}

sealed record DemoGridPlan
{
    public string Landmark { get; init; } = "";
    public bool Care { get; init; }
    public List<DemoEstate> Estates { get; init; } = [];
}

sealed record DemoCommunity
{
    public string Name { get; init; } = "";
    public string Phone { get; init; } = "";
    public string DutyPhone { get; init; } = "";
    public List<DemoGridPlan> Grids { get; init; } = [];
}

/// <summary>Another name of an estate, of a building, or of a place in the grid with this index.</summary>
sealed record DemoName
{
    public string Name { get; init; } = "";
    public string Kind { get; init; } = "";
    public int Grid { get; init; }
    public string? Estate { get; init; }
    public string? Building { get; init; }
}

sealed record DemoPlan
{
    /// <summary>0 is 东园街道; the others make a city of it.</summary>
    public int Number { get; init; }
    public DemoArea District { get; init; } = new();
    public DemoArea Street { get; init; } = new();
    public List<DemoCommunity> Communities { get; init; } = [];
    public List<DemoName> Names { get; init; } = [];
    public List<string> Shops { get; init; } = [];
    public List<string> ShopNames { get; init; } = [];
    public List<string> Elsewhere { get; init; } = [];
    public List<DemoOrigin> Origins { get; init; } = [];
}

sealed record DemoNames
{
    public string Surnames { get; init; } = "";
    public List<string> RareSurnames { get; init; } = [];
    public List<string> OldMen { get; init; } = [];
    public List<string> OldWomen { get; init; } = [];
    public List<string> Men { get; init; } = [];
    public List<string> Women { get; init; } = [];
    public List<string> Boys { get; init; } = [];
    public List<string> Girls { get; init; } = [];
    public List<string> Unusual { get; init; } = [];
    public List<string> Workers { get; init; } = [];
    public List<string> Secretaries { get; init; } = [];
    public List<string> LineWorkers { get; init; } = [];
    public List<string> DutyWorkers { get; init; } = [];
}

sealed record DemoHoliday
{
    public string Name { get; init; } = "";
    public string From { get; init; } = "";
    public string Until { get; init; } = "";
}

sealed record DemoYear
{
    public int Year { get; init; }
    public List<DemoHoliday> Holidays { get; init; } = [];
    public List<string> Workdays { get; init; } = [];
}

sealed record DemoCalendar
{
    public List<DemoYear> Years { get; init; } = [];
}

static class DemoContent
{
    /// <summary>One of the files of Demo/Content.</summary>
    public static T Read<T>(string name)
    {
        var resource = $"OneTable.Services.Demo.Content.{name}.yaml";
        using var reader = new StreamReader(typeof(DemoContent).Assembly.GetManifestResourceStream(resource)!);
        return new DeserializerBuilder().WithNamingConvention(CamelCaseNamingConvention.Instance).Build().Deserialize<T>(reader);
    }
}

using System.Globalization;

namespace OneTable.Services.Demo;

sealed record DemoGiven
{
    public string First { get; init; } = "";
    public string Second { get; init; } = "";

    /// <summary>Every pair, and the second character alone.</summary>
    public List<string> All() => [.. First.SelectMany(a => Second, (a, b) => $"{a}{b}"), .. Second.Select(b => $"{b}")];
}

sealed record DemoWords
{
    public string First { get; init; } = "";
    public string Second { get; init; } = "";
    public List<string> Landmarks { get; init; } = [];
    public DemoGiven OldMen { get; init; } = new();
    public DemoGiven OldWomen { get; init; } = new();
    public DemoGiven Men { get; init; } = new();
    public DemoGiven Women { get; init; } = new();
    public DemoGiven Boys { get; init; } = new();
    public DemoGiven Girls { get; init; } = new();
}

/// <summary>The plan of every street: 东园街道 as it is written down, the others put together from words.</summary>
sealed class DemoPlans
{
    public const int StreetsMax = 300, Communities = 4;
    const string District = "420199";

    readonly DemoPlan first = DemoContent.Read<DemoPlan>("street");
    readonly DemoNames names = DemoContent.Read<DemoNames>("names"), manyNames;
    readonly DemoWords words = DemoContent.Read<DemoWords>("city");

    public DemoPlans() => manyNames = names with
    {
        OldMen = words.OldMen.All(), OldWomen = words.OldWomen.All(), Men = words.Men.All(), Women = words.Women.All(),
        Boys = words.Boys.All(), Girls = words.Girls.All(), Unusual = [],
    };

    public static string CodeOf(int number) => string.Create(CultureInfo.InvariantCulture, $"{District}{number + 1:000}");

    public DemoNames Names(int number) => number == 0 ? names : manyNames;

    public DemoPlan this[int number] => number == 0 ? first : first with
    {
        Number = number,
        Names = [],
        Street = new() { Code = CodeOf(number), Name = Place(number) + "街道", Phone = Phone(number, 0) },
        Communities = [.. Enumerable.Range(1, Communities).Select(i => Community(number, i))],
        Origins = [.. first.Origins.Select(o => o with { Area = DemoBirths.AreaOf(o.Area[..2], number) })],
    };

    DemoCommunity Community(int street, int number)
    {
        var place = Place(StreetsMax + street * Communities + number - 1);
        DemoEstate estate = new() { Name = place + "小区", Floors = 6, Units = 4, Nature = "2" }, village = new() { Name = place + "新村", Floors = 7, Units = 3, Nature = "6" },
            dormitory = new() { Name = place + "宿舍", Floors = 5, Units = 4, Nature = "2" }, garden = new() { Name = place + "花园", Floors = 18, Units = 2, Lift = true, Nature = "1" };
        List<List<DemoEstate>> estates = [[estate], [estate, village], [dormitory, village], [garden]];
        return new()
        {
            Name = place + "社区", Phone = Phone(street, number), DutyPhone = Phone(street, number + Communities),
            Grids = [.. estates.Select((own, i) => new DemoGridPlan
            {
                Landmark = number == 2 && i == 1 ? place + "颐养中心" : place + words.Landmarks[i], Care = number == 2 && i == 1, Estates = own,
            })],
        };
    }

    /// <summary>Two characters, another pair for every number.</summary>
    string Place(int number)
    {
        var (a, round) = (number % words.First.Length, number / words.First.Length);
        return $"{words.First[a]}{words.Second[(round + a * 5) % words.Second.Length]}";
    }

    static string Phone(int street, int line) => string.Create(CultureInfo.InvariantCulture, $"027-87{street:000}{line:0}34");
}

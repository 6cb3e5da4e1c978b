using OneTable.Services.Data;
using OneTable.Services.Registry;

namespace OneTable.Services.Demo;

sealed record DemoOrganisation(long Id, string Name, string GridCode);

/// <summary>What the grids of the demo share while it is being made: the people factory, households, relations, organisations.</summary>
sealed class DemoTown
{
    const int HouseholdsPerStreet = 20_000;

    readonly DemoSheet sheet;
    readonly Seal seal;
    readonly Random random;
    readonly Rows households, relations, organisations;
    int numbers;

    public DemoTown(DemoSheet sheet, Seal seal, DemoMap map, DemoPlan plan, DemoNames names, DateOnly today, Random random)
    {
        (this.sheet, this.seal, this.random, Map, Plan, Names, Today) = (sheet, seal, random, map, plan, names, today);
        households = sheet.Rows("households", "id", "kind", "number", "head_person_id", "division_code", "address_id", "form");
        relations = sheet.Rows("relations", "id", "kind", "from_kind", "from_id", "to_kind", "to_id", "detail");
        organisations = sheet.Rows("organisations", "id", "name", "credit_code", "kind", "grid_code", "address",
            "legal_person", "phone_sealed", "employees", "updated_at");
        Births = new(names, plan.Number, today, random, sheet.NextId);
        Families = new(Births, today, random);
        Traits = new(plan.Number, today, random);
        Libraries = new(today, new Random(plan.Number));
        CareHome = new(sheet.NextId(), Map.Grids.First(g => g.Plan.Care).Plan.Landmark, Map.Grids.First(g => g.Plan.Care).Code);
    }

    public DemoMap Map { get; }
    public DemoPlan Plan { get; }
    public DateOnly Today { get; }
    public DemoNames Names { get; }
    public DemoBirths Births { get; }
    public DemoFamilies Families { get; }
    public DemoTraits Traits { get; }
    public DemoLibraries Libraries { get; }
    public DemoOrganisation CareHome { get; }
    public DemoPerson? Liu { get; set; }
    public DemoPerson? Wang { get; set; }
    public int OrganisationCount { get; private set; }

    public long Household(string kind, long? head, string division, long? address, string? form = null)
    {
        var id = sheet.NextId();
        households.Add(id, kind, kind == "registered" ? $"{420199000L + Plan.Number * HouseholdsPerStreet + ++numbers}" : null, head, division, address, form);
        return id;
    }

    public void Relate(string kind, long from, long to, string? detail, string toKind = "person") =>
        relations.Add(sheet.NextId(), kind, "person", from, toKind, to, detail);

    /// <summary>The landmark of the grid and its shops.</summary>
    public void Open(DemoGrid grid)
    {
        var estate = grid.Plan.Estates[0].Name;
        Add(grid.Plan.Care ? CareHome.Id : sheet.NextId(), grid.Plan.Landmark, grid.Plan.Care ? "3" : "4", grid, $"{estate}旁", random.Next(5, 60));
        for (var i = 0; i < 5; i++)
        {
            // Every pair of a name and a trade comes once, in an order that looks mixed.
            var number = grid.Index * 5 + i;
            var name = Plan.ShopNames[number % Plan.ShopNames.Count];
            var shop = Plan.Shops[(number + number / Plan.ShopNames.Count) % Plan.Shops.Count];
            Add(sheet.NextId(), name + shop, "2", grid, $"{estate}临街{number % 9 + 1}号门面", random.Next(1, 8));
        }
    }

    void Add(long id, string name, string kind, DemoGrid grid, string address, int employees)
    {
        organisations.Add(id, name, null, kind, grid.Code, address, Births.Surname() + Births.Pick(Names.Men),
            seal.Close(Births.NextPhone()), employees, sheet.Now);
        sheet.Changed("organisation", id);
        OrganisationCount++;
    }
}

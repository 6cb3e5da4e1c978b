using OneTable.Services.Data;
using OneTable.Services.Registry;

namespace OneTable.Services.Demo;

sealed record DemoOrganisation(long Id, string Name, string GridCode);

/// <summary>What the grids of the demo share while it is being made: the people factory, households, relations, organisations.</summary>
sealed class DemoTown
{
    readonly Tx tx;
    readonly Seal seal;
    readonly Random random;
    readonly Rows households = new("households", "id", "kind", "number", "head_person_id", "division_code", "address_id", "form");
    readonly Rows relations = new("relations", "id", "kind", "from_kind", "from_id", "to_kind", "to_id", "detail");
    readonly Rows organisations = new("organisations", "id", "name", "credit_code", "kind", "grid_code", "address",
        "legal_person", "phone_sealed", "employees", "updated_at");
    int numbers;

    public DemoTown(Tx tx, Seal seal, DemoMap map, DemoPlan plan, DateOnly today, Random random)
    {
        (this.tx, this.seal, this.random, Map, Plan, Today) = (tx, seal, random, map, plan, today);
        Names = DemoContent.Read<DemoNames>("names");
        Births = new(Names, today, random, tx.NextId);
        Families = new(Births, today, random);
        Traits = new(today, random);
        CareHome = new(tx.NextId(), Map.Grids.First(g => g.Plan.Care).Plan.Landmark, Map.Grids.First(g => g.Plan.Care).Code);
    }

    public DemoMap Map { get; }
    public DemoPlan Plan { get; }
    public DateOnly Today { get; }
    public DemoNames Names { get; }
    public DemoBirths Births { get; }
    public DemoFamilies Families { get; }
    public DemoTraits Traits { get; }
    public DemoOrganisation CareHome { get; }
    public DemoPerson? Liu { get; set; }
    public DemoPerson? Wang { get; set; }
    public int OrganisationCount { get; private set; }

    public long Household(string kind, long? head, string division, long? address, string? form = null)
    {
        var id = tx.NextId();
        households.Add(id, kind, kind == "registered" ? $"{420199000 + ++numbers}" : null, head, division, address, form);
        return id;
    }

    public void Relate(string kind, long from, long to, string? detail, string toKind = "person") =>
        relations.Add(tx.NextId(), kind, "person", from, toKind, to, detail);

    /// <summary>The landmark of the grid and its shops.</summary>
    public void Open(DemoGrid grid)
    {
        var estate = grid.Plan.Estates[0].Name;
        Add(grid.Plan.Care ? CareHome.Id : tx.NextId(), grid.Plan.Landmark, grid.Plan.Care ? "3" : "4", grid, $"{estate}旁", random.Next(5, 60));
        for (var i = 0; i < 5; i++)
        {
            // Every pair of a name and a trade comes once, in an order that looks mixed.
            var number = grid.Index * 5 + i;
            var name = Plan.ShopNames[number % Plan.ShopNames.Count];
            var shop = Plan.Shops[(number + number / Plan.ShopNames.Count) % Plan.Shops.Count];
            Add(tx.NextId(), name + shop, "2", grid, $"{estate}临街{number % 9 + 1}号门面", random.Next(1, 8));
        }
    }

    void Add(long id, string name, string kind, DemoGrid grid, string address, int employees)
    {
        organisations.Add(id, name, null, kind, grid.Code, address, Births.Surname() + Births.Pick(Names.Men),
            seal.Close(Births.NextPhone()), employees, tx.Now);
        tx.Changed("organisation", id);
        OrganisationCount++;
    }

    public void Flush()
    {
        Map.Flush();
        foreach (var rows in (Rows[])[households, relations, organisations]) rows.Write(tx);
    }
}

using OneTable.Services.Data;
using OneTable.Services.Dictionary;

namespace OneTable.Services.Demo;

/// <summary>
/// Settles one grid: families into flats, registrations here and elsewhere, and the odd cases every street has (F04).
/// </summary>
sealed class DemoGridPeople(DemoTown town, DemoGrid grid, Random random)
{
    readonly List<DemoPerson> people = [];
    readonly List<DemoPerson> adults = [];
    readonly IEnumerator<DemoHome> homes = town.Map.Homes(grid).GetEnumerator();

    public List<DemoPerson> Settle(int count)
    {
        var absent = Math.Max(grid.Index % 4 == 0 ? 12 : 2, count * 3 / 100);
        foreach (var family in Chosen())
            if (people.Count + family.Members.Count < count - absent) Move(family, ordinary: false);
        while (people.Count < count - absent)
        {
            var family = town.Families.Next(town.Births.Pick(town.Plan.Origins).Area);
            while (family.Members.Count > count - absent - people.Count) family.Members.RemoveAt(family.Members.Count - 1);
            Move(family, ordinary: true);
            if (random.Next(100) < 6) NextHome(); // stands empty
        }
        if (people.Count > 0 && grid.Index < town.Names.Unusual.Count) people[people.Count / 2].Name = town.Names.Unusual[grid.Index];
        Register(count - people.Count);
        foreach (var person in people) town.Libraries.Give(person, grid.Community.Name);
        return people;
    }

    DemoHome NextHome()
    {
        homes.MoveNext();
        return homes.Current;
    }

    /// <summary>Who the demo's stories are about comes first, into the first flats of the grid.</summary>
    IEnumerable<DemoFamily> Chosen()
    {
        if (grid.Index == 0 && town.Plan.Number == 0)
        {
            var liu = town.Families.Born(Turning(9), male: false, daysYounger: -900);
            (liu.Head.Name, liu.Head.Phone, liu.Head.PhoneOwner, liu.Head.Preference) =
                (DemoStreet.LiuName, DemoStreet.LiuPhone, "1", "4");
            town.Liu = liu.Head;
            yield return liu;
            var wang = town.Families.Parents(1, age: 46);
            (wang.Head.Name, wang.Head.Phone) = (DemoStreet.WangName, DemoStreet.WangPhone);
            wang.Members[2].Name = DemoStreet.WangName[..1] + wang.Members[2].Name[1..];
            town.Wang = wang.Head;
            yield return wang;
        }
        else yield return town.Families.Born(Turning(1 + grid.Index * 7 % 28), random.Next(2) == 0, -random.Next(400, 1800));
        // A couple whose birthdays lie five days apart: one visit for two.
        if (grid.Index == 1) yield return town.Families.Born(Turning(12), male: true, daysYounger: 5);
        if (grid.Index is > 1 and < 13) yield return town.Families.Born(Turning(2 + grid.Index * 5 % 26), random.Next(2) == 0, random.Next(400, 1800));
    }

    int AgeOf(DemoPerson person) => Age.On(person.Birth, town.Today);

    DateOnly Turning(int days) => town.Today.AddDays(days).AddYears(-80);

    void Move(DemoFamily family, bool ordinary)
    {
        var home = NextHome();
        var household = town.Household("living", family.Head.Id, grid.Code, home.AddressId);
        foreach (var person in family.Members)
            (person.LivingGrid, person.LivingAddressId, person.LivingAddress, person.LivingHousehold) =
                (grid.Code, home.AddressId, home.Text, household);
        if (family.Renters) RegisterFarAway(family);
        else
        {
            var kind = ordinary ? random.Next(100) : 0;
            if (kind < 90) RegisterHere(family, grid, home, "1");
            else if (kind < 95) RegisterHere(family, town.Births.Pick(town.Map.Grids), null, "3");
            else RegisterInCity(family);
        }
        foreach (var person in family.Members) town.Traits.Give(person, family);
        Guard(family);
        if (ordinary) Odd(family, home);
        if (family.Members.Count == 1 || family.Members.All(m => AgeOf(m) >= 62)) Link(family);
        adults.AddRange(family.Members.Where(m => AgeOf(m) is > 34 and < 60));
        people.AddRange(family.Members);
    }

    /// <summary>Without a home: registered in another community of the street, living here.</summary>
    void RegisterHere(DemoFamily family, DemoGrid at, DemoHome? home, string kind)
    {
        if (at.CommunityCode == grid.CommunityCode && home is null) kind = "1";
        var address = home?.Text ?? $"{at.Plan.Estates[0].Name}{random.Next(1, 6)}栋{random.Next(1, 4)}单元{random.Next(1, 6)}01";
        var household = town.Household("registered", family.Head.Id, at.CommunityCode, home?.AddressId, "1");
        foreach (var person in family.Members)
        {
            (person.RegisteredHere, person.RegisteredCommunity, person.RegisteredAddress, person.Kind) = (true, at.CommunityCode, address, kind);
            person.RegisteredHousehold = household;
        }
    }

    void RegisterInCity(DemoFamily family)
    {
        var place = town.Births.Pick(town.Plan.Elsewhere.Take(4).ToList());
        foreach (var person in family.Members) (person.RegisteredAddress, person.Kind) = (place, "3");
    }

    void RegisterFarAway(DemoFamily family)
    {
        var kind = random.Next(12) == 0 ? "9" : "4"; // just moved in, nobody has checked yet
        foreach (var person in family.Members)
        {
            (person.RegisteredAddress, person.Kind) = (town.Plan.Origins.First(o => o.Area == person.Document![..6]).Name, kind);
            person.Note = person == family.Head ? null : "合租";
        }
        var first = family.Head;
        if (random.Next(40) == 0) // a foreigner's passport
            (first.DocumentKind, first.Document, first.Kind) = ("08", $"XX{town.Births.NextPhone()[^7..]}", "6");
        else if (random.Next(40) == 0) // a permit of someone from Hong Kong or Macao
            (first.DocumentKind, first.Document, first.Kind) = ("06", $"H9{town.Births.NextPhone()[^7..]}", "5");
    }

    void Guard(DemoFamily family)
    {
        var guardians = family.Members.Where(m => AgeOf(m) >= 22).Take(2).ToList();
        foreach (var child in family.Members.Where(m => AgeOf(m) < 18))
            foreach (var guardian in guardians)
            {
                var old = AgeOf(guardian) - AgeOf(child) > 45;
                town.Relate("guardian_of", guardian.Id, child.Id, old ? guardian.Male ? "祖父" : "祖母" : guardian.Male ? "父亲" : "母亲");
            }
        foreach (var child in family.Members.Where(m => m.Phone is null && guardians.Count > 0))
            (child.Phone, child.PhoneOwner) = (guardians[^1].Phone, "4");
        foreach (var baby in family.Members.Where(m => AgeOf(m) < 1 && random.Next(6) == 0))
        {
            (baby.DocumentKind, baby.Document, baby.Kind) = ("98", null, "7");
            (baby.RegisteredHere, baby.RegisteredCommunity, baby.RegisteredAddress, baby.RegisteredHousehold) = (false, null, null, null);
        }
    }

    /// <summary>The number on record of an old person is often the child's (F06).</summary>
    void Link(DemoFamily family)
    {
        if (adults.Count == 0 || random.Next(10) < 4) return;
        var child = town.Births.Pick(adults);
        foreach (var elder in family.Members.Where(e => AgeOf(e) - AgeOf(child) is > 19 and < 45 && e != town.Liu))
        {
            town.Relate("child_of", child.Id, elder.Id, child.Male ? "儿子" : "女儿");
            if (AgeOf(elder) > 72 && random.Next(2) == 0) (elder.Phone, elder.PhoneOwner) = (child.Phone, "3");
        }
    }

    void Odd(DemoFamily family, DemoHome home)
    {
        if (family.Members.Count > 1 || Age.On(family.Head.Birth, town.Today) < 66 || !family.Head.RegisteredHere) return;
        var elder = family.Head;
        switch (random.Next(60))
        {
            case < 4:
                (elder.Status, elder.LivingGrid, elder.LivingAddressId, elder.LivingHousehold) = ("10", town.CareHome.GridCode, null, null);
                elder.LivingAddress = $"{town.CareHome.Name}{random.Next(1, 5)}{random.Next(1, 20):00}室";
                town.Relate("lives_in_care_of", elder.Id, town.CareHome.Id, null, "organisation");
                break;
            case 4: (elder.Status, elder.Note) = ("2", "邻居说很久没见，门口报纸没人收，待核实"); break;
            case 5: (elder.Status, elder.DiedOn) = ("3", town.Today.AddDays(-random.Next(20, 200))); break;
            case < 9: (elder.Phone, elder.PhoneOwner) = (adults.Count > 0 ? town.Births.Pick(adults).Phone : elder.Phone, "6"); break;
            case 9: (elder.Status, elder.Note) = ("11", $"在市医院住院，钥匙在{home.Text[..^3]}邻居处"); break;
            case 10: (elder.DocumentKind, elder.Document) = ("99", null); break;
            case < 13: elder.Phone = "?2"; break; // does not want to say
        }
    }

    /// <summary>Registered here and living elsewhere: empty registrations, and in each community one collective household.</summary>
    void Register(int count)
    {
        var collective = grid.Index % 4 == 0 ? town.Household("registered", null, grid.CommunityCode, null, "2") : (long?)null;
        for (var i = 0; i < count; i++)
        {
            var person = town.Births.Person(town.Births.Birth(random.Next(20, 75)), random.Next(2) == 0, town.Births.Area);
            (person.Kind, person.RegisteredHere, person.RegisteredCommunity) = ("2", true, grid.CommunityCode);
            (person.LivingAddress, person.Status) = (town.Births.Pick(town.Plan.Elsewhere), random.Next(3) == 0 ? "12" : "1");
            if (collective is { } household && i < count * 2 / 3)
                (person.RegisteredHousehold, person.RegisteredAddress, person.Relation) = (household, $"{grid.Community.Name}集体户", "99");
            else
            {
                var home = NextHome();
                var form = random.Next(10) == 0 ? "3" : "1";
                person.RegisteredHousehold = town.Household("registered", person.Id, grid.CommunityCode, home.AddressId, form);
                (person.RegisteredAddress, person.Relation) = (home.Text, "02");
            }
            town.Traits.Give(person, null);
            people.Add(person);
        }
    }
}

using OneTable.Services.Dictionary;

namespace OneTable.Services.Demo;

/// <summary>Who lives together, the eldest or the head first; the codes of relations are those of GB/T 4761.</summary>
sealed class DemoFamily(List<DemoPerson> members, bool renters = false)
{
    public List<DemoPerson> Members => members;
    public bool Renters => renters;
    public DemoPerson Head => members[0];
}

/// <summary>Families as in an old street of a city: many old couples, some alone, three generations, renters.</summary>
sealed class DemoFamilies(DemoBirths births, DateOnly today, Random random)
{
    const string Head = "02", Husband = "11", Wife = "12", Son = "20", Daughter = "30";
    const string Grandson = "41", Granddaughter = "42", Father = "51", Mother = "52";

    public DemoFamily Next(string renterArea) => random.Next(100) switch
    {
        < 23 => OldCouple(Elder(60, 31)),
        < 31 => Alone(Elder(66, 29)),
        < 43 => ThreeGenerations(),
        < 66 => Parents(1),
        < 71 => Parents(2),
        < 79 => new([.. Couple(births.Birth(random.Next(25, 62)), births.Area)]),
        < 85 => Single(),
        < 88 => GrandparentAndChild(),
        _ => Renters(renterArea),
    };

    /// <summary>Younger elders are more: the square leans to the lower end.</summary>
    int Elder(int from, int span) => from + (int)(span * Math.Pow(random.NextDouble(), 2.2));

    public DemoFamily OldCouple(int age)
    {
        var family = new DemoFamily([.. Couple(births.Birth(age), births.Area)]);
        if (random.Next(4) == 0) // one telephone for two
            (family.Members[1].Phone, family.Members[1].PhoneOwner) = (family.Head.Phone, "2");
        return family;
    }

    public DemoFamily Alone(int age)
    {
        var person = births.Person(births.Birth(age), random.Next(10) < 3, births.Area);
        (person.Relation, person.Marriage) = (Head, "30");
        return new([person]);
    }

    /// <summary>Someone of an exact birthday with a husband or wife born <paramref name="daysYounger"/> days later.</summary>
    public DemoFamily Born(DateOnly birth, bool male, int daysYounger)
    {
        var first = births.Person(birth, male, births.Area);
        var second = births.Person(birth.AddDays(daysYounger), !male, births.Area);
        (first.Relation, second.Relation) = (Head, male ? Wife : Husband);
        first.Marriage = second.Marriage = "20";
        return new([first, second]);
    }

    DemoFamily Single()
    {
        var person = births.Person(births.Birth(random.Next(22, 60)), random.Next(2) == 0, births.Area);
        (person.Relation, person.Marriage) = (Head, births.Pick(["10", "40"]));
        return new([person]);
    }

    IEnumerable<DemoPerson> Couple(DateOnly birth, string area)
    {
        var husband = births.Person(birth, true, area);
        var wife = births.Person(births.Birth(Math.Max(22, Age.On(birth, today) - random.Next(-1, 6))), false, area);
        (husband.Relation, wife.Relation) = (Head, Wife);
        husband.Marriage = wife.Marriage = "20";
        return [husband, wife];
    }

    public DemoFamily Parents(int children, int? age = null)
    {
        var father = age ?? random.Next(27, 54);
        var members = Couple(births.Birth(father), births.Area).ToList();
        for (var i = 0; i < children; i++) members.Add(Child(members[0], father));
        return new(members);
    }

    DemoPerson Child(DemoPerson father, int fatherAge)
    {
        var male = random.Next(100) < 52;
        var eldest = Math.Max(0, fatherAge - 25);
        var birth = births.Birth(random.Next(Math.Max(0, eldest - 8), Math.Min(eldest, 24) + 1));
        var child = births.Person(birth, male, births.Area, father.Name[..1]);
        child.Relation = male ? Son : Daughter;
        return child;
    }

    DemoFamily ThreeGenerations()
    {
        var age = random.Next(33, 52);
        var family = Parents(1, age);
        var grandmother = random.Next(10) < 6;
        var birth = births.Birth(Math.Min(92, age + random.Next(24, 36)));
        var elder = births.Person(birth, !grandmother, births.Area, grandmother ? null : family.Head.Name[..1]);
        (elder.Relation, elder.Marriage) = (grandmother ? Mother : Father, "30");
        family.Members.Add(elder);
        return family;
    }

    DemoFamily GrandparentAndChild()
    {
        var elder = births.Person(births.Birth(random.Next(60, 77)), random.Next(3) == 0, births.Area);
        (elder.Relation, elder.Marriage) = (Head, "20");
        var boy = random.Next(2) == 0;
        var child = births.Person(births.Birth(random.Next(4, 15)), boy, births.Area);
        child.Relation = boy ? Grandson : Granddaughter;
        return new([elder, child]);
    }

    DemoFamily Renters(string area) => new([.. Enumerable.Range(0, random.Next(1, 4)).Select(i =>
    {
        var person = births.Person(births.Birth(random.Next(20, 42)), random.Next(10) < 6, area);
        (person.Relation, person.Marriage) = (i == 0 ? Head : "99", births.Pick(["10", "10", "20"]));
        return person;
    })], renters: true);
}

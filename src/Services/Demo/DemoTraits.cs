using OneTable.Services.Dictionary;

namespace OneTable.Services.Demo;

/// <summary>What age and circumstance bring: benefits, care, how one lives and likes to be reached.</summary>
sealed class DemoTraits(int street, DateOnly today, Random random)
{
    const int OneInWithoutAllowance = 11, AccountsPerStreet = 20_000;
    int eighties, accounts;

    public void Give(DemoPerson person, DemoFamily? family)
    {
        var age = Age.On(person.Birth, today);
        if (random.Next(900) == 0 && age is > 20 and < 70) person.Restricted = random.Next(2) == 0 ? "01" : "02";
        if (random.Next(60) == 0 && age is > 30 and < 80) person.Benefits.Add(random.Next(3) == 0 ? "06" : "04");
        if (age < 60) return;
        person.CertifiedOn = today.AddDays(-random.Next(20, 400));
        person.SelfCare = age < 75 ? "1" : random.Next(20) switch { < 13 => "1", < 16 => "2", < 18 => "9", < 19 => "3", _ => "4" };
        person.HomeState = family switch
        {
            null => "99",
            { Members.Count: 1 } => "4",
            { Members.Count: 2 } when family.Members.All(m => Age.On(m.Birth, today) >= 55) => "3",
            { Members.Count: 2 } => "6",
            _ => "2",
        };
        if (person.HomeState == "4") person.Care.Add("1");
        if (person.HomeState == "3" && age >= 70) person.Care.Add("2");
        if (age >= 75) person.Preference ??= random.Next(8) switch { 0 => "1", 1 => "5", 2 => "4", _ => "2" };
        if (age < 80 || !person.RegisteredHere) return;
        person.Care.Add("3");
        if (++eighties % OneInWithoutAllowance == 0) return; // has not asked for it yet: the scenario finds them
        person.Benefits.Add("01");
        person.Account = $"6200000000{street * AccountsPerStreet + ++accounts:000000000}";
    }
}

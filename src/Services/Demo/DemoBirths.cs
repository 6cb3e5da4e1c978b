using System.Runtime.InteropServices;
using OneTable.Services.Dictionary;
using OneTable.Services.Registry;

namespace OneTable.Services.Demo;

/// <summary>
/// Makes single people: birth date, name, document, phone. The area code's last two digits 99 belong to no place, so no
/// identity number is a real one's; phones begin with 1990. Every street has areas, sequences and phones of its own.
/// </summary>
sealed class DemoBirths(DemoNames names, int street, DateOnly today, Random random, Func<long> nextId)
{
    const long FirstPhone = 19900001000;
    const int Areas = 20, SequencesPerStreet = 35, PhonesPerStreet = 30_000;

    readonly Dictionary<(DateOnly, bool, string), int> sequences = [];
    long phones = FirstPhone + (long)street * PhonesPerStreet;

    /// <summary>Of those who are from here.</summary>
    public string Area { get; } = AreaOf("42", street);

    /// <summary>An area of a province that is no place.</summary>
    public static string AreaOf(string province, int street) => $"{province}{street % Areas + 1:00}99";

    public string NextPhone() => $"{phones++}";

    public string NextDocument(DateOnly birth, bool male, string area)
    {
        ref var count = ref CollectionsMarshal.GetValueRefOrAddDefault(sequences, (birth, male, street == 0 ? "" : area), out _);
        var number = ++count + street / Areas * SequencesPerStreet;
        var sequence = number * 2 % 1000 + (male ? 1 : 0);
        return IdentityNumber.Complete($"{area}{birth:yyyyMMdd}{sequence:000}");
    }

    /// <summary>A birthday on which one is that old today; nobody by chance turns 80 soon, since who does is chosen.</summary>
    public DateOnly Birth(int age)
    {
        var birth = today.AddYears(-age).AddDays(-random.Next(365));
        var eighty = birth.AddYears(80);
        return eighty > today && eighty <= today.AddDays(45) ? birth.AddDays(60) : birth;
    }

    public DemoPerson Person(DateOnly birth, bool male, string area, string? surname = null)
    {
        var age = Age.On(birth, today);
        var given = (age, male) switch
        {
            ( >= 58, true) => names.OldMen, ( >= 58, false) => names.OldWomen,
            ( >= 22, true) => names.Men, ( >= 22, false) => names.Women,
            (_, true) => names.Boys, _ => names.Girls,
        };
        var person = new DemoPerson(nextId(), (surname ?? Surname()) + Pick(given), male, birth)
        {
            Document = NextDocument(birth, male, area),
            Ethnicity = random.Next(100) switch { < 95 => "01", < 97 => "15", < 98 => "03", < 99 => "11", _ => "06" },
            Education = Education(age),
            Marriage = age < 22 ? "10" : null,
        };
        if (age >= 16) person.Phone = NextPhone();
        return person;
    }

    public string Surname() => random.Next(150) == 0 ? Pick(names.RareSurnames) : names.Surnames[random.Next(names.Surnames.Length)].ToString();

    public T Pick<T>(IReadOnlyList<T> all) => all[random.Next(all.Count)];

    string Education(int age) => age switch
    {
        < 6 => "99",
        < 12 => "81",
        < 15 => "71",
        < 18 => "61",
        < 45 => Pick(["21", "21", "31", "31", "61", "41", "71", "14"]),
        < 65 => Pick(["61", "61", "71", "71", "31", "41", "81", "21"]),
        _ => Pick(["81", "81", "71", "71", "61", "90", "41"]),
    };
}

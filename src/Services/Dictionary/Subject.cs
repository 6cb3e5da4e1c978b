namespace OneTable.Services.Dictionary;

/// <summary>
/// A kind of subject the registry knows (人, 房, 企, 物), and the cases of which tables are made too. In SQL its row is called p.
/// </summary>
/// <param name="Word">What people call one.</param>
/// <param name="Table">Its base table.</param>
/// <param name="Key">What its special libraries call its id.</param>
/// <param name="Name">What one is called, in SQL.</param>
public sealed record Subject(string Kind, string Word, string Table, string Key, string Name)
{
    public static readonly Subject Person = new("person", "人", "people", "person_id", "p.name");
    public static readonly Subject House = new("house", "房屋", "houses", "house_id", "(SELECT a.text FROM addresses a WHERE a.id = p.address_id)");
    public static readonly Subject Organisation = new("organisation", "单位", "organisations", "organisation_id", "p.name");
    public static readonly Subject Place = new("place", "物", "places", "place_id", "p.name");
    public static readonly Subject Case = new("case", "事项", "cases", "case_id", "p.number");

    public static readonly IReadOnlyList<Subject> All = [Person, House, Organisation, Place, Case];

    /// <summary>What the registry keeps, with a ledger; a case has its own room.</summary>
    public static readonly IReadOnlyList<Subject> Registered = [Person, House, Organisation, Place];

    public static Subject? Of(string? kind) => All.FirstOrDefault(s => s.Kind == kind);

    /// <summary>Base table p with the special libraries that fields need.</summary>
    public string From(IEnumerable<string> libraries) => $"{Table} p" + string.Concat(libraries.Select(t => $" LEFT JOIN {t} ON {t}.{Key} = p.id"));
}

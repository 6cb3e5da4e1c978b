using OneTable.Services.Data;
using OneTable.Services.Dictionary;
using OneTable.Services.Divisions;
using OneTable.Services.Registry.Finding;

namespace OneTable.Services.Registry;

/// <summary>A line of a list of people.</summary>
public sealed record PersonRow(long Id, string Name, string? Sex, int? Age, string? IdentityMasked, string? PhoneMasked,
    string Registered, string Living, string Status, IReadOnlyList<string> Tags, FoundWhy? Why = null);

/// <summary>Who a to-do or a case is about.</summary>
public sealed record PersonBrief(long Id, string Name, int? Age, string? PhoneMasked, string? Address);

/// <summary>The registry's people: found by those whose division they live or are registered in, written with a ledger.</summary>
public sealed partial class People(Database db, Seal seal, DivisionTree tree, FieldCatalog fields, Subjects subjects, Ledger ledger)
{
    sealed record Found
    {
        public long Id { get; init; }
        public string Name { get; init; } = "";
        public string? Sex { get; init; }
        public string? BirthDate { get; init; }
        public string? Document { get; init; }
        public string? Phone { get; init; }
        public bool? RegisteredHere { get; init; }
        public string? RegisteredCommunity { get; init; }
        public string? RegisteredAddress { get; init; }
        public string? LivingGrid { get; init; }
        public string? LivingAddress { get; init; }
        public string Status { get; init; } = "";
    }

    internal long Now => db.Time.UnixMs();

    sealed record TagRow(long Id, string Field, string Code);

    const string Columns = """
        p.id AS Id, p.name AS Name, p.sex AS Sex, p.birth_date AS BirthDate, p.document_sealed AS Document, p.phone_sealed AS Phone,
        p.registered_here AS RegisteredHere, p.registered_community AS RegisteredCommunity, p.registered_address AS RegisteredAddress,
        p.living_grid AS LivingGrid, p.living_address AS LivingAddress, p.status AS Status
        """;

    PersonRow Row(Found f, IReadOnlyList<string> tags) => new(
        f.Id, f.Name, fields.Label("性别", f.Sex), AgeOf(f.BirthDate), Mask.Identity(seal.Open(f.Document)), Mask.Phone(seal.Open(f.Phone)),
        f.RegisteredHere == true ? tree.FullName(f.RegisteredCommunity) : f.RegisteredAddress ?? (f.RegisteredHere == false ? "外地" : "户籍不详"),
        $"{tree.FullName(f.LivingGrid)} {f.LivingAddress}".Trim(), fields.Label("人员状态", f.Status)!, tags);

    int? AgeOf(string? birthDate) => birthDate is null ? null : Age.On(BeijingTime.Day(birthDate), db.Time.Today());

    /// <summary>For callers that have already checked whom they may ask about.</summary>
    public IReadOnlyDictionary<long, PersonBrief> Briefs(Tx tx, IReadOnlyCollection<long> ids) => ids.Count == 0
        ? new Dictionary<long, PersonBrief>()
        : tx.Query<Found>($"SELECT {Columns} FROM people p WHERE p.id IN @ids", new { ids }).ToDictionary(f => f.Id,
            f => new PersonBrief(f.Id, f.Name, AgeOf(f.BirthDate), Mask.Phone(seal.Open(f.Phone)), f.LivingAddress ?? f.RegisteredAddress));

    public bool IsSeen(Tx tx, Scope scope, long id) =>
        tx.Count<int>($"SELECT COUNT(*) FROM people p WHERE p.id = @id AND {Seen.Person}", new { id, scope.From, scope.To }) == 1;

    /// <summary>Writes facts of a new person (id null) or a known one; see <see cref="Subjects.Write"/>.</summary>
    public long Write(Tx tx, long? id, IReadOnlyDictionary<string, string?> facts, Origin origin) => subjects.Write(tx, Subject.Person, id, facts, origin);
}

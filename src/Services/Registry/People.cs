using System.Diagnostics.Metrics;
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
public sealed partial class People(Database db, Seal seal, DivisionTree tree, FieldCatalog fields)
{
    /// <summary>F08: the four buttons.</summary>
    public static readonly IReadOnlyList<string> Purposes = ["打电话联系", "上门走访", "核对材料", "应急处置"];

    /// <summary>More than anybody needs in a day's work; who wants to copy the registry needs many more.</summary>
    public const int RevealsPerDay = 100;

    static readonly Counter<long> reveals = new Meter("OneTable.Registry").CreateCounter<long>("onetable.reveals", description: "Whole numbers that staff asked to see or to call");

    sealed record Found
    {
        public long Id { get; init; }
        public string Name { get; init; } = "";
        public string? Sex { get; init; }
        public string? BirthDate { get; init; }
        public string? Document { get; init; }
        public string? Phone { get; init; }
        public bool RegisteredHere { get; init; }
        public string? RegisteredCommunity { get; init; }
        public string? RegisteredAddress { get; init; }
        public string? LivingGrid { get; init; }
        public string? LivingAddress { get; init; }
        public string Status { get; init; } = "";
    }

    sealed record TagRow(long Id, string Field, string Code);

    const string Columns = """
        p.id AS Id, p.name AS Name, p.sex AS Sex, p.birth_date AS BirthDate, p.document_sealed AS Document, p.phone_sealed AS Phone,
        COALESCE(p.registered_here, 0) AS RegisteredHere, p.registered_community AS RegisteredCommunity, p.registered_address AS RegisteredAddress,
        p.living_grid AS LivingGrid, p.living_address AS LivingAddress, p.status AS Status
        """;

    PersonRow Row(Found f, IReadOnlyList<string> tags) => new(
        f.Id, f.Name, fields.Label("性别", f.Sex), AgeOf(f.BirthDate), Mask.Identity(seal.Open(f.Document)), Mask.Phone(seal.Open(f.Phone)),
        f.RegisteredHere ? tree.FullName(f.RegisteredCommunity) : f.RegisteredAddress ?? "外地",
        $"{tree.FullName(f.LivingGrid)} {f.LivingAddress}".Trim(), fields.Label("人员状态", f.Status)!, tags);

    int? AgeOf(string? birthDate) => birthDate is null ? null : Age.On(BeijingTime.Day(birthDate), db.Time.Today());

    /// <summary>For callers that have already checked whom they may ask about.</summary>
    public IReadOnlyDictionary<long, PersonBrief> Briefs(Tx tx, IReadOnlyCollection<long> ids) => ids.Count == 0
        ? new Dictionary<long, PersonBrief>()
        : tx.Query<Found>($"SELECT {Columns} FROM people p WHERE p.id IN @ids", new { ids }).ToDictionary(f => f.Id,
            f => new PersonBrief(f.Id, f.Name, AgeOf(f.BirthDate), Mask.Phone(seal.Open(f.Phone)), f.LivingAddress ?? f.RegisteredAddress));

    public bool IsSeen(Tx tx, Scope scope, long id) =>
        tx.Count<int>($"SELECT COUNT(*) FROM people p WHERE p.id = @id AND {Seen.Person}", new { id, scope.From, scope.To }) == 1;

    /// <summary>F08: the number of a resident of the own division, to be dialled and never shown; logged as a call.</summary>
    public string? Call(Tx tx, Scope scope, long staffId, long id) => Reveal(tx, scope, staffId, id, PersonFacts.Phone, Purposes[0]);

    /// <summary>The whole value of a sealed field, logged with who asked and for what; null where there is nobody or nothing.</summary>
    public string? Reveal(Tx tx, Scope scope, long staffId, long id, string field, string purpose)
    {
        if (!Purposes.Contains(purpose)) throw new Refusal("unknown_purpose", "请选择查看的用途");
        if (fields.Find(field) is not { Subject: Field.Person, IsSealed: true } f || f.Label != field)
            throw new Refusal("unknown_field", $"“{field}”不需要这样查看");
        var from = ConditionSql.From(f.SpecialTable is { } table ? [table] : []);
        var box = tx.Count<string?>($"SELECT {f.Sql} FROM {from} WHERE p.id = @id AND {Seen.Person}", new { id, scope.From, scope.To });
        if (box is null) return null;
        var today = tx.Value<int>("SELECT COUNT(*) FROM reveals WHERE staff_id = @p0 AND at >= @p1", staffId, BeijingTime.UnixMs(db.Time.Today(), TimeOnly.MinValue));
        reveals.Add(1, new KeyValuePair<string, object?>("outcome", today < RevealsPerDay ? "shown" : "refused"));
        if (today >= RevealsPerDay) throw new Refusal("too_many_reveals", "今天看号码的次数用完了，急用请找书记。");
        tx.Run("INSERT INTO reveals (id, staff_id, kind, subject_id, field, purpose, at) VALUES (@p0, @p1, 'person', @p2, @p3, @p4, @p5)",
            tx.NextId(), staffId, id, field, purpose, tx.Now);
        return seal.Open(box);
    }
}

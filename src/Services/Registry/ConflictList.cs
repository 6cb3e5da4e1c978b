using OneTable.Services.Data;
using OneTable.Services.Dictionary;
using OneTable.Services.Divisions;
using OneTable.Services.Staff;

namespace OneTable.Services.Registry;

public sealed record Claimed(string? Text, string Source, string? Actor, long At);

/// <param name="Suggested">old or new.</param>
/// <param name="Kind">Of which kind of subject.</param>
/// <param name="Decides">The community that owns the fact, empty where nobody in particular does; Mine: the reader may settle it.</param>
public sealed record ConflictRow(long Id, string Kind, long SubjectId, string Name, string Field, Claimed Old, Claimed New, string Suggested, string Why,
    string Decides, bool Mine);

/// <summary>Open conflicts of one field, source and suggestion: what one tap may settle together.</summary>
public sealed record ConflictGroup(string Field, string Source, string Suggested, int Count);

/// <summary>What one tap settled, for whoever wants it back.</summary>
public sealed record Settlement(long Id, string Field, string Names, int Count, string Settled, string By, long At);

public sealed record ConflictFilter(string? Source = null, string? Field = null, string? Suggested = null, Subject? Subject = null, long? SubjectId = null);

/// <summary>The open conflicts of what lies in the viewer's scope; fields of F07 only for those who read them.</summary>
public sealed partial class Conflicts
{
    sealed record Row
    {
        public long Id { get; init; }
        public string Kind { get; init; } = "";
        public long SubjectId { get; init; }
        public string Name { get; init; } = "";
        public string? LivingGrid { get; init; }
        public string? RegisteredCommunity { get; init; }
        public string Field { get; init; } = "";
        public string? OldValue { get; init; }
        public string OldSource { get; init; } = "";
        public long OldAt { get; init; }
        public string? NewValue { get; init; }
        public string NewSource { get; init; } = "";
        public string NewActor { get; init; } = "";
        public long NewAt { get; init; }
        public string Suggested { get; init; } = "";
        public string? Settled { get; init; }
        public string? SettledBy { get; init; }
        public string? SettledValue { get; init; }

        public Whereabouts Where => new(SubjectId, Name, LivingGrid, RegisteredCommunity);
    }

    const int GroupsMax = 50, SettlementsMax = 20;

    const string Name = "COALESCE(p.name, a.text, o.name, l.name)";

    const string Columns = $"""
        c.id AS Id, c.kind AS Kind, c.subject_id AS SubjectId, {Name} AS Name, COALESCE(p.living_grid, h.grid_code, o.grid_code, l.grid_code) AS LivingGrid, p.registered_community AS RegisteredCommunity, c.field AS Field,
        c.old_value AS OldValue, c.old_source AS OldSource, c.old_at AS OldAt, c.new_value AS NewValue, c.new_source AS NewSource,
        c.new_actor AS NewActor, c.new_at AS NewAt, c.suggested AS Suggested, c.settled AS Settled, c.settled_by AS SettledBy, c.settled_value AS SettledValue
        """;

    const string Among = $"""
        FROM conflicts c LEFT JOIN people p ON c.kind = 'person' AND p.id = c.subject_id
        LEFT JOIN houses h ON c.kind = 'house' AND h.id = c.subject_id LEFT JOIN addresses a ON a.id = h.address_id
        LEFT JOIN organisations o ON c.kind = 'organisation' AND o.id = c.subject_id LEFT JOIN places l ON c.kind = 'place' AND l.id = c.subject_id
        WHERE ({Seen.Person} OR COALESCE(h.grid_code, o.grid_code, l.grid_code) >= @From AND COALESCE(h.grid_code, o.grid_code, l.grid_code) < @To)
        """;

    /// <summary>Fields that the reader does not read are not there; a label of the dictionary has no quotes.</summary>
    string Of(StaffMember me) => fields.All.Where(f => f.IsKept && !f.IsVisibleTo(me.Reader)).Select(f => $"'{f.Label.Replace("'", "''")}'").ToList() is { Count: > 0 } hidden
        ? $" AND c.field NOT IN ({string.Join(", ", hidden)})" : "";

    static string Of(ConflictFilter filter) => (filter.Source is null ? "" : " AND c.new_source = @Source") + (filter.Field is null ? "" : " AND c.field = @Field")
        + (filter.Suggested is null ? "" : " AND c.suggested = @Suggested") + (filter.Subject is null ? "" : " AND c.kind = @Kind AND c.subject_id = @SubjectId");

    static object Args(Scope scope, ConflictFilter filter, int size = 0, int page = 1) => new
    {
        scope.From, scope.To, filter.Source, filter.Field, filter.Suggested, filter.Subject?.Kind, filter.SubjectId, Size = size, Skip = (page - 1) * size,
    };

    public Listing<ConflictRow> List(Tx tx, StaffMember me, ConflictFilter filter, int page, int size)
    {
        var where = $"{Among} AND c.settled IS NULL{Of(me)}{Of(filter)}";
        var args = Args(me.Scope, filter, size, page);
        return new(tx.Count<int>($"SELECT COUNT(*) {where}", args),
            [.. tx.Query<Row>($"SELECT {Columns} {where} ORDER BY c.new_at DESC, c.id DESC LIMIT @Size OFFSET @Skip", args).Select(r => View(me, r))]);
    }

    public int Count(Tx tx, StaffMember me) => tx.Count<int>($"SELECT COUNT(*) {Among} AND c.settled IS NULL{Of(me)}", Args(me.Scope, new()));

    public IReadOnlyList<ConflictGroup> Groups(Tx tx, StaffMember me) => [.. tx.Query<ConflictGroup>($"""
        SELECT c.field AS Field, c.new_source AS Source, c.suggested AS Suggested, COUNT(*) AS Count {Among} AND c.settled IS NULL{Of(me)}
        GROUP BY c.field, c.new_source, c.suggested ORDER BY COUNT(*) DESC, c.field, c.new_source LIMIT {GroupsMax}
        """, Args(me.Scope, new()))];

    /// <summary>Ids of what one tap would settle.</summary>
    public IReadOnlyList<long> Ids(Tx tx, StaffMember me, ConflictFilter filter, int max) => [.. tx.Query<long>(
        $"SELECT c.id {Among} AND c.settled IS NULL{Of(me)}{Of(filter)} ORDER BY c.id LIMIT @Size", Args(me.Scope, filter, max))];

    /// <summary>What was settled last, and can be undone.</summary>
    public IReadOnlyList<Settlement> Settlements(Tx tx, StaffMember me) => [.. tx.Query<Tap>($"""
        SELECT c.settlement_id AS Id, MIN(c.field) AS Field, MIN({Name}) AS Name, COUNT(*) AS Count, MIN(c.settled) AS Settled, MIN(c.settled_by) AS SettledBy,
            MAX(c.settled_at) AS At
        {Among} AND c.settlement_id IS NOT NULL{Of(me)} GROUP BY c.settlement_id ORDER BY MAX(c.settled_at) DESC LIMIT {SettlementsMax}
        """, Args(me.Scope, new())).Select(s => new Settlement(s.Id, s.Field, s.Count == 1 ? s.Name : $"{s.Name}等", (int)s.Count, s.Settled, s.SettledBy, s.At))];

    sealed record Tap
    {
        public long Id { get; init; }
        public string Field { get; init; } = "";
        public string Name { get; init; } = "";
        public long Count { get; init; }
        public string Settled { get; init; } = "";
        public string SettledBy { get; init; } = "";
        public long At { get; init; }
    }

    ConflictRow View(StaffMember me, Row r)
    {
        var field = fields.Find(r.Field)!;
        var owner = ownership.OwnerOf(field, r.Where);
        return new(r.Id, r.Kind, r.SubjectId, r.Name, r.Field, new(ledger.Shown(field, r.OldValue), r.OldSource, null, r.OldAt),
            new(ledger.Shown(field, r.NewValue), r.NewSource, r.NewActor, r.NewAt), r.Suggested, Why(field, r.OldSource, r.NewSource),
            owner?.Name ?? "", ownership.Owns(me, owner));
    }
}

using OneTable.Services.Data;
using OneTable.Services.Dictionary;
using OneTable.Services.Divisions;
using OneTable.Services.Staff;

namespace OneTable.Services.Registry.Comparing;

/// <summary>What the list says on the left, who the registry thinks it is on the right; numbers masked.</summary>
public sealed record ItemView(int Position, string Outcome, string Why, int? Confidence, string? ConfidenceText, ListedView? Listed, PersonView? Person, bool? Same, string? DecidedBy);
public sealed record ListedView(int Row, string Name, string? Number, string? BirthDate, string? Address);
public sealed record PersonView(long Id, string Name, string? Number, string? BirthDate, string? Phone, string? Address, string Grid, string Status);
public sealed record ActView(long At, string Actor, string Act, string? Outcome, int People, string? Detail);

/// <summary>The comparisons of a division and their sets. A list is shown to who compared it and to who answers for the division, not to all in it.</summary>
public sealed class Comparisons(Seal seal, FieldCatalog fields, DivisionTree tree)
{
    const string Columns = """
        c.id AS Id, c.division_code AS DivisionCode, c.staff_id AS StaffId, c.actor AS Actor, c.kind AS Kind, c.title AS Title, c.source AS Source, c.data_day AS DataDay,
        c.purpose AS Purpose, c.permission AS Permission, c.here_text AS HereText, c.file_name AS FileName, c.columns_json AS ColumnsJson, c.listed AS Listed,
        c.skipped AS Skipped, c.created_at AS CreatedAt, c.ended_at AS EndedAt, c.keep_until AS KeepUntil, c.swept_at AS SweptAt
        """;

    const string Among = "FROM comparisons c WHERE c.division_code >= @From AND c.division_code < @To AND (c.staff_id = @Id OR @answers = 1)";

    sealed record Found
    {
        public int Position { get; init; }
        public string Outcome { get; init; } = "";
        public int? RowNo { get; init; }
        public string? RowSealed { get; init; }
        public int Asked { get; init; }
        public int? Confidence { get; init; }
        public string Why { get; init; } = "";
        public string? Decided { get; init; }
        public string? DecidedBy { get; init; }
        public long? PersonId { get; init; }
        public string? Name { get; init; }
        public string? Document { get; init; }
        public string? Phone { get; init; }
        public string? BirthDate { get; init; }
        public string? Living { get; init; }
        public string? Registered { get; init; }
        public string? Grid { get; init; }
        public string? Status { get; init; }
    }

    const string Items = $"""
        SELECT i.position AS Position, i.outcome AS Outcome, i.row_no AS RowNo, i.row_sealed AS RowSealed, i.asked AS Asked, i.confidence AS Confidence, i.why AS Why,
          i.decided AS Decided, i.decided_by AS DecidedBy, p.id AS PersonId, p.name AS Name, p.document_sealed AS Document, p.phone_sealed AS Phone, p.birth_date AS BirthDate,
          p.living_address AS Living, p.registered_address AS Registered, p.living_grid AS Grid, p.status AS Status
        FROM comparison_items i LEFT JOIN people p ON p.id = i.person_id AND {Seen.Person}
        """;

    static object Args(StaffMember me, long comparison = 0, string? outcome = null, int size = 0, int skip = 0) =>
        new { me.Scope.From, me.Scope.To, me.Id, answers = Answers(me) ? 1 : 0, comparison, outcome, size, skip };

    static bool Answers(StaffMember me) => me.Post is Posts.Secretary or Posts.StreetLeader or Posts.StreetCentre;

    public Listing<Comparison> List(Tx tx, StaffMember me, int page, int size) => new(tx.Count<int>($"SELECT COUNT(*) {Among}", Args(me)),
        [.. tx.Query<Comparison>($"SELECT {Columns} {Among} ORDER BY c.created_at DESC, c.id DESC LIMIT @size OFFSET @skip", Args(me, size: size, skip: (page - 1) * size))]);

    public Comparison? Find(Tx tx, StaffMember me, long id) => tx.First<Comparison>($"SELECT {Columns} {Among} AND c.id = @comparison", Args(me, id));

    /// <summary>How many stand in each set now: what people decide moves them.</summary>
    public static IReadOnlyDictionary<string, int> Counts(Tx tx, long comparison)
    {
        var counts = tx.Query<(string Outcome, long Count)>("SELECT outcome, COUNT(*) FROM comparison_items WHERE comparison_id = @comparison GROUP BY outcome", new { comparison })
            .ToDictionary(c => c.Outcome, c => (int)c.Count);
        return Outcome.All.ToDictionary(o => o, counts.GetValueOrDefault);
    }

    public Listing<ItemView> Set(Tx tx, StaffMember me, Comparison comparison, string outcome, int page, int size)
    {
        if (!Outcome.All.Contains(outcome)) throw new Refusal("bad_outcome", "没有这一类。");
        var args = Args(me, comparison.Id, outcome, size, (page - 1) * size);
        return new(tx.Count<int>("SELECT COUNT(*) FROM comparison_items WHERE comparison_id = @comparison AND outcome = @outcome", args),
            [.. tx.Query<Found>($"{Items} WHERE i.comparison_id = @comparison AND i.outcome = @outcome ORDER BY i.position LIMIT @size OFFSET @skip", args).Select(View)]);
    }

    /// <summary>One after the other for a file: the row as the list had it, and the person.</summary>
    internal IEnumerable<(ListedText? Row, ItemView Item, string? Number, string? Phone)> All(Tx tx, StaffMember me, Comparison comparison, string outcome, int after, int max) =>
        tx.Query<Found>($"{Items} WHERE i.comparison_id = @comparison AND i.outcome = @outcome AND i.position > @skip ORDER BY i.position LIMIT @size", Args(me, comparison.Id, outcome, max, after))
            .Select(f => (ListedText.Read(seal.Open(f.RowSealed)), View(f), seal.Open(f.Document), seal.Open(f.Phone)));

    ItemView View(Found f)
    {
        var listed = ListedText.Read(seal.Open(f.RowSealed));
        return new(f.Position, f.Outcome, f.Why, f.Confidence, f.Confidence is { } sure ? Verdict.Words(sure) : null,
            listed is null ? null : new(f.RowNo ?? 0, listed.Name, Mask.Identity(listed.Number), listed.BirthDate, listed.Address),
            f.PersonId is not { } id || f is { Decided: "no" } ? null : new(id, f.Name ?? "", Mask.Identity(seal.Open(f.Document)), f.BirthDate, Mask.Phone(seal.Open(f.Phone)),
                f.Living ?? f.Registered, tree.FullName(f.Grid), fields.Label("人员状态", f.Status) ?? ""),
            f.Decided is null ? null : f.Decided == "yes", f.DecidedBy);
    }

    /// <summary>A person looks at a doubtful pair and says yes or no; null takes that back.</summary>
    public void Decide(Tx tx, StaffMember me, Comparison comparison, int position, bool? same)
    {
        tx.Value<long?>("SELECT id FROM comparisons WHERE id = @p0" + tx.ForUpdate, comparison.Id); // one after the other: they move people between sets
        var item = tx.First<Found>("""
            SELECT position AS Position, outcome AS Outcome, person_id AS PersonId, asked AS Asked, decided AS Decided FROM comparison_items
            WHERE comparison_id = @Id AND position = @position
            """, new { comparison.Id, position }) ?? throw new Refusal("not_found", "没有找到这一对。");
        if (item.PersonId is not { } person || (same is null ? item.Decided is null : item.Outcome != Outcome.Doubtful)) throw new Refusal("decided_already", "这一对已经定过了。");
        var outcome = same switch { null => Outcome.Doubtful, true when item.Asked == 1 => Outcome.Both, _ => Outcome.There };
        tx.Run("UPDATE comparison_items SET outcome = @p2, decided = @p3, decided_by = @p4, decided_at = @p5 WHERE comparison_id = @p0 AND position = @p1",
            comparison.Id, position, outcome, same switch { null => null, true => "yes", _ => "no" }, same is null ? null : me.Name, same is null ? null : tx.Now);
        if (item.Asked == 1) Rest(tx, comparison.Id, person);
    }

    /// <summary>Somebody who was asked for stands in "only here" when, and only when, no row is or may be theirs.</summary>
    static void Rest(Tx tx, long comparison, long person)
    {
        var held = tx.Value<int>("""
            SELECT COUNT(*) FROM comparison_items WHERE comparison_id = @p0 AND person_id = @p1 AND outcome <> 'here' AND (decided IS NULL OR decided <> 'no')
            """, comparison, person) > 0;
        tx.Run("DELETE FROM comparison_items WHERE comparison_id = @p0 AND person_id = @p1 AND outcome = 'here'", comparison, person);
        if (!held) tx.Run("""
            INSERT INTO comparison_items (comparison_id, position, outcome, person_id, asked, why) VALUES (@p0, @p1, 'here', @p2, 1, '人工看过，名单里没有')
            """, comparison, tx.Value<int>("SELECT MAX(position) FROM comparison_items WHERE comparison_id = @p0", comparison) + 1, person);
    }

    public static IReadOnlyList<ActView> Acts(Tx tx, long comparison) => [.. tx.Query<ActView>(
        "SELECT at AS At, actor AS Actor, act AS Act, outcome AS Outcome, people AS People, detail AS Detail FROM comparison_acts WHERE comparison_id = @comparison ORDER BY at DESC, id DESC LIMIT 50",
        new { comparison })];

    /// <summary>Every look at a set that leaves the screen, and everything done with one, is written down.</summary>
    public static void Log(Tx tx, long comparison, string actor, string act, string? outcome, int people, string? detail = null) => tx.Run("""
        INSERT INTO comparison_acts (id, comparison_id, at, actor, act, outcome, people, detail) VALUES (@p0, @p1, @p2, @p3, @p4, @p5, @p6, @p7)
        """, tx.NextId(), comparison, tx.Now, actor, act, outcome, people, detail);

    /// <summary>The list goes; who compared what, when and why stays.</summary>
    public static void Sweep(Tx tx, long comparison, string actor)
    {
        if (tx.Run("UPDATE comparisons SET swept_at = @p1 WHERE id = @p0 AND swept_at IS NULL", comparison, tx.Now) == 0) return;
        Log(tx, comparison, actor, "swept", null, tx.Run("DELETE FROM comparison_items WHERE comparison_id = @p0", comparison));
    }

    /// <summary>Lists past their day, and what a host that died left half done.</summary>
    public static int SweepEnded(Tx tx)
    {
        const long dayMs = 24 * 3600 * 1000;
        var ended = tx.Query<long>("SELECT id FROM comparisons WHERE swept_at IS NULL AND (keep_until < @today OR ended_at IS NULL AND created_at < @since)",
            new { today = DateOnly.FromDateTime(BeijingTime.Of(tx.Now).DateTime).Iso(), since = tx.Now - dayMs }).ToList();
        foreach (var id in ended) Sweep(tx, id, "系统");
        return ended.Count;
    }
}

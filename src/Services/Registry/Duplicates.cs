using OneTable.Services.Data;
using OneTable.Services.Dictionary;
using OneTable.Services.Divisions;
using OneTable.Services.Staff;

namespace OneTable.Services.Registry;

/// <summary>One of two who may be one. Id is null where the reader does not see that one; the name is then masked.</summary>
public sealed record Twin(long? Id, string Name, string? BirthDate, string? IdentityMasked, string Home);

public sealed record DuplicateRow(long Id, int Score, string Why, Twin First, Twin Second, bool MayMerge);

/// <param name="Suggested">first, second, or both for fields of several codes.</param>
public sealed record TwinField(string Field, Claimed First, Claimed Second, string Suggested);

public sealed record TwinComparison(Twin First, Twin Second, IReadOnlyList<TwinField> Differing, int Same);

/// <summary>People who may be one person: suggested, compared side by side, and remembered where they are not.</summary>
public sealed class Duplicates(Ledger ledger, FieldCatalog fields, Seal seal, DivisionTree tree)
{
    public const int SameNumber = 100;
    public const string First = "first", Second = "second", Both = "both";

    sealed record Pair
    {
        public long Id { get; init; }
        public long Score { get; init; }
        public string Why { get; init; } = "";
        public long FirstId { get; init; }
        public long SecondId { get; init; }
    }

    sealed record Found
    {
        public long Id { get; init; }
        public string Name { get; init; } = "";
        public string? BirthDate { get; init; }
        public string? Document { get; init; }
        public string? LivingGrid { get; init; }
        public string? RegisteredCommunity { get; init; }
        public bool Seen { get; init; }
    }

    static string Sees(string id) => $"EXISTS (SELECT 1 FROM people p WHERE p.id = {id} AND {Seen.Person})";

    /// <summary>Pairs of whom the reader sees at least one, both still there.</summary>
    static readonly string Open = $"""
        FROM duplicates d JOIN people a ON a.id = d.first_id JOIN people b ON b.id = d.second_id
        WHERE d.state = 'open' AND ({Sees("d.first_id")} OR {Sees("d.second_id")})
        """;

    /// <summary>Once for a pair: whoever said that they are two is not asked again.</summary>
    public static void Suggest(Tx tx, long a, long b, int score, string why)
    {
        var (first, second) = (Math.Min(a, b), Math.Max(a, b));
        tx.Run($"""
            {tx.Dialect.InsertIgnore} INTO duplicates (id, pair_key, first_id, second_id, score, why, state, found_at)
            VALUES (@p0, @p1, @p2, @p3, @p4, @p5, 'open', @p6)
            """, tx.NextId(), $"{first}:{second}", first, second, score, why, tx.Now);
    }

    public int Count(Tx tx, Scope scope) => tx.Count<int>($"SELECT COUNT(*) {Open}", new { scope.From, scope.To });

    public Listing<DuplicateRow> List(Tx tx, Scope scope, int page, int size)
    {
        var args = new { scope.From, scope.To, Size = size, Skip = (page - 1) * size };
        var pairs = tx.Query<Pair>($"""
            SELECT d.id AS Id, d.score AS Score, d.why AS Why, d.first_id AS FirstId, d.second_id AS SecondId
            {Open} ORDER BY d.score DESC, d.id LIMIT @Size OFFSET @Skip
            """, args).ToList();
        var twins = Load(tx, scope, [.. pairs.SelectMany(p => new[] { p.FirstId, p.SecondId })]);
        return new(Count(tx, scope), [.. pairs.Select(p => new DuplicateRow(p.Id, (int)p.Score, p.Why, View(twins[p.FirstId]), View(twins[p.SecondId]),
            twins[p.FirstId].Seen && twins[p.SecondId].Seen))]);
    }

    /// <summary>They are two people; remembered, so that no scan suggests them again.</summary>
    public void NotSame(Tx tx, StaffMember me, long id)
    {
        if (tx.Run($"""
            UPDATE duplicates SET state = 'not_same', decided_at = @p1, decided_by = @p2 WHERE id = @p0 AND state = 'open'
            """, id, tx.Now, me.Name) == 0) throw new Refusal("not_found", "没有找到这一对，可能别人已经定了。");
        var pair = tx.First<Pair>("SELECT first_id AS FirstId, second_id AS SecondId FROM duplicates WHERE id = @id", new { id })!;
        if (Ownership.Find(tx, me.Scope, pair.FirstId) is null && Ownership.Find(tx, me.Scope, pair.SecondId) is null)
            throw new Refusal("not_found", "没有找到这一对，可能别人已经定了。");
    }

    internal static void SetState(Tx tx, long a, long b, string state, string actor) => tx.Run(
        "UPDATE duplicates SET state = @p1, decided_at = @p2, decided_by = @p3 WHERE pair_key = @p0",
        $"{Math.Min(a, b)}:{Math.Max(a, b)}", state, tx.Now, actor);

    /// <summary>What differs between two whom the reader sees, with who said it, and which side is the likelier one.</summary>
    public TwinComparison Compare(Tx tx, StaffMember me, long first, long second)
    {
        var found = Load(tx, me.Scope, [first, second]);
        if (first == second || found.Count < 2 || found.Values.Any(f => !f.Seen)) throw new Refusal("not_found", "两个人都要在您的辖区里才能比。");
        var (differing, same) = Differing(tx, first, second, f => f.IsVisibleTo(me.Reader));
        return new(View(found[first]), View(found[second]), [.. differing.Select(d => new TwinField(d.Field.Label,
            new(Text(tx, d.Field, d.First), d.FirstSaid.Source, null, d.FirstSaid.At),
            new(Text(tx, d.Field, d.Second), d.SecondSaid.Source, null, d.SecondSaid.At), d.Suggested))], same);
    }

    internal sealed record Difference(Field Field, string? First, string? Second, (string Source, long At) FirstSaid, (string Source, long At) SecondSaid)
    {
        public string Suggested { get; init; } = "";
    }

    /// <summary>What only makes sense together goes by the first of them that differs.</summary>
    static readonly string[][] bundles =
    [
        [Facts.Document, Facts.DocumentKind, Facts.BirthDate, Facts.Sex], [Facts.Phone, "电话归属"],
        ["现住网格", "现住地址", "现住房屋", "居住户", "与当家人关系"], ["户籍社区", "户籍地址", "本地户籍", "户籍户", "与户主关系"],
    ];

    /// <summary>What is known beats what is not; then the stronger source, then the later word. Codes of both sides are kept.</summary>
    static string Suggest(Difference d) => d.Second is null or ['?', _] ? First : d.First is null or ['?', _] ? Second : d.Field.IsTags ? Both
        : (Conflicts.Rank(d.Field, d.FirstSaid.Source) - Conflicts.Rank(d.Field, d.SecondSaid.Source)) switch
        {
            < 0 => First,
            > 0 => Second,
            _ => d.FirstSaid.At >= d.SecondSaid.At ? First : Second,
        };

    internal (IReadOnlyList<Difference> Differing, int Same) Differing(Tx tx, long first, long second, Func<Field, bool> visible)
    {
        var wanted = fields.Person.Where(f => f.IsWritten && visible(f)).ToList();
        var values = SubjectValues.Load(tx, wanted, [first, second]);
        var (a, b) = (Ledger.Origins(tx, Subject.Person, first), Ledger.Origins(tx, Subject.Person, second));
        var known = wanted.Select(f => new Difference(f, values[0].Kept(f), values[1].Kept(f),
                a.GetValueOrDefault(f.Label, ("", 0)), b.GetValueOrDefault(f.Label, ("", 0))))
            .Where(d => d.First is not null || d.Second is not null).ToList();
        var differing = known.Where(d => ledger.Differs(d.Field, d.First, d.Second))
            .Select(d => d with { Suggested = Suggest(d) }).ToDictionary(d => d.Field.Label);
        foreach (var bundle in bundles)
            if (bundle.FirstOrDefault(differing.ContainsKey) is { } lead)
                foreach (var label in bundle.Where(differing.ContainsKey))
                    differing[label] = differing[label] with { Suggested = differing[lead].Suggested };
        return ([.. differing.Values], known.Count - differing.Count);
    }

    /// <summary>A household by its head, a house by its address; everything else as on the page.</summary>
    string? Text(Tx tx, Field field, string? value) => !field.IsKey || value is null or ['?', _] ? ledger.Shown(field, value)
        : field.Label == "现住房屋" ? tx.Value<string>("SELECT text FROM addresses WHERE id = @p0", long.Parse(value))
        : tx.Value<string>("SELECT p.name FROM households h JOIN people p ON p.id = h.head_person_id WHERE h.id = @p0", long.Parse(value)) is { } head
            ? $"{head}家" : "没有户主的户";

    static Dictionary<long, Found> Load(Tx tx, Scope scope, long[] ids) => ids.Length == 0 ? [] : tx.Query<Found>($"""
        SELECT p.id AS Id, p.name AS Name, p.birth_date AS BirthDate, p.document_sealed AS Document, p.living_grid AS LivingGrid,
            p.registered_community AS RegisteredCommunity, COALESCE({Seen.Person}, 0) AS Seen
        FROM people p WHERE p.id IN @ids
        """, new { ids = ids.Distinct(), scope.From, scope.To }).ToDictionary(f => f.Id);

    Twin View(Found f) => new(f.Seen ? f.Id : null, f.Seen ? f.Name : Mask.Name(f.Name), f.BirthDate, Mask.Identity(seal.Open(f.Document)),
        (tree.Community(f.LivingGrid) ?? tree.Community(f.RegisteredCommunity))?.Name ?? "住处不详");
}

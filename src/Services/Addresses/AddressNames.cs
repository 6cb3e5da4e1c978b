using OneTable.Services.Data;
using OneTable.Services.Divisions;
using OneTable.Services.Registry;

namespace OneTable.Services.Addresses;

/// <summary>What a name stands for: one house, else an estate or a building of it, else a grid.</summary>
public sealed record AddressTarget(string CommunityCode, string? GridCode = null, string? Estate = null, string? Building = null, long? AddressId = null);

/// <summary>A line of the list of names.</summary>
public sealed record AddressName(long Id, string Name, string Kind, string Community, string Target, string Source, string Actor, long CreatedAt);

/// <summary>
/// The other names of places: aliases and old names that people of the community enter, and corrections that were learned when
/// somebody showed what a text meant. A newer one takes the place of the old, which stays on record.
/// </summary>
public sealed class AddressNames(Database db, DivisionTree tree, AddressBook book)
{
    public const string Alias = "alias", OldName = "old_name", Landmark = "landmark", Correction = "correction";
    const int NameMin = 2, NameMax = 40, ListMax = 500;

    sealed record Row
    {
        public long Id { get; init; }
        public string Name { get; init; } = "";
        public string Kind { get; init; } = "";
        public string CommunityCode { get; init; } = "";
        public string? GridCode { get; init; }
        public string? Estate { get; init; }
        public string? Building { get; init; }
        public long? AddressId { get; init; }
        public string? AddressText { get; init; }
        public string? AddressGrid { get; init; }
        public string Source { get; init; } = "";
        public string Actor { get; init; } = "";
        public long CreatedAt { get; init; }
    }

    const string Rows = """
        SELECT n.id AS Id, n.name AS Name, n.kind AS Kind, n.community_code AS CommunityCode, n.grid_code AS GridCode, n.estate AS Estate, n.building AS Building,
            n.address_id AS AddressId, a.text AS AddressText, a.grid_code AS AddressGrid, n.source AS Source, n.actor AS Actor, n.created_at AS CreatedAt
        FROM address_names n LEFT JOIN addresses a ON a.id = n.address_id WHERE n.removed_at = 0
        """;

    public static string KindText(string kind) => kind switch { Alias => "别名", OldName => "旧名", Landmark => "地点", _ => "订正" };

    /// <summary>The names in force in a division, newest first.</summary>
    public IReadOnlyList<AddressName> All(Scope scope) => db.Read(tx => tx.Query<Row>(
            Rows + " AND n.community_code >= @From AND n.community_code < @To ORDER BY n.created_at DESC, n.id LIMIT @ListMax", new { scope.From, scope.To, ListMax })
        .Select(r => new AddressName(r.Id, r.Name, r.Kind, tree.FullName(r.CommunityCode), TargetText(r), r.Source, r.Actor, r.CreatedAt)).ToList());

    string TargetText(Row row) => row.AddressText ?? (row.Estate is { } estate ? estate + (row.Building is { } b ? b + "栋" : "") : tree.FullName(row.GridCode));

    /// <summary>Says that this name stands for that place from now on.</summary>
    public void Name(Tx tx, string name, string kind, AddressTarget target, string source, string actor)
    {
        name = AddressParts.Clean(name);
        if (name.Length is < NameMin or > NameMax) throw new Refusal("bad_name", $"叫法要有 {NameMin} 到 {NameMax} 个字。");
        Check(tx, target);
        Withdraw(tx, target.CommunityCode, name, actor);
        var id = tx.NextId();
        tx.Run("""
            INSERT INTO address_names (id, name, kind, community_code, grid_code, estate, building, address_id, source, actor, created_at, removed_at)
            VALUES (@p0, @p1, @p2, @p3, @p4, @p5, @p6, @p7, @p8, @p9, @p10, 0)
            """, id, name, kind, target.CommunityCode, target.GridCode, target.Estate, target.Building, target.AddressId, source, actor, tx.Now);
        Saved(tx, id);
    }

    /// <summary>
    /// Learns from somebody who knew better: of a whole sentence only the words for the place are kept, and nothing where there are none. Returns
    /// what was kept.
    /// </summary>
    public string? Learn(Tx tx, string said, AddressTarget target, string source, string actor)
    {
        if (AddressPhrase.In(AddressParts.Clean(said)) is not { } phrase) return null;
        Name(tx, phrase, Correction, target, source, actor);
        return phrase;
    }

    /// <summary>A case went to the worker of another grid: where its words tell no building, they are learned to mean that grid.</summary>
    public void LearnMove(Tx tx, string? place, string words, string? from, string toGrid, string actor)
    {
        if (tree.Find(toGrid) is not { Level: Division.Grid } grid || from == toGrid) return;
        var said = place is { Length: > 0 } ? place : words;
        if (book.Solve(said, grid.ParentCode) is { Confidence: >= 0.9 }) return; // the words were right; it went elsewhere for another reason
        Learn(tx, said, new(grid.ParentCode!, toGrid), "改派事项", actor);
    }

    /// <summary>False where there is no such name in the division.</summary>
    public bool Remove(Tx tx, Scope scope, long id, string actor)
    {
        var removed = tx.Run("""
            UPDATE address_names SET removed_at = @p1, removed_by = @p2 WHERE id = @p0 AND removed_at = 0 AND community_code >= @p3 AND community_code < @p4
            """, id, tx.Now, actor, scope.From, scope.To) == 1;
        if (removed) Saved(tx, id);
        return removed;
    }

    void Saved(Tx tx, long id)
    {
        tx.Changed("address_name", id);
        tx.AfterCommit(book.ReloadNames);
    }

    static void Withdraw(Tx tx, string community, string name, string actor) => tx.Run("""
        UPDATE address_names SET removed_at = @p2, removed_by = @p3 WHERE community_code = @p0 AND name = @p1 AND removed_at = 0
        """, community, name, tx.Now, actor);

    void Check(Tx tx, AddressTarget target)
    {
        if (tree.Find(target.CommunityCode) is not { Level: Division.Community }) throw new Refusal("bad_target", "请先选社区。");
        var scope = new Scope(target.CommunityCode);
        var within = new { target.AddressId, target.Estate, target.Building, scope.From, scope.To };
        var found = target switch
        {
            { AddressId: not null } => tx.First<long?>($"SELECT id FROM addresses WHERE id = @AddressId AND {Seen.InGrid}", within) is not null,
            { Estate: not null, Building: not null } => tx.First<long?>($"SELECT id FROM addresses WHERE {Seen.InGrid} AND estate = @Estate AND building = @Building LIMIT 1", within) is not null,
            { Estate: not null } => tx.First<long?>($"SELECT id FROM addresses WHERE {Seen.InGrid} AND estate = @Estate LIMIT 1", within) is not null,
            _ => tree.Find(target.GridCode) is { Level: Division.Grid } grid && scope.Contains(grid.Code),
        };
        if (!found) throw new Refusal("bad_target", "没有找到它指的地方。");
    }

    /// <summary>For the book: names whose target is there.</summary>
    internal static IEnumerable<KnownName> Known(Tx tx, DivisionTree tree, AddressIndex? index)
    {
        foreach (var row in tx.Query<Row>(Rows))
        {
            var learned = row.Kind == Correction;
            var because = learned ? $"{row.Actor}{BeijingTime.Of(row.CreatedAt):M月d日}{row.Source}时认过“{row.Name}”" : $"“{row.Name}”是{KindText(row.Kind)}";
            var known = new KnownName(row.Name) { Community = row.CommunityCode, Because = because, IsLearned = learned };
            if (row.AddressId is not null && row.AddressGrid is not null) yield return known with { AddressId = row.AddressId, GridCode = row.AddressGrid };
            else if (row.Estate is null && tree.Find(row.GridCode) is not null) yield return known with { GridCode = row.GridCode };
            else if (index?.EstatesOf[row.CommunityCode].FirstOrDefault(e => e.Name == row.Estate) is { } estate)
                yield return known with { Estate = estate, Building = row.Building is { } b ? AddressParts.Number(b) : null };
        }
    }
}

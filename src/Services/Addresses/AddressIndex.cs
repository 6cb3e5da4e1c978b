using System.Collections.Frozen;
using OneTable.Services.Data;
using OneTable.Services.Divisions;

namespace OneTable.Services.Addresses;

/// <param name="Name">As it is kept, which need not be the plain number it is found by.</param>
sealed record Building(string Name, string Grid);

/// <summary>The buildings of one name in one community, by number; one that lies in two grids stands twice.</summary>
sealed record Estate(string Name, string Community, FrozenDictionary<string, Building[]> Buildings, string[] Grids);

/// <summary>What a name in a text stands for; the more is set, the nearer it leads.</summary>
sealed record KnownName(string Text)
{
    public Division? Division { get; init; }
    public Estate? Estate { get; init; }
    public bool IsShort { get; init; }
    public string? Building { get; init; }
    public long? AddressId { get; init; }
    public string? GridCode { get; init; }

    /// <summary>The community it is said in; null for what is meant wherever it is said.</summary>
    public string? Community { get; init; }

    /// <summary>An alias or a correction: how it came to be, for the sentence that says why.</summary>
    public string? Because { get; init; }
    public bool IsLearned { get; init; }
}

/// <summary>A name found in a text; several where two communities have one of that name.</summary>
sealed record NameHit(int Start, int Length, IReadOnlyList<KnownName> Known)
{
    public int End => Start + Length;
}

/// <summary>Names looked for inside of texts: by their first two characters, so that a million names cost no more than a thousand.</summary>
sealed class NameIndex(IEnumerable<KnownName> names)
{
    readonly FrozenDictionary<int, KnownName[][]> byStart = names.Where(n => n.Text.Length >= 2)
        .GroupBy(n => Start(n.Text, 0))
        .ToFrozenDictionary(g => g.Key, g => g.GroupBy(n => n.Text).OrderByDescending(n => n.Key.Length).Select(n => n.ToArray()).ToArray());

    public void Find(string text, List<NameHit> hits)
    {
        for (var i = 0; i + 1 < text.Length; i++)
            if (byStart.TryGetValue(Start(text, i), out var beginning))
                foreach (var same in beginning)
                    if (string.CompareOrdinal(text, i, same[0].Text, 0, same[0].Text.Length) == 0) hits.Add(new(i, same[0].Text.Length, same));
    }

    static int Start(string text, int at) => text[at] << 16 | text[at + 1];
}

/// <summary>Everything that texts are read against, in memory: estates and their buildings, places, aliases. Rooms stay in the database.</summary>
sealed class AddressIndex
{
    sealed record BuildingRow(string Grid, string Estate, string Building);
    sealed record PlaceRow(string Name, string Grid);

    const int PlaceNameMin = 3;

    public required ILookup<string, Estate> EstatesOf { get; init; }
    public required NameIndex EstateNames { get; init; }
    public required SpellingIndex Spellings { get; init; }

    public static AddressIndex Load(Tx tx, DivisionTree tree)
    {
        var estates = tx.Query<BuildingRow>("SELECT DISTINCT grid_code AS Grid, estate AS Estate, building AS Building FROM addresses")
            .GroupBy(b => (tree.Community(b.Grid)?.Code ?? b.Grid, b.Estate))
            .Select(g => new Estate(g.Key.Estate, g.Key.Item1,
                g.GroupBy(b => BuildingKey(b.Building)).ToFrozenDictionary(b => b.Key, b => b.Select(r => new Building(r.Building, r.Grid)).ToArray()),
                [.. g.Select(b => b.Grid).Distinct().Order(StringComparer.Ordinal)]))
            .ToList();
        return new()
        {
            EstatesOf = estates.ToLookup(e => e.Community),
            EstateNames = new(estates.SelectMany(Names).Concat(tree.All.Where(d => d.Level != Division.Grid).Select(d => new KnownName(d.Name) { Division = d }))),
            Spellings = new(estates),
        };
    }

    static string BuildingKey(string building) =>
        AddressParts.Clean(building).TrimEnd('栋', '幢', '座', '楼', '号', '#') is { Length: > 0 } number ? AddressParts.Number(number) : "";

    static IEnumerable<KnownName> Names(Estate estate)
    {
        yield return new(AddressParts.Clean(estate.Name)) { Estate = estate };
        if (AddressParts.WithoutSuffix(estate.Name) is var core && core != estate.Name) yield return new(AddressParts.Clean(core)) { Estate = estate, IsShort = true };
    }

    public static List<KnownName> Places(Tx tx) =>
        [.. tx.Query<PlaceRow>("SELECT name AS Name, grid_code AS Grid FROM organisations")
            .Where(p => p.Name.Length >= PlaceNameMin).Select(p => new KnownName(AddressParts.Clean(p.Name)) { GridCode = p.Grid })];
}

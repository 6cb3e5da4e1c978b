using System.Collections.Concurrent;
using System.Text.RegularExpressions;
using OneTable.Services.Addresses;
using OneTable.Services.Divisions;

namespace OneTable.Services.Registry.Import;

/// <summary>Divisions and addresses as a file names them; each address is looked for once.</summary>
sealed partial class ImportPlaces
{
    const int RememberedMax = 100_000;

    readonly AddressBook book;
    readonly DivisionTree tree;
    readonly ILookup<string, Division> byName;
    readonly ConcurrentDictionary<(string Text, string? Community), AddressMatch?> solved = [];

    /// <param name="scope">What the importer may write.</param>
    public ImportPlaces(AddressBook book, DivisionTree tree, Scope scope)
    {
        (this.book, this.tree, Scope) = (book, tree, scope);
        byName = tree.All.SelectMany(d => Names(d).Distinct().Select(n => (Name: n, Division: d))).ToLookup(x => x.Name, x => x.Division);
    }

    public Scope Scope { get; }

    public Division? Community(string? code) => tree.Community(code);
    public int Level(string? code) => tree.Find(code)?.Level ?? 0;

    /// <summary>The division of this code or name; of several alike the one inside of where the row or the importer is.</summary>
    public Division? Named(string text, string? within)
    {
        if (tree.Find(text) is { } coded) return coded;
        var found = byName[Blank().Replace(text, "")].ToList();
        foreach (var place in (string?[])[within, Scope.Code])
            if (found.Count > 1 && place is not null && found.Where(d => new Scope(place).Contains(d.Code)).ToList() is { Count: > 0 } inside) found = inside;
        return found.Count == 1 ? found[0] : null;
    }

    public AddressMatch? Solve(string text, string? community)
    {
        if (solved.TryGetValue((text, community), out var known)) return known;
        if (solved.Count >= RememberedMax) solved.Clear();
        return solved[(text, community)] = book.Solve(text, community);
    }

    /// <summary>第一网格, 东园社区第一网格, 东园街道东园社区第一网格.</summary>
    IEnumerable<string> Names(Division division)
    {
        var name = "";
        for (var d = division; d is not null; d = tree.Find(d.ParentCode))
            yield return name = Blank().Replace(d.Name, "") + name;
        if (division.Level == Division.Community && division.Name.EndsWith("社区", StringComparison.Ordinal)) yield return division.Name[..^2];
    }

    [GeneratedRegex(@"[\s/-]+")]
    private static partial Regex Blank();
}

using OneTable.Services.Data;
using OneTable.Services.Divisions;

namespace OneTable.Services.Registry.Comparing;

/// <summary>
/// Whom of a division a chunk of rows may mean, in a few questions for all of them: by the hash of the number, for the rest by
/// birth date, and by name where no birth date is said. Who lives and is registered elsewhere is not found.
/// </summary>
sealed class PeopleLookup
{
    const int AtOnceMax = 400, NamesakesMax = 2_000;

    const string Columns = """
        p.id AS Id, p.name AS Name, p.birth_date AS BirthDate, p.document_hash AS Hash, p.document_sealed AS Sealed, p.living_address AS Living,
        p.registered_address AS Registered, p.status AS Status
        """;

    readonly ILookup<string, Listable> byHash, byBirth, byName;

    public PeopleLookup(Tx tx, Scope scope, Seal seal, IReadOnlyList<ListedRow> rows)
    {
        List<Listable> Ask(string column, IEnumerable<string?> keys) => [.. keys.OfType<string>().Where(k => k.Length > 0).Distinct().Chunk(AtOnceMax).SelectMany(chunk =>
            tx.Query<Listable>($"SELECT {Columns} FROM people p WHERE p.{column} IN @chunk AND {Seen.Person}", new { chunk, scope.From, scope.To }))];

        Hashes = rows.Where(r => r.Document.Whole is not null).AsParallel().Select(r => (r.Number, Hash: seal.Hash(r.Document.Whole)!)).ToDictionary(h => h.Number, h => h.Hash);
        byHash = Ask("document_hash", Hashes.Values).ToLookup(p => p.Hash!);
        var open = rows.Where(r => !ByNumber(r).Any()).ToList();
        byBirth = Ask("birth_date", open.Select(r => r.BirthDate)).ToLookup(p => p.BirthDate!);
        // A name is found as it is written here, with and without its dot; what else is alike is found by the birth date.
        var named = open.Where(r => r.Plain.Length > 0 && (r.BirthDate is null || !byBirth[r.BirthDate].Any()));
        byName = Ask("name", named.SelectMany(r => (string?[])[r.Name, r.Plain])).Concat(Ask("name", named.SelectMany(r => Dotted(r.Plain)))).DistinctBy(p => p.Id).ToLookup(p => p.Plain);
    }

    Dictionary<int, string> Hashes { get; }

    public IEnumerable<Listable> ByNumber(ListedRow row) => Hashes.TryGetValue(row.Number, out var hash) ? byHash[hash] : [];

    /// <summary>Of the same birth date and a name that is the same or alike; of the same name where the birth date says nobody.</summary>
    public IReadOnlyList<Listable> ByName(ListedRow row)
    {
        if (row.Plain.Length == 0) return [];
        var born = row.BirthDate is null ? [] : byBirth[row.BirthDate].Where(p => ListedName.Compare(row.Plain, p.Plain) != ListedName.Likeness.Different).ToList();
        if (born.Any(p => p.Plain == row.Plain)) return [.. born.Where(p => p.Plain == row.Plain)];
        if (born.Count > 0) return born;
        return [.. byName[row.Plain].Where(p => row.BirthDate is null || p.BirthDate is null).Take(NamesakesMax)];
    }

    /// <summary>买买提艾力 may be 买买提·艾力 here: long names with a dot in each place.</summary>
    static IEnumerable<string> Dotted(string plain) => plain.Length < 4 ? [] : Enumerable.Range(1, Math.Min(plain.Length, 16) - 1).Select(i => plain[..i] + "·" + plain[i..]);
}

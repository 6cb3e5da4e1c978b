using OneTable.Services.Data;
using OneTable.Services.Dictionary;
using OneTable.Services.Divisions;

namespace OneTable.Services.Registry.Import;

/// <summary>
/// Who in the registry a row means: the one with the same identity number, else the one of the same name and birth date whose
/// phone, address or number in the source is the same too. Asked for many rows at once.
/// </summary>
sealed class PersonMatch
{
    const int AtOnceMax = 400;

    const string Columns = "id, name, birth_date, document_hash, phone_hash, living_address, living_address_id, registered_address, living_grid, registered_community, source_number";

    public sealed record Known(long Id, string Name, string? BirthDate, string? DocumentHash, string? PhoneHash, string? LivingAddress, long? House,
        string? RegisteredAddress, string? Grid, string? Community, string? SourceNumber);

    readonly Dictionary<string, Known> byDocument = [];
    readonly ILookup<string, Known> byName;

    public PersonMatch(Tx tx, IReadOnlyList<RowFacts> rows)
    {
        foreach (var known in Ask(tx, "document_hash IN", rows.Select(r => r.DocumentHash))) byDocument.TryAdd(known.DocumentHash!, known);
        var open = rows.Where(r => r.DocumentHash is null || !byDocument.ContainsKey(r.DocumentHash)).ToList();
        // COALESCE keeps the engine on the index of birth dates: few people have no number, many share a name.
        var born = Ask(tx, "COALESCE(document_hash, '') = '' AND birth_date IN", open.Where(r => r.DocumentHash is not null).Select(r => r.BirthDate))
            .Concat(Ask(tx, "birth_date IN", open.Where(r => r.DocumentHash is null).Select(r => r.BirthDate)));
        var named = Ask(tx, "name IN", open.Where(r => r.DocumentHash is null && r.BirthDate is null).Select(r => r.Name));
        byName = born.Concat(named).DistinctBy(k => k.Id).ToLookup(k => k.Name);
    }

    /// <summary>Whom the row means, null for somebody new; refuses where it could be two, or somebody of another division.</summary>
    public Known? Of(RowFacts row, Scope scope)
    {
        if (row.DocumentHash is { } hash && byDocument.TryGetValue(hash, out var same)) return Within(same, scope);
        var found = byName[row.Name].Where(k => Fits(k, row)).ToList();
        if (found.Count > 1) throw new Refusal("several_people", $"有 {found.Count} 个人同名同生日，分不清是谁，请补身份证号");
        if (found is [var one]) return Within(one, scope);
        // Neither phone nor place to tell: added anew he would be there twice, and once more with every file.
        return row is not { DocumentHash: null, PhoneHash: null, BirthDate: { } born } || row.HasPlace || !byName[row.Name].Any(k => k.BirthDate == born) ? null
            : throw new Refusal("several_people", "库里有同名同生日的人，分不清是不是他，请补身份证号、电话或住址");
    }

    static bool Fits(Known known, RowFacts row)
    {
        if (row.DocumentHash is not null && known.DocumentHash is not null) return false; // two numbers are two people
        if (known.BirthDate != row.BirthDate && known.BirthDate is not null && row.BirthDate is not null) return false;
        return row.PhoneHash is { } phone && phone == known.PhoneHash
            || row[PersonHeadings.LivingHouse] is { } house && house == known.House?.ToString(System.Globalization.CultureInfo.InvariantCulture)
            || row[PersonHeadings.LivingAddress] is { } living && living == known.LivingAddress
            || row[PersonHeadings.SourceNumber] is { } number && number == known.SourceNumber
            || row[PersonHeadings.RegisteredAddress] is { } registered && registered == known.RegisteredAddress && Areas.Find(registered) is null; // 北京市 alone is no address
    }

    static Known Within(Known known, Scope scope) => scope.Contains(known.Grid) || scope.Contains(known.Community) ? known
        : throw new Refusal("outside_scope", "这个人在别的社区有登记，不归你管，请走移交");

    static List<Known> Ask(Tx tx, string where, IEnumerable<string?> values)
    {
        var found = new List<Known>();
        foreach (var chunk in values.Where(v => !string.IsNullOrEmpty(v)).Distinct().Chunk(AtOnceMax))
        {
            // Always as many, so that the statement is prepared once.
            object?[] keys = [.. chunk, .. Enumerable.Repeat(chunk[0], AtOnceMax - chunk.Length)];
            using var rows = tx.Scan($"SELECT {Columns} FROM people WHERE {where} ({string.Join(", ", Enumerable.Range(0, AtOnceMax).Select(i => "@p" + i))})", keys);
            while (rows.Read())
                found.Add(new(rows.Number(0), rows.Text(1)!, rows.Text(2), rows.Text(3), rows.Text(4), rows.Text(5), rows.IsNull(6) ? null : rows.Number(6),
                    rows.Text(7), rows.Text(8), rows.Text(9), rows.Text(10)));
        }
        return found;
    }
}

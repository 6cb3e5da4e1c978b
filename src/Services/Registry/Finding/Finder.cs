using System.Text.RegularExpressions;
using OneTable.Services.Addresses;
using OneTable.Services.Data;
using OneTable.Services.Divisions;

namespace OneTable.Services.Registry.Finding;

/// <summary>Why a person was found, and which part of which column of the list says so (UTF-16).</summary>
public sealed record FoundWhy(string Text, string? Column = null, int Start = 0, int Length = 0);

/// <summary>One page of who was found. More: there are others beyond Total, which were not counted.</summary>
public sealed record FoundPeople(int Total, bool More, IReadOnlyList<PersonRow> Items);

/// <summary>
/// The one box: a name in characters, pinyin or initials, with a slip or two; an identity number; a phone or its last four;
/// an address. Always within the viewer's scope, and never counting further than a person reads.
/// </summary>
public sealed partial class Finder(Database db, Seal seal, DivisionTree tree, AddressBook addresses, People people)
{
    const int FoundMax = 200, LettersMax = 60, GridsOfTiny = 1, GridsOfNarrow = 40, NamesPerProbe = 300, NamesPerProbeOfNarrow = 2000, NamesAtOnce = 64;

    sealed record Hit(long Id, FoundWhy? Why);
    sealed record Bearer(long Id, string Name);
    sealed record Named(long Id, string Name, NameMatch Match);

    public FoundPeople Find(Scope scope, string? text, int page = 1, int size = 20)
    {
        size = Math.Clamp(size, 1, FoundMax);
        var asked = Plain(text ?? "");
        return db.Read(tx =>
        {
            var hits = Hits(tx, scope, asked);
            var shown = hits.Take(FoundMax).Skip((Math.Max(page, 1) - 1) * size).Take(size).ToList();
            var why = shown.ToDictionary(h => h.Id, h => h.Why);
            return new FoundPeople(Math.Min(hits.Count, FoundMax), hits.Count > FoundMax,
                [.. people.Rows(tx, [.. shown.Select(h => h.Id)]).Select(row => row with { Why = why[row.Id] })]);
        });
    }

    /// <summary>Full-width letters and digits as plain ones; a number without the spaces it is read with.</summary>
    static string Plain(string text)
    {
        text = string.Concat(text.Select(c => c is >= '\uFF01' and <= '\uFF5E' ? (char)(c - 0xFEE0) : c == '\u3000' ? ' ' : c)).Trim();
        if (text.Length > LettersMax) throw new Refusal("too_long", "查的内容太长了。");
        if (!Number().IsMatch(text) || Door().IsMatch(text)) return text;
        text = NumberSigns().Replace(text, "");
        return text.Length == 13 && text.StartsWith("861", StringComparison.Ordinal) ? text[2..] : text;
    }

    IReadOnlyList<Hit> Hits(Tx tx, Scope scope, string asked)
    {
        if (asked.Length == 0) return Everybody(tx, scope);
        if (asked.Any(char.IsAsciiDigit) && asked.All(char.IsAsciiLetterOrDigit)) return ByNumber(tx, scope, asked.ToUpperInvariant());
        if (Door().IsMatch(asked) && ByAddress(tx, scope, asked) is { Count: > 0 } door) return door;
        var named = ByName(tx, scope, asked);
        return named.Count > 0 ? named : ByAddress(tx, scope, asked);
    }

    /// <summary>In the order of the index: those who live here, then those who are only registered here.</summary>
    static List<Hit> Everybody(Tx tx, Scope scope) => [.. Walk(tx, scope).Take(FoundMax + 1).Select(p => new Hit(p.Id, null))];

    List<Hit> ByNumber(Tx tx, Scope scope, string number)
    {
        var digits = number.All(char.IsAsciiDigit);
        List<Hit> Where(string column, string? value, FoundWhy why) => [.. tx.Query<long>($"""
            SELECT p.id FROM people p WHERE p.{column} = @value AND {Seen.Found} ORDER BY p.name, p.id LIMIT {FoundMax + 1}
            """, new { value, scope.From, scope.To }).Select(id => new Hit(id, why))];
        if (digits && number.Length == 4) return Where("phone_tail", number, new("手机后四位", "phoneMasked", -4, 4));
        var document = Where("document_hash", seal.Hash(IdentityNumber.Parse(number)?.Value ?? number), new("证件号相同", "identityMasked"));
        return document.Count > 0 || !digits ? document : Where("phone_hash", seal.Hash(number), new("电话相同", "phoneMasked"));
    }

    /// <summary>
    /// Who lives where the address book says, or in any of the places it thinks of; a building and door alone mean those of a scope
    /// small enough to have few.
    /// </summary>
    List<Hit> ByAddress(Tx tx, Scope scope, string text)
    {
        var reading = addresses.Read(text, tree.Find(scope.Code) is { Level: >= Division.Community } ? scope.Code : null);
        var (door, places) = (reading.Parts, reading.Match is { } match ? [match] : reading.Candidates);
        if (places.Count == 0 && AddressParts.Of(AddressParts.Clean(text)) is { Building: not null } alone && DoorOnly().IsMatch(text) && GridsOf(scope) <= GridsOfNarrow)
            (door, places) = (alone, [new(null, scope.Code, "", "")]);
        var why = new FoundWhy("地址相符", "living");
        return [.. places.SelectMany(place => tx.Query<long>($"""
            SELECT p.id FROM people p WHERE {Seen.Found} AND p.living_address_id IN (SELECT id FROM addresses
                WHERE grid_code >= @Grid AND grid_code < @GridTo AND (@Text = '' OR INSTR(@Text, estate) = 1)
                    AND (@Building IS NULL OR building = @Building) AND (@Unit IS NULL OR unit = @Unit) AND (@Room IS NULL OR room = @Room))
            ORDER BY p.living_address, p.id LIMIT {FoundMax + 1}
            """, new { Grid = place.GridCode, GridTo = new Scope(place.GridCode).To, place.Text, door.Building, door.Unit, door.Room, scope.From, scope.To }))
            .Distinct().Take(FoundMax + 1).Select(id => new Hit(id, why))];
    }

    /// <summary>
    /// In a grid every name is looked at, which forgives most; in a wider scope the book of names says which are meant.
    /// Where those are too many to read, as for one character, a street is walked through until the list is full.
    /// </summary>
    List<Hit> ByName(Tx tx, Scope scope, string text)
    {
        if (NameQuery.Of(text) is not { } query) return [];
        var grids = GridsOf(scope);
        var found = new List<Named>();
        var complete = false;
        if (grids > GridsOfTiny)
        {
            (var names, complete) = NameBook.Candidates(tx, query, grids > GridsOfNarrow ? NamesPerProbe : NamesPerProbeOfNarrow);
            var onlySame = !complete && grids <= GridsOfNarrow; // the walk finds the others
            found.AddRange(Bearers(tx, scope, Graded(query, names).Where(n => !onlySame || n.Value.Likeness == NameLikeness.Same)));
        }
        if (!complete && grids <= GridsOfNarrow)
        {
            var known = found.Select(n => n.Id).ToHashSet();
            foreach (var person in Walk(tx, scope).Where(p => !known.Contains(p.Id)))
            {
                if (query.Grade(person.Name) is { } match) found.Add(new(person.Id, person.Name, match));
                if (grids > GridsOfTiny && found.Count > FoundMax) break;
            }
        }
        return [.. found.OrderBy(n => n.Match.Likeness).ThenBy(n => n.Name, StringComparer.Ordinal).ThenBy(n => n.Id).Take(FoundMax + 1)
            .Select(n => new Hit(n.Id, new(n.Match.Why, "name", n.Match.Start, n.Match.Length)))];
    }

    static Dictionary<string, NameMatch> Graded(NameQuery query, IEnumerable<string> names) =>
        names.Select(name => (Name: name, Match: query.Grade(name))).Where(n => n.Match is not null).ToDictionary(n => n.Name, n => n.Match!.Value);

    /// <summary>Who of the scope has these names, the better names first, until the list is full.</summary>
    static List<Named> Bearers(Tx tx, Scope scope, IEnumerable<KeyValuePair<string, NameMatch>> names)
    {
        var found = new List<Named>();
        foreach (var alike in names.GroupBy(n => n.Value.Likeness).OrderBy(g => g.Key))
            foreach (var chunk in alike.OrderBy(n => n.Key, StringComparer.Ordinal).Chunk(NamesAtOnce))
            {
                if (found.Count > FoundMax) return found;
                var matches = chunk.ToDictionary();
                var padded = matches.Keys.Concat(Enumerable.Repeat(chunk[0].Key, NamesAtOnce - chunk.Length)); // one statement for all
                found.AddRange(tx.Query<Bearer>($"""
                    SELECT p.id AS Id, p.name AS Name FROM people p WHERE p.name IN @padded AND {Seen.Found} LIMIT {FoundMax + 1 - found.Count}
                    """, new { padded, scope.From, scope.To }).Select(b => new Named(b.Id, b.Name, matches[b.Name])));
            }
        return found;
    }

    int GridsOf(Scope scope) => tree.Find(scope.Code) switch
    {
        null => 0,
        { Level: Division.Grid } => 1,
        { Level: Division.District } => int.MaxValue, // more than are counted for every search
        var above => tree.Children(above.Code).Sum(d => GridsOf(new(d.Code))),
    };

    /// <summary>Everybody of the scope with the name, out of two indexes: who lives here, then who is only registered here.</summary>
    static IEnumerable<Bearer> Walk(Tx tx, Scope scope)
    {
        var met = new HashSet<long>();
        foreach (var column in (string[])["living_grid", "registered_community"])
        {
            using var rows = tx.Scan($"SELECT id, name FROM people WHERE {column} >= @p0 AND {column} < @p1 ORDER BY {column}, name", scope.From, scope.To);
            while (rows.Read())
                if (met.Add(rows.Number(0))) yield return new(rows.Number(0), rows.Text(1)!);
        }
    }

    [GeneratedRegex(@"^[\d\s+()-]*[\dXx]$")]
    private static partial Regex Number();

    [GeneratedRegex(@"[\s+()-]")]
    private static partial Regex NumberSigns();

    // 3栋, 5号楼502室, 3-2-501, 东园3-501; no phone with its area code.
    [GeneratedRegex(@"[栋幢]|号楼|单元|\d室|^\D{0,12}\d{1,3}-(\d{1,2}-)?\d{3,4}$")]
    private static partial Regex Door();

    [GeneratedRegex(@"^[\d一二两三四五六七八九十栋幢座号楼单元室房户#-]+$")]
    private static partial Regex DoorOnly();
}

using OneTable.Services.Data;
using OneTable.Services.Divisions;
using OneTable.Services.Runs;

namespace OneTable.Services.Registry;

public sealed record ScanResult(int Pairs, bool Cancelled);

/// <summary>
/// Looks through the whole registry for people who may be one, a slice of an index at a time: the same number; the same name
/// and phone; the same name and birth date with an address alike. Never everybody against everybody.
/// </summary>
public sealed class DuplicateScan(Database db, DivisionTree tree)
{
    public const string Job = "duplicates";
    const int GroupMax = 20, ScoreMin = 70, YearFirst = 1900;
    static readonly TimeSpan staleAfter = TimeSpan.FromMinutes(2);

    sealed record Candidate
    {
        public long Id { get; init; }
        public string GroupKey { get; init; } = "";
        public string Name { get; init; } = "";
        public string? BirthDate { get; init; }
        public string? Sex { get; init; }
        public string DocumentKind { get; init; } = "";
        public string? DocumentHash { get; init; }
        public string? PhoneHash { get; init; }
        public string? LivingGrid { get; init; }
        public string? RegisteredCommunity { get; init; }
        public long? LivingAddressId { get; init; }
        public string? LivingAddress { get; init; }
        public string? RegisteredAddress { get; init; }
    }

    const string Columns = """
        p.id AS Id, p.name AS Name, p.birth_date AS BirthDate, p.sex AS Sex, p.document_kind AS DocumentKind, p.document_hash AS DocumentHash,
        p.phone_hash AS PhoneHash, p.living_grid AS LivingGrid, p.registered_community AS RegisteredCommunity, p.living_address_id AS LivingAddressId,
        p.living_address AS LivingAddress, p.registered_address AS RegisteredAddress
        """;

    const string ByNumber = $"""
        SELECT g.document_hash AS GroupKey, {Columns}
        FROM (SELECT document_hash FROM people WHERE document_hash >= @from AND document_hash < @to GROUP BY document_hash HAVING COUNT(*) > 1) g
        JOIN people p ON p.document_hash = g.document_hash
        """;

    const string ByPhone = $"""
        SELECT g.phone_hash AS GroupKey, {Columns}
        FROM (SELECT phone_hash, name FROM people WHERE phone_hash >= @from AND phone_hash < @to GROUP BY phone_hash, name HAVING COUNT(*) > 1) g
        JOIN people p ON p.phone_hash = g.phone_hash AND p.name = g.name
        """;

    const string ByBirth = $"""
        SELECT g.birth_date AS GroupKey, {Columns}
        FROM (SELECT birth_date, name FROM people WHERE birth_date >= @from AND birth_date < @to GROUP BY birth_date, name HAVING COUNT(*) > 1) g
        JOIN people p ON p.birth_date = g.birth_date AND p.name = g.name
        """;

    /// <summary>Slices of an index: hashes by their first digit, births by the year.</summary>
    IEnumerable<(string Sql, string From, string To)> Slices()
    {
        const string hex = "0123456789abcdef";
        foreach (var sql in (string[])[ByNumber, ByPhone])
            foreach (var digit in hex) yield return (sql, $"{digit}", $"{(char)(digit + 1)}");
        for (var year = YearFirst; year <= db.Time.Today().Year; year++) yield return (ByBirth, $"{year}", $"{year + 1}");
    }

    /// <summary>The row of a run at this time; Run is null where somebody else does it or it is done.</summary>
    public static (HeldRun.Found Found, HeldRun? Run) Claim(Tx tx, long runAt, string actor, Scope? within) =>
        HeldRun.Claim(tx, JobOf(within), runAt, actor, staleAfter, waited: true, within?.Code);

    /// <summary>A division's own scan does not stand for everybody's.</summary>
    public static string JobOf(Scope? within) => Job + (within is { } scope ? "@" + scope.Code : "");

    /// <summary>Its host still works on it.</summary>
    public bool IsAlive(Run run) => db.Read(tx => tx.Value<long>("SELECT beat_at FROM runs WHERE id = @p0", run.Id))
        > db.Time.UnixMs() - (long)staleAfter.TotalMilliseconds;

    /// <param name="within">Only pairs of whom the division sees one; null for all.</param>
    public async Task<ScanResult> RunAsync(HeldRun run, long runAt, Scope? within, CancellationToken stop)
    {
        var result = new ScanResult(0, false);
        try
        {
            var slices = Slices().ToList();
            for (var i = 0; i < slices.Count && !result.Cancelled; i++)
            {
                stop.ThrowIfCancellationRequested();
                var pairs = db.Read(tx => Pairs(tx, slices[i], within).ToList());
                var goesOn = await db.WriteAsync(tx =>
                {
                    if (!run.Beat(tx, JobOf(within), runAt, i + 1, slices.Count)) return false;
                    foreach (var (a, b, score, why) in pairs) Duplicates.Suggest(tx, a, b, score, why);
                    return true;
                });
                result = goesOn ? result with { Pairs = result.Pairs + pairs.Count } : result with { Cancelled = true };
            }
            await db.WriteAsync(tx => run.End(tx, result.Cancelled ? RunState.Cancelled : RunState.Done, result));
            return result;
        }
        catch (Exception e)
        {
            await db.WriteAsync(tx => run.End(tx, RunState.Failed, new { error = e.Message }));
            throw;
        }
    }

    IEnumerable<(long A, long B, int Score, string Why)> Pairs(Tx tx, (string Sql, string From, string To) slice, Scope? within)
    {
        var found = tx.Query<Candidate>(slice.Sql, new { from = slice.From, to = slice.To });
        foreach (var group in found.GroupBy(c => (c.GroupKey, slice.Sql == ByNumber ? "" : c.Name)))
        {
            var members = group.OrderBy(c => c.Id).Take(GroupMax).ToList(); // a number shared by hundreds is a firm's, and nobody's twin
            for (var i = 0; i < members.Count; i++)
                for (var j = i + 1; j < members.Count; j++)
                {
                    var (a, b) = (members[i], members[j]);
                    if ((IsIn(within, a) || IsIn(within, b)) && Score(a, b) is { Score: >= ScoreMin } pair) yield return (a.Id, b.Id, pair.Score, pair.Why);
                }
        }
    }

    static bool IsIn(Scope? within, Candidate c) => within is not { } scope || scope.Contains(c.LivingGrid) || scope.Contains(c.RegisteredCommunity);

    (int Score, string Why) Score(Candidate a, Candidate b)
    {
        if (a.DocumentHash is not null && a.DocumentHash == b.DocumentHash) return (Duplicates.SameNumber, "证件号相同");
        if (a.Sex is { } sex && b.Sex is { } other && sex != other) return (0, "");
        // Two numbers that both pass the check digit are two people, unless somebody mistyped one or is registered twice.
        var two = IsChecked(a) && IsChecked(b) ? 25 : 0;
        var phone = a.PhoneHash is not null && a.PhoneHash == b.PhoneHash;
        var birth = a.BirthDate is not null && a.BirthDate == b.BirthDate;
        var address = Likeness(a, b);
        if (birth)
        {
            var score = 60 + (int)(35 * address) - two + (phone ? 10 : 0) + (two == 0 && SameCommunity(a, b) ? 12 : 0);
            var also = address > 0.6 ? "，地址相近" : phone ? "，电话相同" : SameCommunity(a, b) ? "，同一个社区" : "";
            return (Math.Min(99, score), "姓名、生日相同" + also);
        }
        var open = a.BirthDate is null || b.BirthDate is null;
        return phone && open ? (80 + (int)(10 * address) - two, "姓名、电话相同") : (0, "");
    }

    static bool IsChecked(Candidate c) => c is { DocumentHash: not null, DocumentKind: "01" or "02" };

    bool SameCommunity(Candidate a, Candidate b) => Communities(a).Intersect(Communities(b)).Any();

    IEnumerable<string> Communities(Candidate c) => new[] { tree.Community(c.LivingGrid)?.Code, c.RegisteredCommunity }.OfType<string>();

    /// <summary>0 to 1: the best of home with home, register with register and one with the other.</summary>
    static double Likeness(Candidate a, Candidate b) => a.LivingAddressId is not null && a.LivingAddressId == b.LivingAddressId ? 1
        : new[] { a.LivingAddress, a.RegisteredAddress }.Max(one => new[] { b.LivingAddress, b.RegisteredAddress }.Max(other => Likeness(one, other)));

    /// <summary>How many pairs of neighbouring characters two texts share (Dice); other numbers are another door.</summary>
    static double Likeness(string? a, string? b)
    {
        if (a is not { Length: > 3 } || b is not { Length: > 3 }) return 0;
        if (Digits(a) != Digits(b)) return 0;
        var (first, second) = (Bigrams(a), Bigrams(b));
        return 2.0 * first.Intersect(second).Count() / (first.Count + second.Count);
    }

    static string Digits(string text) =>
        string.Join(' ', string.Concat(text.Select(c => char.IsAsciiDigit(c) ? c : ' ')).Split(' ', StringSplitOptions.RemoveEmptyEntries));

    static HashSet<string> Bigrams(string text) => [.. Enumerable.Range(0, text.Length - 1).Select(i => text.Substring(i, 2))];
}

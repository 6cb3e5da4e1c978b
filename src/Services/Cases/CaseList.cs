using OneTable.Services.Data;
using OneTable.Services.Divisions;

namespace OneTable.Services.Cases;

/// <summary>Finds cases; whoever asks names who they are, and the query holds them to it.</summary>
public static class CaseList
{
    const string Columns = """
        id AS Id, number AS Number, kind AS Kind, state AS State, source AS Source, title AS Title, content AS Content, category AS Category,
        service_id AS ServiceId, urgent AS Urgent, resident_id AS ResidentId, person_id AS PersonId, reporter_name AS ReporterName,
        reporter_phone_sealed AS ReporterPhoneSealed, taken_by AS TakenBy, division_code AS DivisionCode, place AS Place, lat AS Lat, lon AS Lon,
        staff_id AS StaffId, assigned_why AS AssignedWhy, partner AS Partner, partner_due_at AS PartnerDueAt, due_at AS DueAt, opened_at AS OpenedAt,
        accepted_at AS AcceptedAt, contacted_at AS ContactedAt, closed_at AS ClosedAt, result AS Result, reopened AS Reopened, solved AS Solved, rating AS Rating,
        (SELECT x.person_name FROM proxies x WHERE x.id = cases.proxy_id) AS ForName
        """;

    /// <summary>What a resident brought for somebody else is theirs to see as long as they may act for them (F17).</summary>
    const string Own = "resident_id = @residentId AND (proxy_id IS NULL OR EXISTS (SELECT 1 FROM proxies x WHERE x.id = cases.proxy_id AND (x.state = 'granted' AND x.until_at > @Now OR x.person_id = (SELECT r.person_id FROM residents r WHERE r.id = @residentId))))";

    /// <summary>What one may see of whom one acts for: their applications and what was brought for them; never their own complaint or call for help.</summary>
    const string Acted = "person_id = @personId AND (proxy_id IS NOT NULL OR kind = 'SQ') OR kind = 'SQ' AND proxy_id IS NULL AND resident_id IN (SELECT id FROM residents WHERE person_id = @personId AND level > 0)";

    public sealed record Filter(string? State = null, string? Kind = null, string? Q = null, int Page = 1, int Size = 20);

    internal static Case Get(Tx tx, long id) => tx.First<Case>($"SELECT {Columns} FROM cases WHERE id = @id", new { id })!;

    internal static Case? ByClientKey(Tx tx, string key) => tx.First<Case>($"SELECT {Columns} FROM cases WHERE client_key = @key", new { key });

    /// <summary>For whoever holds a link that opens it.</summary>
    public static Case? ByNumber(Tx tx, string number) => tx.First<Case>($"SELECT {Columns} FROM cases WHERE number = @number", new { number });

    public static Case? OfResident(Tx tx, long residentId, string number) =>
        tx.First<Case>($"SELECT {Columns} FROM cases WHERE number = @number AND {Own}{tx.ForUpdate}", new { number, residentId, tx.Now });

    /// <summary>Newest first. Most who ask have none, which a prepared look tells at a tenth of the cost.</summary>
    public static IReadOnlyList<Case> OfResident(Tx tx, long residentId, int max = 50) =>
        tx.Value<long?>("SELECT id FROM cases WHERE resident_id = @p0 LIMIT 1", residentId) is null ? [] : [.. tx.Query<Case>(
            $"SELECT {Columns} FROM cases WHERE {Own} ORDER BY opened_at DESC, id DESC LIMIT {max}", new { residentId, tx.Now })];

    public static Case? OfActedFor(Tx tx, long personId, string number) =>
        tx.First<Case>($"SELECT {Columns} FROM cases WHERE number = @number AND ({Acted}){tx.ForUpdate}", new { number, personId });

    public static IReadOnlyList<Case> OfActedFor(Tx tx, long personId, int max = 50) =>
        [.. tx.Query<Case>($"SELECT {Columns} FROM cases WHERE {Acted} ORDER BY opened_at DESC, id DESC LIMIT {max}", new { personId })];

    /// <summary>All that one may write to who acts without seeing how things go.</summary>
    public static Case? BroughtBy(Tx tx, long proxyId, string number) =>
        tx.First<Case>($"SELECT {Columns} FROM cases WHERE number = @number AND proxy_id = @proxyId{tx.ForUpdate}", new { number, proxyId });

    public static int OpenedSince(Tx tx, long residentId, long since) =>
        tx.Count<int>("SELECT COUNT(*) FROM cases WHERE resident_id = @residentId AND opened_at >= @since", new { residentId, since });

    /// <summary>Cases of a person: their own, and those their WeChat sent.</summary>
    public static IReadOnlyList<Case> OfPerson(Tx tx, Scope scope, long personId, int max = 20) => [.. tx.Query<Case>($"""
        SELECT {Columns} FROM cases WHERE division_code >= @From AND division_code < @To
        AND (person_id = @personId OR resident_id IN (SELECT id FROM residents WHERE person_id = @personId)) ORDER BY opened_at DESC LIMIT {max}
        """, new { scope.From, scope.To, personId })];

    public static Case? OfWorker(Tx tx, long staffId, long caseId) =>
        tx.First<Case>($"SELECT {Columns} FROM cases WHERE id = @caseId AND staff_id = @staffId{tx.ForUpdate}", new { caseId, staffId });

    /// <summary>For callers that have already checked whom they may ask about.</summary>
    public static IReadOnlyDictionary<long, Case> Find(Tx tx, IEnumerable<long> ids)
    {
        var wanted = ids.Distinct().ToList();
        return wanted.Count == 0 ? new Dictionary<long, Case>()
            : tx.Query<Case>($"SELECT {Columns} FROM cases WHERE id IN @wanted", new { wanted }).ToDictionary(c => c.Id);
    }

    /// <summary>Two WeChat users turned out to be one resident.</summary>
    public static void GiveToResident(Tx tx, long from, long to) => tx.Run("UPDATE cases SET resident_id = @p1 WHERE resident_id = @p0", from, to);

    public static Case? Within(Tx tx, Scope scope, string number) => tx.First<Case>(
        $"SELECT {Columns} FROM cases WHERE number = @number AND division_code >= @From AND division_code < @To{tx.ForUpdate}",
        new { number, scope.From, scope.To });

    public static Listing<Case> Within(Tx tx, Scope scope, Filter filter)
    {
        var where = "division_code >= @From AND division_code < @To"
            + (filter.State is { Length: > 0 } ? " AND state = @State" : "") + (filter.Kind is { Length: > 0 } ? " AND kind = @Kind" : "")
            + (filter.Q is { Length: > 0 } ? " AND (number = @Q OR title LIKE @Like OR place LIKE @Like)" : "");
        var args = new { scope.From, scope.To, filter.State, filter.Kind, filter.Q, Like = $"%{filter.Q}%" };
        var total = tx.Count<int>($"SELECT COUNT(*) FROM cases WHERE {where}", args);
        return new(total, [.. tx.Query<Case>($"""
            SELECT {Columns} FROM cases WHERE {where} ORDER BY opened_at DESC, id DESC LIMIT {filter.Size} OFFSET {(filter.Page - 1) * filter.Size}
            """, args)]);
    }

    /// <summary>Open past their due time, the latest first.</summary>
    public static IReadOnlyList<Case> Late(Tx tx, Scope scope, int max = 20) => [.. tx.Query<Case>($"""
        SELECT {Columns} FROM cases WHERE division_code >= @From AND division_code < @To AND state NOT IN ('closed', 'done') AND due_at < @Now
        ORDER BY due_at LIMIT {max}
        """, new { scope.From, scope.To, tx.Now })];

    public static IReadOnlyList<CaseFile> Files(Tx tx, long caseId) => [.. tx.Query<CaseFile>("""
        SELECT c.id AS Id, c.role AS Role, c.kind AS Kind, c.file_id AS FileId, c.state AS State, c.why AS Why, f.media_type AS MediaType, f.heard_as AS HeardAs,
          f.taken_at AS TakenAt, f.lat AS Lat, f.lon AS Lon, c.created_at AS SentAt
        FROM case_files c LEFT JOIN files f ON f.id = c.file_id WHERE c.case_id = @caseId ORDER BY c.created_at, c.id
        """, new { caseId })];
}

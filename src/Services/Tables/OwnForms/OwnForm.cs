using System.Text.Encodings.Web;
using System.Text.Json;
using OneTable.Services.Data;
using OneTable.Services.Dictionary;
using OneTable.Services.Divisions;

namespace OneTable.Services.Tables.OwnForms;

public static class FormState
{
    public const string Draft = "draft", Sent = "sent", Closed = "closed";
}

/// <summary>A form as it is kept: whose it is, what it asks in its newest version, where it was sent.</summary>
public sealed record OwnForm
{
    public long Id { get; init; }
    public string DivisionCode { get; init; } = "";
    public string Maker { get; init; } = "";
    public string Title { get; init; } = "";
    public string SubjectKind { get; init; } = "";
    public string BodyJson { get; init; } = "";
    public int Version { get; init; }
    public string State { get; init; } = "";
    public string? DueDay { get; init; }
    public long? EventId { get; init; }
    public long CreatedAt { get; init; }
    public long? SentAt { get; init; }

    static readonly JsonSerializerOptions json = new(JsonSerializerDefaults.Web) { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public Subject Subject => Subject.Of(SubjectKind)!;
    public FormBody Body => JsonSerializer.Deserialize<FormBody>(BodyJson, json)!;

    const string Columns = """
        f.id AS Id, f.division_code AS DivisionCode, f.maker AS Maker, f.title AS Title, f.subject AS SubjectKind, f.body_json AS BodyJson, f.version AS Version,
        f.state AS State, f.due_day AS DueDay, f.event_id AS EventId, f.created_at AS CreatedAt, f.sent_at AS SentAt
        """;

    /// <summary>Made in the division, or sent to it, to what lies in it or to what it lies in; a draft is for who made it.</summary>
    const string Mine = "(f.division_code >= @From AND f.division_code < @To)";
    const string SeenBy = $"""
        ({Mine} OR f.state <> 'draft' AND EXISTS (SELECT 1 FROM own_form_divisions d WHERE d.form_id = f.id
          AND (d.division_code >= @From AND d.division_code < @To OR SUBSTR(@From, 1, LENGTH(d.division_code)) = d.division_code)))
        """;

    public static OwnForm? Find(Tx tx, Scope scope, long id) =>
        tx.First<OwnForm>($"SELECT {Columns} FROM own_forms f WHERE f.id = @id AND {SeenBy}", new { id, scope.From, scope.To });

    /// <summary>The newest first; those of events stand at their event.</summary>
    public static Listing<OwnForm> List(Tx tx, Scope scope, int page, int size) => new(
        tx.Count<int>($"SELECT COUNT(*) FROM own_forms f WHERE f.event_id IS NULL AND {SeenBy}", new { scope.From, scope.To }),
        [.. tx.Query<OwnForm>($"SELECT {Columns} FROM own_forms f WHERE f.event_id IS NULL AND {SeenBy} ORDER BY f.created_at DESC, f.id DESC LIMIT @size OFFSET @skip",
            new { scope.From, scope.To, size, skip = (page - 1) * size })]);

    /// <summary>What is to be filled in there now, soonest due first.</summary>
    public static IReadOnlyList<OwnForm> Open(Tx tx, Scope scope) => [.. tx.Query<OwnForm>(
        $"SELECT {Columns} FROM own_forms f WHERE f.state = 'sent' AND {SeenBy} ORDER BY CASE WHEN f.due_day IS NULL THEN 1 ELSE 0 END, f.due_day, f.sent_at DESC, f.id LIMIT 200",
        new { scope.From, scope.To })];

    public static IReadOnlyList<OwnForm> OfEvent(Tx tx, long eventId) =>
        [.. tx.Query<OwnForm>($"SELECT {Columns} FROM own_forms f WHERE f.event_id = @eventId ORDER BY f.id", new { eventId })];

    /// <summary>Sent out and due by a day, for who reminds.</summary>
    public static IReadOnlyList<OwnForm> DueBy(Tx tx, string day) =>
        [.. tx.Query<OwnForm>($"SELECT {Columns} FROM own_forms f WHERE f.state = 'sent' AND f.due_day IS NOT NULL AND f.due_day <= @day ORDER BY f.id", new { day })];

    /// <summary>Held until the write is done, so that of two answers one is the first.</summary>
    public static OwnForm Lock(Tx tx, long id) => tx.First<OwnForm>($"SELECT {Columns} FROM own_forms f WHERE f.id = @id{tx.ForUpdate}", new { id })!;

    public static IReadOnlyList<string> Divisions(Tx tx, long id) =>
        [.. tx.Query<string>("SELECT division_code FROM own_form_divisions WHERE form_id = @id ORDER BY division_code", new { id })];

    /// <summary>What of it lies in a scope: the scope itself, or the parts of it that were asked.</summary>
    public static IReadOnlyList<Scope> Within(Tx tx, long id, Scope scope) => [.. Divisions(tx, id)
        .Select(code => new Scope(code).Contains(scope.Code) ? scope : scope.Contains(code) ? new Scope(code) : Scope.Nothing).Where(s => s != Scope.Nothing).Distinct()];

    public static long Add(Tx tx, Scope scope, string maker, FormBody body, long? eventId)
    {
        var id = tx.NextId();
        tx.Run("""
            INSERT INTO own_forms (id, division_code, maker, title, subject, body_json, version, state, event_id, created_at) VALUES (@p0, @p1, @p2, @p3, @p4, @p5, 1, 'draft', @p6, @p7)
            """, id, scope.Code, maker, body.Title, body.Subject, JsonSerializer.Serialize(body, json), eventId, tx.Now);
        return id;
    }

    public static void Change(Tx tx, long id, FormBody body) => tx.Run("UPDATE own_forms SET title = @p1, subject = @p2, body_json = @p3, version = version + 1 WHERE id = @p0",
        id, body.Title, body.Subject, JsonSerializer.Serialize(body, json));

    public static void Send(Tx tx, long id, IEnumerable<string> divisions, string? dueDay)
    {
        foreach (var code in divisions) tx.Run(tx.Dialect.InsertIgnore + " INTO own_form_divisions (form_id, division_code) VALUES (@p0, @p1)", id, code);
        tx.Run("UPDATE own_forms SET state = 'sent', due_day = @p1, sent_at = COALESCE(sent_at, @p2) WHERE id = @p0", id, dueDay, tx.Now);
    }

    public static void Close(Tx tx, long id) => tx.Run("UPDATE own_forms SET state = 'closed' WHERE id = @p0", id);
}

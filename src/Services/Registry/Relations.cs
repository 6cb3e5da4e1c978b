using OneTable.Services.Data;
using OneTable.Services.Dictionary;
using OneTable.Services.Staff;

namespace OneTable.Services.Registry;

/// <summary>PersonId is null where the other one is outside of what the reader may see, or no person; a name is then masked.</summary>
public sealed record PersonRelation(long Id, string Kind, string Name, long? PersonId, string? Detail, string? Since, string? Until);

/// <param name="Backward">The other one stands to this person as the kind says: is its guardian, not guarded by it.</param>
public sealed record NewRelation(string? Kind, bool Backward, long OtherId, string? Detail, string? Since);

/// <summary>Who looks after whom, whose child somebody is, where somebody works: with a beginning and an end.</summary>
public sealed class Relations
{
    const int DetailMax = 30;

    /// <summary>Kind → what the other one is to this person, seen from the first and from the second.</summary>
    static readonly Dictionary<string, (string Forward, string Backward)> texts = new()
    {
        ["guardian_of"] = ("监护对象", "监护人"),
        ["child_of"] = ("父母", "子女"),
        ["carer_of"] = ("照料对象", "照料人"),
        ["contact_of"] = ("代为联系的人", "紧急联系人"),
        ["works_at"] = ("工作单位", "员工"),
        ["lives_in_care_of"] = ("入住机构", "入住老人"),
    };

    /// <summary>Those that join two people.</summary>
    static readonly HashSet<string> personal = ["guardian_of", "child_of", "carer_of", "contact_of"];

    sealed record Row
    {
        public long Id { get; init; }
        public string Kind { get; init; } = "";
        public bool Forward { get; init; }
        public string? Detail { get; init; }
        public string? Since { get; init; }
        public string? Until { get; init; }
        public string? PersonName { get; init; }
        public string? OrganisationName { get; init; }
        public long? SeenId { get; init; }
    }

    /// <summary>All of a person; those that have ended come last.</summary>
    public static IReadOnlyList<PersonRelation> Of(Tx tx, StaffMember me, long id) => [.. tx.Query<Row>($"""
        SELECT r.id AS Id, r.kind AS Kind, r.from_kind = 'person' AND r.from_id = @id AS Forward, r.detail AS Detail, r.since AS Since, r.until AS Until,
            q.name AS PersonName, o.name AS OrganisationName, p.id AS SeenId
        FROM relations r
        LEFT JOIN people q ON r.to_kind = 'person' AND q.id = CASE WHEN r.from_id = @id THEN r.to_id ELSE r.from_id END
        LEFT JOIN people p ON p.id = q.id AND {Seen.Person}
        LEFT JOIN organisations o ON r.to_kind = 'organisation' AND o.id = r.to_id
        WHERE (r.from_kind = 'person' AND r.from_id = @id OR r.to_kind = 'person' AND r.to_id = @id) AND NOT (r.to_kind = 'person' AND r.from_id = r.to_id)
        ORDER BY COALESCE(r.until, '9999') DESC, r.id
        """, new { id, me.Scope.From, me.Scope.To }).Select(r =>
        {
            var (forward, backward) = texts.GetValueOrDefault(r.Kind, (r.Kind, r.Kind));
            var name = r.OrganisationName ?? (r.SeenId is null ? Mask.Name(r.PersonName ?? "") : r.PersonName!);
            return new PersonRelation(r.Id, r.Forward ? forward : backward, name, r.SeenId, r.Detail, r.Since, r.Until);
        })];

    public long Add(Tx tx, StaffMember me, long id, NewRelation relation)
    {
        if (relation.Kind is not { } kind || !personal.Contains(kind)) throw new Refusal("bad_kind", "请选是什么关系。");
        if (relation.OtherId == id) throw new Refusal("bad_member", "请选另一个人。");
        Ownership.Require(tx, me, id);
        Ownership.Require(tx, me, relation.OtherId);
        var detail = string.IsNullOrWhiteSpace(relation.Detail) ? null : relation.Detail.Trim() is { Length: <= DetailMax } said ? said : throw new Refusal("too_long", $"说明最多写{DetailMax}个字。");
        var since = Day(tx, relation.Since);
        var (from, to) = relation.Backward ? (relation.OtherId, id) : (id, relation.OtherId);
        SubjectRows.Hold(tx, Subject.Person, from); // of two who add the same at once the second finds it
        if (tx.Count<int>("SELECT COUNT(*) FROM relations WHERE kind = @kind AND from_kind = 'person' AND from_id = @from AND to_kind = 'person' AND to_id = @to AND until IS NULL",
            new { kind, from, to }) > 0) throw new Refusal("in_hand", "这个关系已经登记了。");
        var made = tx.NextId();
        tx.Run("""
            INSERT INTO relations (id, kind, from_kind, from_id, to_kind, to_id, detail, since) VALUES (@p0, @p1, 'person', @p2, 'person', @p3, @p4, @p5)
            """, made, kind, from, to, detail, since);
        Ledger.Note(tx, Subject.Person, from, new(Ownership.SourceOf(me), me.Name, $"登记关系：{texts[kind].Forward}"));
        Ledger.Note(tx, Subject.Person, to, new(Ownership.SourceOf(me), me.Name, $"登记关系：{texts[kind].Backward}"));
        return made;
    }

    /// <summary>It was so until that day; the row stays.</summary>
    public void End(Tx tx, StaffMember me, long id, string? until)
    {
        var row = tx.First<Ends>($"SELECT kind AS Kind, from_id AS FromId, to_kind AS ToKind, to_id AS ToId, since AS Since, until AS Until FROM relations WHERE id = @id{tx.ForUpdate}", new { id });
        if (row is null || !row.People.Any(p => Ownership.Find(tx, me.Scope, p) is not null)) throw new Refusal("not_found", "没有找到这个关系。");
        if (row.Until is not null) throw new Refusal("settled_already", "这个关系已经结束了。");
        var day = Day(tx, until)!;
        if (string.CompareOrdinal(day, row.Since) < 0) throw new Refusal("bad_date", "结束的日子不能早于开始的。");
        tx.Run("UPDATE relations SET until = @p1 WHERE id = @p0", id, day);
        foreach (var person in row.People)
            Ledger.Note(tx, Subject.Person, person, new(Ownership.SourceOf(me), me.Name, $"关系结束：{(person == row.FromId ? texts.GetValueOrDefault(row.Kind).Forward : texts.GetValueOrDefault(row.Kind).Backward)}"));
    }

    sealed record Ends
    {
        public string Kind { get; init; } = "";
        public long FromId { get; init; }
        public string ToKind { get; init; } = "";
        public long ToId { get; init; }
        public string? Since { get; init; }
        public string? Until { get; init; }
        public IEnumerable<long> People => ToKind == "person" ? [FromId, ToId] : [FromId];
    }

    /// <summary>Today where nothing is said; not later than today.</summary>
    static string? Day(Tx tx, string? text)
    {
        var today = DateOnly.FromDateTime(BeijingTime.Of(tx.Now).DateTime);
        var day = string.IsNullOrWhiteSpace(text) ? today : DateText.Day(text) ?? throw new Refusal("bad_date", "日期要写成 2026-12-01 这样。");
        return day <= today ? day.Iso() : throw new Refusal("bad_date", "日期不能晚于今天。");
    }
}

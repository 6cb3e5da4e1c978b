using OneTable.Services.Data;
using OneTable.Services.Dictionary;
using OneTable.Services.Divisions;
using OneTable.Services.Staff;

namespace OneTable.Services.Registry;

/// <summary>Id is null where the reader does not see that one; the name is then masked.</summary>
public sealed record HouseholdMember(long? Id, string Name, string? Relation, int? Age, bool IsHead);

public sealed record HouseholdView(long Id, string Kind, string? Number, string? Form, string? Head, string? Address, string? Matter, string? Since,
    string? Until, IReadOnlyList<HouseholdMember> Members, bool Mine);

/// <summary>The three households of a person (F02).</summary>
public sealed record HouseholdsOfPerson(HouseholdView? Registered, HouseholdView? Living, IReadOnlyList<HouseholdView> Assistance);

/// <summary>
/// F02: who stands in one register (户籍户), who lives behind one door (居住户), and who is counted together for one matter
/// (救助家庭) are three things. The first two are fields of the person; the third has members of its own.
/// </summary>
public sealed partial class Households(Database db, People people, FieldCatalog fields, DivisionTree tree, Ownership ownership)
{
    public const string Registered = "registered", Living = "living", Assistance = "assistance";
    const string Head = "02", Unchecked = "?4";
    const int MembersMax = 200;

    /// <summary>The field that names the household, the one that says how somebody stands to its head, and the column of the first.</summary>
    static (string Household, string Relation, string Column) FieldsOf(string? kind) => kind switch
    {
        Registered => ("户籍户", PersonRelationLabel, "registered_household_id"),
        Living => ("居住户", "与当家人关系", "living_household_id"),
        _ => throw new Refusal("bad_kind", "请选户籍户或居住户。"),
    };

    const string PersonRelationLabel = "与户主关系";

    sealed record Row
    {
        public long Id { get; init; }
        public string Kind { get; init; } = "";
        public string? Number { get; init; }
        public string? Form { get; init; }
        public long? HeadId { get; init; }
        public string DivisionCode { get; init; } = "";
        public long? AddressId { get; init; }
        public string? Address { get; init; }
        public string? Matter { get; init; }
        public string? Since { get; init; }
        public string? Until { get; init; }
    }

    sealed record Member
    {
        public long Id { get; init; }
        public string Name { get; init; } = "";
        public string? BirthDate { get; init; }
        public string? Relation { get; init; }
        public bool Seen { get; init; }
    }

    const string Columns = """
        h.id AS Id, h.kind AS Kind, h.number AS Number, h.form AS Form, h.head_person_id AS HeadId, h.division_code AS DivisionCode,
        h.address_id AS AddressId, a.text AS Address, h.matter AS Matter, h.since AS Since, h.until AS Until
        """;
    const string From = "FROM households h LEFT JOIN addresses a ON a.id = h.address_id";

    static Row? Find(Tx tx, long? id) => id is null ? null : tx.First<Row>($"SELECT {Columns} {From} WHERE h.id = @id", new { id });

    static long? IdOf(Tx tx, string column, long person) => tx.Value<long?>($"SELECT {column} FROM people WHERE id = @p0", person);

    public HouseholdsOfPerson Of(Tx tx, StaffMember me, Whereabouts person) => new(
        View(tx, me, person, Find(tx, IdOf(tx, "registered_household_id", person.Id))), View(tx, me, person, Find(tx, IdOf(tx, "living_household_id", person.Id))),
        !fields.Find("救助类别")!.IsVisibleTo(me.Reader) ? [] : [.. tx.Query<Row>($"""
            SELECT {Columns} {From} JOIN household_members m ON m.household_id = h.id WHERE m.person_id = @Id ORDER BY COALESCE(h.until, '9999'), h.since, h.id
            """, new { person.Id }).ToList().Select(h => View(tx, me, person, h)!)]);

    /// <summary>Begins a household of this person alone, who becomes its head.</summary>
    public long Make(Tx tx, StaffMember me, long id, string? kind, string? number)
    {
        var (household, relation, column) = FieldsOf(kind);
        var person = Owned(tx, me, id, household);
        number = string.IsNullOrWhiteSpace(number) ? null : number.Trim() is { Length: <= 32 } said ? said : throw new Refusal("too_long", "户号最多32个字。");
        var at = kind == Registered ? person.RegisteredCommunity : person.LivingGrid;
        if (at is null) throw new Refusal("place_needed", kind == Registered ? "先填上户籍社区。" : "先填上现住网格。");
        Leave(tx, me, person, household, relation, column);
        var made = tx.NextId();
        var address = kind == Living ? IdOf(tx, "living_address_id", id) : null;
        tx.Run("INSERT INTO households (id, kind, number, head_person_id, division_code, address_id, form) VALUES (@p0, @p1, @p2, @p3, @p4, @p5, @p6)",
            made, kind, number, id, at, address, kind == Registered ? "1" : null);
        Write(tx, me, id, new() { [household] = $"{made}", [relation] = Head }, "另立一户");
        return made;
    }

    /// <summary>Joins the household of somebody else, in a relation to its head.</summary>
    public void Join(Tx tx, StaffMember me, long id, string? kind, long withId, string? relationText)
    {
        var (household, relation, column) = FieldsOf(kind);
        var person = Owned(tx, me, id, household);
        Ownership.Require(tx, me, withId);
        if (id == withId) throw new Refusal("bad_member", "请选另一个人。");
        var target = Find(tx, IdOf(tx, column, withId)) ?? throw new Refusal("no_household", "对方还没有登记这种户，先给对方立一户。");
        if (tree.Community(target.DivisionCode)?.Code != tree.Community(kind == Registered ? person.RegisteredCommunity : person.LivingGrid)?.Code)
            throw new Refusal("use_move", kind == Registered ? "他的户口不在那个社区。" : "不住在一个社区，先办移交。");
        var stands = FieldInput.Read(fields.Find(relation)!, relationText) ?? throw new Refusal("relation_needed", "请选和户主的关系。");
        if (stands == Head) throw new Refusal("bad_relation", "户主只有一个，加入后再点“设为户主”。");
        if (IdOf(tx, column, id) == target.Id) throw new Refusal("in_hand", "他已经在这一户里了。");
        Leave(tx, me, person, household, relation, column);
        var facts = new Dictionary<string, string?> { [household] = $"{target.Id}", [relation] = stands };
        if (kind == Living && target.AddressId is { } address)
            (facts["现住网格"], facts["现住房屋"], facts["现住地址"]) = (target.DivisionCode, $"{address}", target.Address);
        Write(tx, me, id, facts, "加入一户");
        ChangedAll(tx, target.Id, column);
    }

    public void Leave(Tx tx, StaffMember me, long id, string? kind)
    {
        var (household, relation, column) = FieldsOf(kind);
        var person = Owned(tx, me, id, household);
        if (IdOf(tx, column, id) is null) throw new Refusal("no_household", "他没有登记这种户。");
        Leave(tx, me, person, household, relation, column);
        Write(tx, me, id, new() { [household] = null, [relation] = null }, "离开这一户");
    }

    /// <summary>Another head: how the others stand to the new one must be asked again.</summary>
    public void SetHead(Tx tx, StaffMember me, long id, string? kind)
    {
        var (household, relation, column) = FieldsOf(kind);
        Owned(tx, me, id, household);
        var own = Find(tx, IdOf(tx, column, id)) ?? throw new Refusal("no_household", "他没有登记这种户。");
        if (own.HeadId == id) return; // a second tap of the same finger
        tx.Run("UPDATE households SET head_person_id = @p1 WHERE id = @p0", own.Id, id);
        foreach (var member in MemberIds(tx, own.Id, column))
            Write(tx, me, member, new() { [relation] = member == id ? Head : Unchecked }, "换了户主");
        ChangedAll(tx, own.Id, column);
    }

    void Leave(Tx tx, StaffMember me, Whereabouts person, string household, string relation, string column)
    {
        if (Find(tx, IdOf(tx, column, person.Id)) is not { } left) return;
        if (left.HeadId == person.Id)
        {
            tx.Run("UPDATE households SET head_person_id = NULL WHERE id = @p0", left.Id);
            foreach (var member in MemberIds(tx, left.Id, column).Where(m => m != person.Id))
                Write(tx, me, member, new() { [relation] = Unchecked }, "户主离开了这一户");
        }
        ChangedAll(tx, left.Id, column);
    }

    Whereabouts Owned(Tx tx, StaffMember me, long id, string label)
    {
        var (person, field) = (Ownership.Require(tx, me, id), fields.Find(label)!);
        if (!ownership.Owns(me, field, person)) throw new Refusal("not_yours", $"这一户由{ownership.OwnerOf(field, person)!.Name}管。");
        Ledger.Locked(tx, field, id);
        return person;
    }

    void Write(Tx tx, StaffMember me, long id, Dictionary<string, string?> facts, string reason) =>
        people.Write(tx, id, facts, new(Ownership.SourceOf(me), me.Name, reason));

    static List<long> MemberIds(Tx tx, long household, string column) => [.. tx.Query<long>(
        $"SELECT id FROM people WHERE {column} = @household ORDER BY id LIMIT {MembersMax}", new { household })];

    /// <summary>Head and size are worked out for every member.</summary>
    static void ChangedAll(Tx tx, long household, string column)
    {
        foreach (var member in MemberIds(tx, household, column)) tx.Changed("person", member);
    }

    HouseholdView? View(Tx tx, StaffMember me, Whereabouts person, Row? h)
    {
        if (h is null) return null;
        var (members, label) = h.Kind switch
        {
            Registered => ("p.registered_household_id = @Id", "户籍户"),
            Living => ("p.living_household_id = @Id", "居住户"),
            _ => ("m.household_id = @Id", ""),
        };
        // Demo data and old lists know only how somebody stands to the head of the register.
        var relation = h.Kind switch { Registered => "p.relation_to_head", Living => "COALESCE(p.living_relation, p.relation_to_head)", _ => "m.relation" };
        var found = tx.Query<Member>($"""
            SELECT p.id AS Id, p.name AS Name, p.birth_date AS BirthDate, {relation} AS Relation, COALESCE({Seen.Person}, 0) AS Seen
            FROM people p {(h.Kind == Assistance ? "JOIN household_members m ON m.person_id = p.id" : "")} WHERE {members} AND p.status <> '3'
            ORDER BY p.birth_date, p.id LIMIT {MembersMax}
            """, new { h.Id, me.Scope.From, me.Scope.To }).ToList();
        var list = found.Select(m => new HouseholdMember(m.Seen ? m.Id : null, m.Seen ? m.Name : Mask.Name(m.Name), fields.Label(PersonRelationLabel, m.Relation),
            m.BirthDate is null ? null : Age.On(BeijingTime.Day(m.BirthDate), db.Time.Today()), m.Id == h.HeadId)).OrderByDescending(m => m.IsHead).ToList();
        var mine = h.Kind == Assistance ? !me.IsGridWorker : ownership.Owns(me, fields.Find(label)!, person);
        return new(h.Id, h.Kind, h.Number, fields.Label("户籍类型", h.Form), list.FirstOrDefault(m => m.IsHead)?.Name, h.Address, h.Matter, h.Since, h.Until, list, mine);
    }
}

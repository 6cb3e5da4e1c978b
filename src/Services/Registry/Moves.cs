using OneTable.Services.Data;
using OneTable.Services.Divisions;
using OneTable.Services.Staff;
using OneTable.Services.ToDos;

namespace OneTable.Services.Registry;

/// <param name="To">Code of a community or grid; null: out of town, to the place that Text names.</param>
public sealed record MoveOrder(string? To, string? Text, string? On, string? Note);

/// <param name="Grid">Where the person lives now; AddressId or Text say behind which door.</param>
public sealed record MoveAcceptance(string? Grid, long? AddressId, string? Text);

public sealed record HouseChoice(long Id, string Text);

public sealed record MoveRow(long Id, long PersonId, string Name, string State, string From, string To, string? ToCode, string? Text, string MovesOn, string? Note, string Actor,
    long CreatedAt, long? DecidedAt, string? DecidedBy, string? DecidedNote, bool MayDecide, bool MayCancel);

/// <summary>
/// F04: moving is a hand-over and an acceptance. Until the other community has accepted, the person stays where the registry
/// says and both see that a hand-over is under way. The registration stays where it is.
/// </summary>
public sealed class Moves(People people, DivisionTree tree, Ownership ownership, StaffList staff, ToDoList todos)
{
    public const string Waiting = "waiting", Accepted = "accepted", Returned = "returned", Cancelled = "cancelled";
    const int TextMax = 200, DaysAsideMax = 366, DueDays = 3;
    static readonly TimeOnly endOfWork = new(18, 0);

    sealed record Found
    {
        public long Id { get; init; }
        public long PersonId { get; init; }
        public string Name { get; init; } = "";
        public string State { get; init; } = "";
        public string FromCode { get; init; } = "";
        public string? ToCode { get; init; }
        public string? ToText { get; init; }
        public string MovesOn { get; init; } = "";
        public string? Note { get; init; }
        public string Actor { get; init; } = "";
        public long CreatedAt { get; init; }
        public long? TodoId { get; init; }
        public long? DecidedAt { get; init; }
        public string? DecidedBy { get; init; }
        public string? DecidedNote { get; init; }
    }

    const string Columns = """
        m.id AS Id, m.person_id AS PersonId, p.name AS Name, m.state AS State, m.from_code AS FromCode, m.to_code AS ToCode, m.to_text AS ToText,
        m.moves_on AS MovesOn, m.note AS Note, m.actor AS Actor, m.created_at AS CreatedAt, m.todo_id AS TodoId, m.decided_at AS DecidedAt,
        m.decided_by AS DecidedBy, m.decided_note AS DecidedNote
        """;
    const string To = "m.to_code >= @From AND m.to_code < @To", From = "m.from_code >= @From AND m.from_code < @To";

    /// <param name="box">in: waits for the reader's community; out: given away and not accepted yet; done: the rest.</param>
    public Listing<MoveRow> List(Tx tx, StaffMember me, string? box, int page, int size)
    {
        var where = box switch
        {
            "out" => $"m.state = 'waiting' AND {From}",
            "done" => $"m.state <> 'waiting' AND ({To} OR {From})",
            _ => $"m.state = 'waiting' AND {To}",
        };
        var args = new { Box(me).From, Box(me).To, Size = size, Skip = (page - 1) * size };
        return new(tx.Count<int>($"SELECT COUNT(*) FROM moves m JOIN people p ON p.id = m.person_id WHERE {where}", args), [.. tx.Query<Found>($"""
            SELECT {Columns} FROM moves m JOIN people p ON p.id = m.person_id WHERE {where} ORDER BY m.created_at DESC, m.id DESC LIMIT @Size OFFSET @Skip
            """, args).Select(m => View(me, m))]);
    }

    public int Count(Tx tx, StaffMember me) => tx.Count<int>(
        $"SELECT COUNT(*) FROM moves m JOIN people p ON p.id = m.person_id WHERE m.state = 'waiting' AND {To}", new { Box(me).From, Box(me).To });

    /// <summary>The hand-over of a person that is under way, for the mark on the page.</summary>
    public MoveRow? Of(Tx tx, StaffMember me, long person) =>
        tx.First<Found>($"SELECT {Columns} FROM moves m JOIN people p ON p.id = m.person_id WHERE m.open_key = @person", new { person }) is { } found ? View(me, found) : null;

    /// <summary>Houses of a grid of the own community by any part of the address, to choose the door from.</summary>
    public IReadOnlyList<HouseChoice> HousesOf(Tx tx, StaffMember me, string? grid, string? q) =>
        tree.Find(grid) is not { Level: Division.Grid } division || !new Scope(me.DivisionCode).Contains(division.Code) || !ownership.Owns(me, tree.Community(division.Code)) ? [] : [.. tx.Query<HouseChoice>("""
            SELECT id AS Id, text AS Text FROM addresses WHERE grid_code = @grid AND text LIKE @q ORDER BY text LIMIT 20
            """, new { grid, q = $"%{q?.Trim()}%" })];

    /// <summary>Gives a person to another community; out of town it is done at once, for nobody there can accept.</summary>
    public long Give(Tx tx, StaffMember me, long id, MoveOrder order)
    {
        var person = Ownership.Require(tx, me, id);
        var from = person.LivingGrid ?? person.RegisteredCommunity!;
        if (!ownership.Owns(me, tree.Community(from))) throw new Refusal("not_yours", $"他现在由{tree.Community(from)!.Name}管，由那边移交。");
        var to = string.IsNullOrWhiteSpace(order.To) ? null : tree.Find(order.To) ?? throw new Refusal("bad_division", "没有找到要移交去的社区或网格。");
        var text = Limited(order.Text, "地址");
        if (to is not null && to.Level < Division.Community) throw new Refusal("bad_division", "请选到社区或网格。");
        if (to is not null && (to.Code == person.LivingGrid || person.LivingGrid is not null && to.Code == tree.Community(person.LivingGrid)?.Code))
            throw new Refusal("bad_division", "他已经住在那里了。");
        if (to is null && text is null) throw new Refusal("place_needed", "搬到外地的，请写搬去哪里。");
        var on = string.IsNullOrEmpty(order.On) ? Today(tx) : DateOnly.TryParseExact(order.On, "yyyy-MM-dd", out var day)
            && Math.Abs(day.DayNumber - Today(tx).DayNumber) <= DaysAsideMax ? day : throw new Refusal("bad_date", "搬家日期请填前后一年以内的。");
        var move = tx.NextId();
        if (tx.Run($"""
            {tx.Dialect.InsertIgnore} INTO moves (id, open_key, person_id, state, from_code, to_code, to_text, moves_on, note, actor, created_at)
            VALUES (@p0, @p1, @p1, 'waiting', @p2, @p3, @p4, @p5, @p6, @p7, @p8)
            """, move, id, from, to?.Code, text, on.Iso(), Limited(order.Note, "说明"), me.Name, tx.Now) == 0) throw new Refusal("in_hand", "这个人已经在移交中了。");
        if (to is null) Leave(tx, me, person, text!);
        else Ask(tx, move, person, to, from);
        if (to is null) Decide(tx, me, move, Accepted, null);
        else tx.Changed("person", id);
        return move;
    }

    /// <summary>The receiving community takes the person over, with the door as it found it.</summary>
    public void Accept(Tx tx, StaffMember me, long id, MoveAcceptance acceptance)
    {
        var move = Require(tx, me, id);
        if (!MayDecide(me, move)) throw new Refusal("not_yours", "由接收的社区来办。");
        var grid = tree.Find(acceptance.Grid ?? move.ToCode);
        if (grid is not { Level: Division.Grid } || tree.Community(grid.Code)?.Code != tree.Community(move.ToCode)?.Code)
            throw new Refusal("bad_division", "请选他住的网格，要在接收的社区里。");
        var text = Limited(acceptance.Text, "地址") ?? move.ToText;
        if (acceptance.AddressId is { } address)
            text = tx.Value<string>("SELECT text FROM addresses WHERE id = @p0 AND grid_code = @p1", address, grid.Code) ?? throw new Refusal("bad_address", "这套房不在选的网格里。");
        if (text is null) throw new Refusal("place_needed", "请写他住在哪一户。");
        var person = Ownership.Require(tx, me, move.PersonId);
        var here = tree.Community(grid.Code)!.Code == person.RegisteredCommunity;
        var facts = new Dictionary<string, string?>
        {
            ["现住网格"] = grid.Code, ["现住地址"] = text, ["现住房屋"] = acceptance.AddressId?.ToString(), ["居住户"] = null, ["与当家人关系"] = null,
        };
        if (person.RegisteredCommunity is not null) facts["人口类别"] = here ? "1" : "3";
        people.Write(tx, person.Id, facts, new(Ownership.SourceOf(me), me.Name, $"从{tree.FullName(move.FromCode)}移交来"));
        Decide(tx, me, id, Accepted, null);
        if (move.TodoId is { } todo) todos.Finish(tx, todo, $"{me.Name}已接收");
    }

    /// <summary>Not here: the person stays with the community that gave.</summary>
    public void SendBack(Tx tx, StaffMember me, long id, string? why)
    {
        var move = Require(tx, me, id);
        if (!MayDecide(me, move)) throw new Refusal("not_yours", "由接收的社区来办。");
        Decide(tx, me, id, Returned, Limited(why, "原因") ?? throw new Refusal("reason_needed", "请写一句为什么退回。"));
        if (move.TodoId is { } todo) todos.Finish(tx, todo, $"{me.Name}已退回", ToDoState.Cancelled);
        tx.Changed("person", move.PersonId);
    }

    public void Cancel(Tx tx, StaffMember me, long id)
    {
        var move = Require(tx, me, id);
        if (!ownership.Owns(me, tree.Community(move.FromCode))) throw new Refusal("not_yours", "由移交的社区来撤回。");
        Decide(tx, me, id, Cancelled, null);
        if (move.TodoId is { } todo) todos.Finish(tx, todo, "移交撤回了", ToDoState.Cancelled);
        tx.Changed("person", move.PersonId);
    }

    /// <summary>Registered here, the person stays on this book as one who is away; else the person has left.</summary>
    void Leave(Tx tx, StaffMember me, Whereabouts person, string place)
    {
        var facts = person.RegisteredCommunity is null
            ? new Dictionary<string, string?> { ["人员状态"] = "5", ["去向"] = place }
            : new() { ["人口类别"] = "2", ["现住网格"] = null, ["现住地址"] = place, ["现住房屋"] = null, ["居住户"] = null, ["与当家人关系"] = null, ["去向"] = place };
        people.Write(tx, person.Id, facts, new(Ownership.SourceOf(me), me.Name, "搬到外地"));
    }

    void Ask(Tx tx, long move, Whereabouts person, Division to, string from)
    {
        var community = tree.Community(to.Code)!.Code;
        var worker = (to.Level == Division.Grid ? staff.WorkerOf(tx, to.Code) : null) ?? staff.InPost(tx, community, Posts.SocialWorker)
            ?? staff.InPost(tx, community, Posts.Secretary) ?? throw new Refusal("nobody_there", $"{to.Name}还没有能接收的人。");
        var due = BeijingTime.UnixMs(DutyRota.AddWorkdays(tx, Today(tx), DueDays), endOfWork);
        var todo = todos.Open(tx, new($"move:{move}", ToDoKind.Visit, worker.Id, to.Code, $"接收移交：{person.Name}",
            $"{tree.FullName(from)}移交来的。上门看一下，再到“核对”里接收或退回。", PersonId: person.Id, DueAt: due));
        tx.Run("UPDATE moves SET todo_id = @p1 WHERE id = @p0", move, todo);
    }

    /// <summary>A hand-over that still waits, held until the commit.</summary>
    static Found Require(Tx tx, StaffMember me, long id)
    {
        var move = tx.First<Found>($"""
            SELECT {Columns} FROM moves m JOIN people p ON p.id = m.person_id WHERE m.id = @id AND {Seen.PersonOrMoving}{tx.ForUpdate}
            """, new { id, me.Scope.From, me.Scope.To }) ?? throw new Refusal("not_found", "没有找到这次移交。");
        return move.State == Waiting ? move : throw new Refusal("settled_already", $"{move.DecidedBy}已经办过这次移交了。");
    }

    static void Decide(Tx tx, StaffMember me, long id, string state, string? note) => tx.Run(
        "UPDATE moves SET state = @p1, open_key = NULL, decided_at = @p2, decided_by = @p3, decided_note = @p4 WHERE id = @p0", id, state, tx.Now, me.Name, note);

    /// <summary>A grid's worker reads what waits for the own grid and the community as a whole; to decide is the receiving community's.</summary>
    Scope Box(StaffMember me) => tree.Community(me.DivisionCode) is { } community ? new(community.Code) : me.Scope;

    bool MayDecide(StaffMember me, Found move) => move.ToCode is not null && ownership.Owns(me, tree.Community(move.ToCode));

    MoveRow View(StaffMember me, Found m) => new(m.Id, m.PersonId, m.Name, m.State, tree.FullName(m.FromCode), m.ToCode is null ? "外地" : tree.FullName(m.ToCode),
        m.ToCode, m.ToText, m.MovesOn, m.Note, m.Actor, m.CreatedAt, m.DecidedAt, m.DecidedBy, m.DecidedNote, m.State == Waiting && MayDecide(me, m),
        m.State == Waiting && ownership.Owns(me, tree.Community(m.FromCode)));

    static DateOnly Today(Tx tx) => DateOnly.FromDateTime(BeijingTime.Of(tx.Now).DateTime);

    static string? Limited(string? text, string what) => string.IsNullOrWhiteSpace(text) ? null
        : text.Trim() is { Length: <= TextMax } said ? said : throw new Refusal("too_long", $"{what}最多写{TextMax}个字。");
}

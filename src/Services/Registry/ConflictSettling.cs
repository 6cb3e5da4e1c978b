using OneTable.Services.Data;
using OneTable.Services.Dictionary;
using OneTable.Services.Staff;

namespace OneTable.Services.Registry;

/// <summary>How many were settled; Left: not the reader's to decide, or not possible; Late: somebody else was quicker.</summary>
public readonly record struct Settled(long SettlementId, int Count, int Left, int Late)
{
    public static Settled operator +(Settled a, Settled b) => new(b.SettlementId, a.Count + b.Count, a.Left + b.Left, a.Late + b.Late);
}

/// <summary>Choosing between two values, one at a time or many; what is chosen is written in the name of the source that said it.</summary>
public sealed partial class Conflicts
{
    public const string Old = "old", New = "new", Other = "other", AsSuggested = "suggested";
    public const int ReasonMax = 100;

    /// <summary>One conflict; another value comes as text as people write it. Returns what undoes it.</summary>
    public long Settle(Tx tx, StaffMember me, long id, string? choice, string? text, string? reason)
    {
        if (choice is not (Old or New or Other or AsSuggested)) throw new Refusal("bad_choice", "请选原来的、新的，或填另一个值。");
        var row = Lock(tx, me, id) ?? throw new Refusal("not_found", "没有找到这条冲突。");
        if (row.Settled is not null) throw new Refusal("settled_already", $"{row.SettledBy}刚刚已经定了，请刷新看看。");
        var field = fields.Find(row.Field)!;
        if (!ownership.Owns(me, field, row.Where))
            throw new Refusal("not_yours", $"这一项由{ownership.OwnerOf(field, row.Where)!.Name}定。");
        var settlement = tx.NextId();
        Choose(tx, me, row, field, choice == AsSuggested ? row.Suggested : choice, text, Limited(reason), settlement);
        return settlement;
    }

    /// <summary>Many at once by the same choice; whoever may not decide one leaves it.</summary>
    public Settled SettleMany(Tx tx, StaffMember me, IEnumerable<long> ids, string? choice, long settlement)
    {
        if (choice is not (Old or New or AsSuggested)) throw new Refusal("bad_choice", "一起定的只能选原来的、新的，或按建议。");
        var sum = new Settled(settlement, 0, 0, 0);
        foreach (var id in ids.Order()) // all in one order, so that two who settle at once do not wait for each other in a ring
        {
            if (Lock(tx, me, id) is not { } row || fields.Find(row.Field) is not { } field || !ownership.Owns(me, field, row.Where)) sum += new Settled(settlement, 0, 1, 0);
            else if (row.Settled is not null) sum += new Settled(settlement, 0, 0, 1);
            else
                try
                {
                    Choose(tx, me, row, field, choice == AsSuggested ? row.Suggested : choice, null, null, settlement);
                    sum += new Settled(settlement, 1, 0, 0);
                }
                catch (Refusal)
                {
                    sum += new Settled(settlement, 0, 1, 0); // thrown before anything was written: such as a number that is somebody else's
                }
        }
        return sum;
    }

    /// <summary>Puts back what a tap settled, unless the value was changed again since; how many are open again.</summary>
    public int Undo(Tx tx, StaffMember me, long settlement)
    {
        var rows = tx.Query<Row>($"SELECT {Columns} {Among} AND c.settlement_id = @settlement{Of(me)} ORDER BY c.id{tx.ForUpdate}",
            new { me.Scope.From, me.Scope.To, settlement }).Where(r => ownership.Owns(me, fields.Find(r.Field)!, r.Where)).ToList();
        if (rows.Count == 0) throw new Refusal("not_found", "没有可以撤销的，可能别人已经撤销了。");
        var undone = rows.Count(r => Undo(tx, me, r));
        if (undone == 0) throw new Refusal("changed_meanwhile", "这一项后来又改过，不能撤销了。");
        return undone;
    }

    bool Undo(Tx tx, StaffMember me, Row row)
    {
        var field = fields.Find(row.Field)!;
        if (row.Settled != Old)
        {
            var now = Ledger.Kept(tx, field, row.SubjectId);
            if (ledger.Differs(field, now, row.SettledValue)) return false;
            subjects.Write(tx, field.Subject, row.SubjectId, Facts(field, row.OldValue), new(row.OldSource, me.Name, "撤销核对"));
        }
        var key = Key(field, row.SubjectId, row.NewSource);
        var again = tx.Count<int>("SELECT COUNT(*) FROM conflicts WHERE open_key = @key", new { key }) == 0; // the source may have said something else since
        tx.Run("""
            UPDATE conflicts SET settled = @p1, open_key = @p2, settlement_id = NULL, settled_value = NULL, settled_at = NULL, settled_by = NULL WHERE id = @p0
            """, row.Id, again ? null : "same", again ? key : null);
        return true;
    }

    void Choose(Tx tx, StaffMember me, Row row, Field field, string choice, string? text, string? reason, long settlement)
    {
        string? written = null;
        if (choice == Old) Ledger.Confirm(tx, field, row.SubjectId, new(row.OldSource, me.Name, reason ?? $"核对后保留，{row.NewSource}说的不采用"));
        else
        {
            var facts = choice == New ? Facts(field, row.NewValue) : new() { [field.Label] = FieldInput.Read(field, text) ?? throw new Refusal("value_needed", "请填一个值。") };
            var source = choice == New ? row.NewSource : Ownership.SourceOf(me);
            subjects.Write(tx, field.Subject, row.SubjectId, facts, new(source, me.Name, reason ?? "核对后采用"));
            written = Ledger.Kept(tx, field, row.SubjectId);
        }
        tx.Run("""
            UPDATE conflicts SET settled = @p1, settled_value = @p2, settled_at = @p3, settled_by = @p4, settlement_id = @p5, open_key = NULL WHERE id = @p0
            """, row.Id, choice, written, tx.Now, me.Name, settlement);
    }

    /// <summary>The conflict in the reader's scope, held until the commit: of two who settle at once the second finds it settled.</summary>
    Row? Lock(Tx tx, StaffMember me, long id) => tx.First<Row>($"SELECT {Columns} {Among} AND c.id = @id{Of(me)}{tx.ForUpdate}",
        new { me.Scope.From, me.Scope.To, id });

    Dictionary<string, string?> Facts(Field field, string? kept) => new() { [field.Label] = ledger.Plain(field, kept) };

    internal static string? Limited(string? reason) => string.IsNullOrWhiteSpace(reason) ? null
        : reason.Trim() is { Length: <= ReasonMax } said ? said : throw new Refusal("too_long", $"原因最多写{ReasonMax}个字。");
}

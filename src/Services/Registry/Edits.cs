using OneTable.Services.Data;
using OneTable.Services.Dictionary;
using OneTable.Services.Divisions;
using OneTable.Services.Staff;

namespace OneTable.Services.Registry;

/// <summary>One value written by hand. Since: the field's last entry as the writer saw it; PhoneOwner: whose phone it is (F06).</summary>
public sealed record Edit(string? Label, string? Value, string? Reason, long? Since, string? PhoneOwner);

/// <summary>
/// What became of it: written, unchanged, proposed to the community that owns the fact, or same_identity: the number is
/// somebody else's, and Other is that one where the writer may see it.
/// </summary>
public sealed record Edited(string State, string? Decides = null, string? OtherName = null, long? OtherId = null);

/// <summary>How a field is asked: its type, its codes, and what stands in the box.</summary>
public sealed record FieldForm(string Type, IReadOnlyList<Choice> Choices, bool AsksOwner, string? Value, string? Decides, bool Mine);

public sealed record Choice(string Value, string Label);

/// <summary>Values written by hand on the page of a person, house, organisation or place: checked, with the right to it (F04) and against what others wrote meanwhile.</summary>
public sealed class Edits(Subjects subjects, Ledger ledger, Identities identities, DivisionTree tree, Ownership ownership)
{
    const int NameMax = 50, DocumentMax = 30, TextMax = 200;
    const string Living = "现住网格", Registered = "户籍社区", Status = "人员状态", Died = "去世日期";

    public FieldForm Form(Tx tx, StaffMember me, Field field, Whereabouts subject)
    {
        var kept = Ledger.Kept(tx, field, subject.Id);
        var owner = ownership.OwnerOf(field, subject);
        return new(field.Type.ToString().ToLowerInvariant(), Choices(field),
            field.Label == Facts.Phone, field.IsSealed || kept is ['?', _] ? null
                : field.Type == FieldType.Money && kept is not null ? $"{long.Parse(kept) / 100m:0.00}" : kept,
            owner?.Name, ownership.Owns(me, owner));
    }

    internal static IReadOnlyList<Choice> Choices(Field field) => [.. (field.CodeSet?.Codes ?? []).Select(c => new Choice(c.Value, c.Label))];

    public Edited Save(Tx tx, StaffMember me, Subject subject, long id, Edit edit)
    {
        var field = ownership.Writable(me, subject, edit.Label);
        var whose = Ownership.Require(tx, me, subject, id);
        var value = Read(me, field, edit.Value);
        var reason = Conflicts.Limited(edit.Reason);
        var known = Ledger.Locked(tx, field, id);
        var said = Ledger.LastSaid(tx, field, id);
        if (edit.Since is { } seen && said is { } last && last.At > seen)
            throw new Refusal("changed_meanwhile", "刚才有人改过这一项，请看一下再改。");
        if (!ledger.Differs(field, known, ledger.AsKept(field, value))) return new("unchanged");
        var source = Ownership.SourceOf(me);
        if (!ownership.Owns(me, field, whose)) return Suggest(tx, me, field, whose, (known, said?.Source ?? "", said?.At ?? 0), value, source);
        if (known is not (null or ['?', _]) && said?.Source != source && reason is null)
            throw new Refusal("reason_needed", $"{said?.Source ?? "别人"}说的不一样，请写一句为什么改。");
        if (field.Label == Facts.Document && identities.HolderOf(tx, Identities.AsDocument(value), id) is { } other)
            return SameIdentity(tx, me, whose, other);
        subjects.Write(tx, subject, id, FactsOf(field, value, edit.PhoneOwner), new(source, me.Name, reason));
        return new("written");
    }

    /// <summary>Looked at again and found right: it counts from today on.</summary>
    public void Confirm(Tx tx, StaffMember me, Subject subject, long id, string? label)
    {
        var field = ownership.Writable(me, subject, label);
        var whose = Ownership.Require(tx, me, subject, id);
        if (!ownership.Owns(me, field, whose)) throw new Refusal("not_yours", $"这一项由{ownership.OwnerOf(field, whose)!.Name}定。");
        if (Ledger.Locked(tx, field, id) is null) throw new Refusal("value_needed", "这一项还空着，先填上。");
        Ledger.Confirm(tx, field, id, new(Ownership.SourceOf(me), me.Name, "复核过，没有变"));
    }

    string? Read(StaffMember me, Field field, string? text)
    {
        if (field.Label is Died || field.Label is Status && text is "2" or "3")
            throw new Refusal("use_death", "去世的事请点“疑似去世”，由专人核实。");
        var value = FieldInput.Read(field, text);
        if (value is null or ['?', _]) return value;
        var max = field.Type == FieldType.Id ? DocumentMax : field.Label is Facts.Name or "曾用名" ? NameMax : TextMax;
        if (value.Length > max) throw new Refusal("too_long", $"{field.Label}最多写{max}个字。");
        return field.Type == FieldType.Division ? Division(me, field, value) : value;
    }

    /// <summary>A move to somebody else's community is a hand-over and no edit (F04).</summary>
    string Division(StaffMember me, Field field, string code)
    {
        var level = field.Label == Registered ? Divisions.Division.Community : Divisions.Division.Grid;
        if ((field.Label is Living or Registered || field.Subject != Subject.Person) && (tree.Find(code) is not { } division || division.Level != level))
            throw new Refusal("bad_value", $"{field.Label}：没有“{(code.Length > 20 ? code[..20] : code)}”这个地方");
        if (!me.Scope.Contains(code) && tree.Community(code)?.Code != tree.Community(me.DivisionCode)?.Code)
            throw new Refusal("use_move", "不在您的辖区，搬家请点“移交”。");
        return code;
    }

    static Dictionary<string, string?> FactsOf(Field field, string? value, string? phoneOwner)
    {
        var facts = new Dictionary<string, string?> { [field.Label] = value };
        if (field.Label != Facts.Phone) return facts;
        if (value is null or ['?', _]) facts["电话归属"] = null;
        else facts["电话归属"] = string.IsNullOrWhiteSpace(phoneOwner) ? throw new Refusal("phone_owner_needed", "请选这个号码是谁的。") : phoneOwner.Trim();
        return facts;
    }

    Edited Suggest(Tx tx, StaffMember me, Field field, Whereabouts person, (string? Value, string Source, long At) old, string? value, string source)
    {
        var owner = ownership.OwnerOf(field, person)!;
        if (value is null) throw new Refusal("not_yours", $"这一项由{owner.Name}定，不能清空。");
        // Named by who says it: the two communities are two sources.
        var from = $"{(tree.Community(me.DivisionCode) ?? tree.Find(me.DivisionCode))?.Name}{(source == "社区" ? "" : source)}";
        Conflicts.Open(tx, field, person.Id, old, ledger.AsKept(field, value)!, new(from, me.Name));
        return new("proposed", owner.Name);
    }

    Edited SameIdentity(Tx tx, StaffMember me, Whereabouts person, Whereabouts other)
    {
        Duplicates.Suggest(tx, person.Id, other.Id, Duplicates.SameNumber, "证件号相同");
        var seen = Ownership.Find(tx, me.Scope, other.Id) is not null;
        return new("same_identity", identities.HomeOf(other), Mask.Name(other.Name), seen ? other.Id : null);
    }
}

using OneTable.Services.Addresses;
using OneTable.Services.Data;
using OneTable.Services.Dictionary;
using OneTable.Services.Divisions;
using OneTable.Services.Staff;

namespace OneTable.Services.Registry;

/// <summary>Somebody who has to do with a house or an organisation: who lives there, who works there.</summary>
public sealed record Belonging
{
    public long PersonId { get; init; }
    public string Name { get; init; } = "";
    public string? How { get; init; }
}

/// <summary>A house, organisation or place as its page shows it.</summary>
public sealed record ThingPage(string Kind, string Word, long Id, string Name, string Grid, SubjectPage Values, IReadOnlyList<Belonging> People);

/// <param name="Needed">Without it there is nothing to record.</param>
public sealed record NewField(string Label, bool Needed, FieldForm Form);

/// <summary>The pages of houses, organisations and places, and new ones of them. People have pages of their own.</summary>
public sealed class SubjectDesk(Subjects subjects, Ledger ledger, FieldCatalog fields, DivisionTree tree, AddressBook addresses)
{
    const int PeopleMax = 100, TextMax = 200;
    const string HouseAddress = "房屋地址", HouseKey = "统一地址", HouseGrid = "房屋网格";

    /// <summary>Null where there is none, or it lies elsewhere.</summary>
    public ThingPage? Page(Tx tx, StaffMember me, Subject subject, long id, DateOnly? asOf)
    {
        if (tx.First<Named>($"SELECT {subject.Name} AS Name, p.grid_code AS Grid FROM {subject.Table} p WHERE p.id = @id AND {Seen.Of(subject)}",
            new { id, me.Scope.From, me.Scope.To }) is not { } found) return null;
        return new(subject.Kind, subject.Word, id, found.Name, tree.FullName(found.Grid), ledger.Page(tx, subject, id, me.Reader, asOf)!,
            asOf is null ? PeopleOf(tx, me, subject, id) : []);
    }

    /// <summary>Of the people only those the reader sees.</summary>
    static List<Belonging> PeopleOf(Tx tx, StaffMember me, Subject subject, long id) => [.. (subject == Subject.House
        ? tx.Query<Belonging>($"""
            SELECT p.id AS PersonId, p.name AS Name, '住在这里' AS How FROM houses h JOIN people p ON p.living_grid = h.grid_code AND p.living_address_id = h.address_id
            WHERE h.id = @id AND p.status NOT IN ('3', '5') AND {Seen.Person} ORDER BY p.birth_date, p.id LIMIT {PeopleMax}
            """, new { id, me.Scope.From, me.Scope.To })
        : tx.Query<Belonging>($"""
            SELECT p.id AS PersonId, p.name AS Name, r.detail AS How FROM relations r JOIN people p ON r.from_kind = 'person' AND p.id = r.from_id
            WHERE r.to_kind = @Kind AND r.to_id = @id AND r.until IS NULL AND {Seen.Person} ORDER BY p.id LIMIT {PeopleMax}
            """, new { subject.Kind, id, me.Scope.From, me.Scope.To }))];

    /// <summary>What is asked of a new one, what must be said first.</summary>
    public IReadOnlyList<NewField> Form(StaffMember me, Subject subject) =>
        [.. fields.Of(subject).Where(f => f.Label == HouseAddress || f is { IsWritten: true, IsKey: false } && f.Label != HouseGrid && f.IsVisibleTo(me.Reader))
            .Select(f => new NewField(f.Label, f.Label == HouseAddress || Subjects.Mandatory(subject).Contains(f.Label),
                new(f.Type.ToString().ToLowerInvariant(), Edits.Choices(f), false, null, null, true))).OrderBy(f => !f.Needed)];

    /// <summary>Records a new one from what people write; a house stands at an address of the library, and there is one at each.</summary>
    public long Add(Tx tx, StaffMember me, Subject subject, IReadOnlyDictionary<string, string?> written)
    {
        var facts = new Dictionary<string, string?>();
        foreach (var (label, text) in written.Where(f => !string.IsNullOrWhiteSpace(f.Value)))
            if (label == HouseAddress && subject == Subject.House) Address(tx, me, text!, facts);
            else facts[label] = Read(me, subject, label, text!);
        if (subject == Subject.House && !facts.ContainsKey(HouseKey)) throw new Refusal("address_needed", "请填房屋地址。");
        if (facts.Keys.FirstOrDefault(label => fields.Find(label) is { Type: FieldType.Division } f && f.Subject == subject) is not { } grid) throw new Refusal("grid_needed", "请选在哪个网格。");
        if (tree.Find(facts[grid]) is not { Level: Division.Grid } || !me.Scope.Contains(facts[grid]!)) throw new Refusal("grid_needed", "请选在哪个网格。");
        return subjects.Write(tx, subject, null, facts, new(Ownership.SourceOf(me), me.Name, $"新登记的{subject.Word}"));
    }

    void Address(Tx tx, StaffMember me, string text, Dictionary<string, string?> facts)
    {
        if (addresses.Solve(text, me.Scope.Code) is not { AddressId: { } address, Confidence: >= AddressMatch.Sure } match || !me.Scope.Contains(match.GridCode))
            throw new Refusal("address_unknown", "地址库里没有这个地址，请先到地址库加楼栋。");
        if (tx.Value<long?>("SELECT id FROM houses WHERE address_id = @p0" + tx.ForUpdate, address) is not null)
            throw new Refusal("house_there", $"{match.Text}已经登记过了。");
        (facts[HouseKey], facts[HouseGrid]) = (address.ToString(), match.GridCode);
    }

    string? Read(StaffMember me, Subject subject, string label, string text)
    {
        if (fields.Find(label) is not { IsWritten: true, IsKey: false } field || field.Subject != subject || field.Label != label || !field.IsVisibleTo(me.Reader))
            throw new Refusal("unknown_field", $"“{label}”不能在这里填。");
        return text.Length <= TextMax ? FieldInput.Read(field, text) : throw new Refusal("too_long", $"{label}最多写{TextMax}个字。");
    }

    sealed record Named(string Name, string Grid);
}

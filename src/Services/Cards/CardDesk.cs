using OneTable.Services.Addresses;
using OneTable.Services.Data;
using OneTable.Services.Dictionary;
using OneTable.Services.Divisions;
using OneTable.Services.Registry;

namespace OneTable.Services.Cards;

/// <summary>Who or what a card was recorded for, and whether it was new.</summary>
public sealed record CardRecord(long Id, string Name, bool IsNew, string Grid);

/// <summary>Records what a worker confirmed from a card. One person and one firm are one entry: the number decides.</summary>
public sealed class CardDesk(Subjects subjects, FieldCatalog fields, Seal seal, DivisionTree tree, AddressBook addresses)
{
    public const string Source = "证件";
    const string IdentityCard = "01", Normal = "1", ToBeChecked = "9", SoleTrader = "2", Company = "1";
    const int ValueMax = 120;

    sealed record Firm(long Id, string GridCode);

    /// <param name="scope">What the worker sees; somebody who is recorded outside of it is handed over, not recorded twice (F04).</param>
    /// <param name="grid">Where somebody new lives.</param>
    public CardRecord Person(Tx tx, Scope scope, IReadOnlyDictionary<string, string?> confirmed, string? grid, string actor)
    {
        var values = Confirmed(CardKind.Identity, confirmed);
        if (values[Card.Name] is not { } name) throw new Refusal("name_needed", "请填姓名。");
        if (IdentityNumber.Parse(values[Card.Number]) is not { } number) throw new Refusal("bad_identity", "身份证号不对，请对着证件再看一遍。");
        foreach (var label in new[] { Card.Birth, Card.Sex })
            if (values[label] is { } value && CardCheck.Trouble(label, value, values) is { } trouble) throw new Refusal("card_disagrees", $"{label}{trouble}。");

        var facts = new Dictionary<string, string?> { [Card.Name] = name, [Facts.DocumentKind] = IdentityCard, [Card.Number] = number.Value };
        foreach (var label in new[] { Card.Ethnicity, Card.Address })
            if (values[label] is { } value) facts[label] = FieldInput.Read(fields.Find(label)!, value);
        var known = tx.First<long?>("SELECT id FROM people WHERE document_hash = @hash", new { hash = seal.Hash(number.Value) });
        if (known is { } id && tx.Count<int>($"SELECT COUNT(*) FROM people p WHERE p.id = @id AND {Seen.Person}", new { id, scope.From, scope.To }) == 0)
            throw new Refusal("person_elsewhere", "这个人登记在别的社区，请走移交，不要再录一份。");
        if (known is null)
        {
            facts["人口类别"] = ToBeChecked; // the card does not say whether the household is registered here
            facts["人员状态"] = Normal;
            facts["现住网格"] = GridIn(scope, grid);
        }
        var person = subjects.Write(tx, Subject.Person, known, facts, new Origin(Source, actor, "拍身份证，对着证件核对过"));
        return new(person, name, known is null, tree.FullName(tx.Value<string>("SELECT living_grid FROM people WHERE id = @p0", person)));
    }

    public CardRecord Organisation(Tx tx, Scope scope, IReadOnlyDictionary<string, string?> confirmed, string? grid, string actor)
    {
        var values = Confirmed(CardKind.Licence, confirmed);
        if (values[Card.Firm] is not { } name) throw new Refusal("name_needed", "请填单位名称。");
        if (CreditCode.Parse(values[Card.CreditCode]) is not { } code) throw new Refusal("bad_credit_code", "统一社会信用代码不对，请对着执照再看一遍。");
        var known = tx.First<Firm>($"SELECT id AS Id, grid_code AS GridCode FROM organisations WHERE credit_code = @code{tx.ForUpdate}", new { code });
        if (known is not null && !scope.Contains(known.GridCode)) throw new Refusal("firm_elsewhere", "这家登记在别的社区，请联系那边改。");
        var facts = new Dictionary<string, string?> { [Card.Firm] = name, [Card.CreditCode] = code };
        foreach (var label in new[] { Card.LegalPerson, Card.FirmAddress })
            if (values[label] is { } value) facts[label] = value;
        if (values[Card.FirmType] is { } type) facts["企业类型"] = type.Contains("个体", StringComparison.Ordinal) ? SoleTrader : Company;
        if (known is null) facts["单位网格"] = GridOf(scope, grid, values[Card.FirmAddress]);
        var firm = subjects.Write(tx, Subject.Organisation, known?.Id, facts, new Origin(Source, actor, "拍营业执照，对着执照核对过"));
        return new(firm, name, known is null, tree.FullName(known?.GridCode ?? facts["单位网格"]));
    }

    /// <summary>The grid of the address where it is known and the worker's to fill in, else the one that was chosen.</summary>
    string GridOf(Scope scope, string? grid, string? address) =>
        grid is { Length: > 0 } || address is null ? GridIn(scope, grid)
        : addresses.Solve(address, scope.Code) is { } match && scope.Contains(match.GridCode) && tree.Find(match.GridCode)?.Level == Division.Grid ? match.GridCode
        : GridIn(scope, grid);

    string GridIn(Scope scope, string? grid)
    {
        grid = grid is { Length: > 0 } ? grid : scope.Code;
        return scope.Contains(grid) && tree.Find(grid)?.Level == Division.Grid ? grid : throw new Refusal("grid_needed", "请选在哪个网格。");
    }

    static Dictionary<string, string?> Confirmed(string kind, IReadOnlyDictionary<string, string?> confirmed) => Card.Labels(kind).ToDictionary(label => label, label =>
        confirmed.GetValueOrDefault(label)?.Trim() switch
        {
            null or "" => null,
            { Length: > ValueMax } => throw new Refusal("too_long", $"{label}太长了，请检查。"),
            var text => text,
        });
}

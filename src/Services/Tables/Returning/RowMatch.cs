using OneTable.Services.Addresses;
using OneTable.Services.Data;
using OneTable.Services.Dictionary;
using OneTable.Services.Divisions;
using OneTable.Services.Registry;
using OneTable.Services.Registry.Comparing;
using OneTable.Services.Registry.Import;
using OneTable.Services.Sheets;
using OneTable.Services.Tables.Forms;

namespace OneTable.Services.Tables.Returning;

/// <summary>Whom a row means, and why one thinks so.</summary>
sealed record Meant(string Outcome, long? Id, string Why);

/// <summary>
/// Finds the subjects of rows within a division: people as lists are compared, houses by their address, organisations by credit code or
/// name, places by name. Who stands in a second row is said to, so that two rows are not one source that corrects itself.
/// </summary>
sealed class RowMatch(FormSheet sheet, Subject subject, Scope scope, Seal seal, AddressBook addresses)
{
    const string HouseAddress = "房屋地址", OrganisationName = "单位名称", PlaceName = "物的名称";
    static readonly string[] homes = [PersonHeadings.LivingAddress, PersonHeadings.RegisteredAddress, HouseAddress];

    readonly Matching people = new([], seal);
    readonly Dictionary<long, int> rowOf = [];

    sealed record Named
    {
        public long Id { get; init; }
        public string Name { get; init; } = "";
        public string? Code { get; init; }
    }

    /// <summary>Whether its columns can name anybody at all.</summary>
    public bool CanName => subject == Subject.Person ? Has(NameLabel) || Has(Facts.Document)
        : subject == Subject.House ? Has(HouseAddress) || Has(PersonHeadings.Building)
        : subject == Subject.Organisation ? Has(OrganisationName) || Has(Facts.CreditCode) : Has(PlaceName);

    public IReadOnlyList<Meant> Of(Tx tx, IReadOnlyList<SheetRow> rows) => [.. rows.Zip(subject == Subject.Person ? People(tx, rows)
        : subject == Subject.House ? rows.Select(row => House(tx, row)).ToList() : Things(tx, rows), Once)];

    /// <summary>In a table of households the head stands for all.</summary>
    string NameLabel => Has(Facts.Name) ? Facts.Name : PersonHeadings.Head;

    bool Has(string label) => sheet.Column(label) is not null;
    string? Text(SheetRow row, string label) => sheet.Column(label) is { } column ? row.Text(column.Index) : null;

    Meant Once(SheetRow row, Meant meant)
    {
        if (meant is not { Outcome: RowOutcome.Known, Id: { } id }) return meant;
        return rowOf.TryAdd(id, row.Number) ? meant : new(RowOutcome.Repeated, id, $"和第 {rowOf[id]} 行是同一{(subject == Subject.Person ? "人" : "个" + subject.Word)}");
    }

    List<Meant> People(Tx tx, IReadOnlyList<SheetRow> rows)
    {
        var listed = rows.Select(row =>
        {
            var number = ListedNumber.Of(Text(row, Facts.Document));
            var born = (Text(row, Facts.BirthDate) is { } text ? DateText.Day(text) : null) ?? number.BirthDate;
            return new ListedRow(row.Number, Text(row, NameLabel) ?? "", number, born?.Iso(), homes.Select(h => Text(row, h)).FirstOrDefault(t => t is not null), row.Cells);
        }).ToList();
        return [.. people.Of(listed, new PeopleLookup(tx, scope, seal, listed)).Select(m => m.Person is null
            ? new Meant(RowOutcome.Unknown, null, m.Row is { Name: "", Document.Written: null } ? "没有写姓名，也没有证号" : m.Why)
            : new(m.Outcome == Outcome.Doubtful ? RowOutcome.Doubtful : RowOutcome.Known, m.Person, m.Why))];
    }

    Meant House(Tx tx, SheetRow row)
    {
        if ((Text(row, HouseAddress) ?? Joined(row)) is not { } text) return new(RowOutcome.Unknown, null, "没有写房屋地址");
        if (addresses.Solve(text, scope.Code) is not { AddressId: { } address, Confidence: >= AddressMatch.Sure }) return new(RowOutcome.Unknown, null, "地址库里没有这个地址");
        return tx.First<Named>($"SELECT p.id AS Id FROM houses p WHERE p.address_id = @address AND {Seen.Of(subject)}", new { address, scope.From, scope.To }) is { } house
            ? new(RowOutcome.Known, house.Id, "地址一致") : new(RowOutcome.Unknown, null, "这个地址还没有登记房屋");
    }

    string? Joined(SheetRow row)
    {
        string Part(string label, string unit) => Text(row, label) is { } text ? char.IsAsciiDigit(text[^1]) ? text + unit : text : "";
        var text = Part(PersonHeadings.Estate, "") + Part(PersonHeadings.Building, "栋") + Part(PersonHeadings.Unit, "单元") + Part(PersonHeadings.Room, "");
        return text.Length > 0 ? text : null;
    }

    /// <summary>Organisations and places; one name of two is asked about.</summary>
    List<Meant> Things(Tx tx, IReadOnlyList<SheetRow> rows)
    {
        var byFirm = subject == Subject.Organisation;
        (string? Name, string? Code) Key(SheetRow row) => byFirm ? (Text(row, OrganisationName), CreditCode.Parse(Text(row, Facts.CreditCode))) : (Text(row, PlaceName), null);
        var keys = rows.Select(Key).ToList();
        string[] names = [.. keys.Select(k => k.Name).OfType<string>().Distinct()], codes = [.. keys.Select(k => k.Code).OfType<string>().Distinct()];
        List<Named> Ask(string column, string[] values) => values.Length == 0 ? [] : [.. tx.Query<Named>($"""
            SELECT p.id AS Id, p.name AS Name, {(byFirm ? "p.credit_code" : "NULL")} AS Code FROM {subject.Table} p WHERE p.{column} IN @values AND {Seen.Of(subject)}
            """, new { values, scope.From, scope.To })];
        var (byName, byCode) = (Ask("name", names).ToLookup(n => n.Name), Ask("credit_code", codes).ToDictionary(n => n.Code!));
        return [.. keys.Select(key =>
        {
            if (key is (null, null)) return new Meant(RowOutcome.Unknown, null, "没有写名称");
            if (key.Code is { } code && byCode.TryGetValue(code, out var firm)) return new(RowOutcome.Known, firm.Id, "信用代码一致");
            var alike = byName[key.Name ?? ""].Where(n => key.Code is null || n.Code is null).ToList();
            return alike.Count == 0 ? new(RowOutcome.Unknown, null, $"本辖区库里没有这个{subject.Word}")
                : new(alike.Count == 1 ? RowOutcome.Known : RowOutcome.Doubtful, alike[0].Id, alike.Count == 1 ? "名称一致" : $"同名的有 {alike.Count} 个");
        })];
    }
}

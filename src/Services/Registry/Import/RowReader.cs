using OneTable.Services.Addresses;
using OneTable.Services.Data;
using OneTable.Services.Dictionary;
using OneTable.Services.Divisions;
using OneTable.Services.Sheets;

namespace OneTable.Services.Registry.Import;

/// <summary>Reads a row of a file as facts of a person: every cell checked, all that is wrong with it said at once.</summary>
/// <param name="today">The day on which ages are said where the row does not say of which day it is.</param>
sealed class RowReader(FieldCatalog fields, Seal seal, ImportPlaces places, SheetTable table, DateOnly today)
{
    const int AgeMax = 130;
    readonly List<(int Index, string Target, Field? Field)> columns = [.. table.Columns.Where(c => c.Target is not null)
        .Select(c => (c.Index, Target: c.Target!, Field: PersonHeadings.IsPart(c.Target!) ? null : fields.Find(c.Target!)))
        .OrderBy(c => c.Target == Facts.DocumentKind ? 0 : 1)]; // the kind says how the number is read

    public RowFacts Read(SheetRow row)
    {
        var read = new RowFacts(table.Sheet, row.Number);
        if (row.OtherHeader is { } line)
        {
            read.Refuse($"第 {line} 行又是一个表头，列和前面的不一样，请分成两张表");
            return read;
        }
        var parts = new Dictionary<string, string>();
        foreach (var (index, target, field) in columns)
        {
            if (row.Text(index) is not { } text) continue;
            if (field is null || PersonHeadings.IsOfHousehold(target) || field.Type is FieldType.Division) parts[target] = text;
            else if (field.Type == FieldType.Age) read.SaidAge = FieldInput.Whole(text);
            else if (field.IsWritten)
                try { Cell(read, field, text); }
                catch (Refusal e) { read.Refuse(e.Message); }
        }
        foreach (var (label, code) in read.Spoken)
            if (read[label] is null or ['?', _]) read.Facts[label] = code;
        if (read.Name.Length == 0 && read[Facts.Document] is null && !read.IsRefused) read.Refuse("姓名：没有填");
        Try(read, () => Agree(read));
        Reckon(read);
        Try(read, () => Place(read, parts));
        Try(read, () => Belong(read, parts));
        if (!read.IsRefused) Finish(read);
        return read;
    }

    static void Try(RowFacts read, Action step)
    {
        try { step(); }
        catch (Refusal e) { read.Refuse(e.Message); }
    }

    void Cell(RowFacts read, Field field, string text)
    {
        if (field.Label == Facts.BirthDate && (CellReader.IsLunar(text) || CellReader.PartOfDay(text) is not null))
        {
            read.Notes.Add(text); // never guessed at: see Agree
            return;
        }
        if (field.Label == PersonHeadings.Remark && CellReader.IsFormula(text))
        {
            Default(read, field.Label, "原表这里是公式，没有内容"); // a remark is no reason to leave a person out
            return;
        }
        string? value;
        try { value = SpokenFacts.Note(read, fields, field, text) ?? CellReader.Value(field, text); }
        catch (Refusal e) when (e.Code == FieldInput.BadValue && field.CodeSet is { ReadsSentences: true })
        {
            // 低保申请中 says neither yes nor no: to be asked, and no reason to leave a person out.
            read.Unread.Add($"{field.Label}原文：{text}");
            Default(read, field.Label, "?4");
            return;
        }
        if (value is null) return;
        if (value is not ['?', _])
            value = field.Label switch
            {
                Facts.Document => CellReader.Document(value, read[Facts.DocumentKind]),
                Facts.Name => CellReader.Name(value),
                _ => value,
            };
        else if (field.Label == Facts.Name) throw new Refusal("bad_name", "姓名：没有填");
        read.Facts[field.Label] = value;
    }

    /// <summary>An identity number says birth date and sex; what the row says of them itself must be the same.</summary>
    static void Agree(RowFacts read)
    {
        var number = read[Facts.DocumentKind] is null or "01" or "02" ? IdentityNumber.Parse(read[Facts.Document]) : null;
        var notes = read.Notes.ToList();
        read.Notes.Clear();
        foreach (var text in notes)
        {
            var part = CellReader.IsLunar(text) ? null : CellReader.PartOfDay(text);
            if (number is null && read.BirthDate is null) read.Facts[Facts.BirthDate] = "?4"; // to be checked
            if (part is null || number is null) read.Notes.Add($"出生日期原文：{text}");
            else if (!number.Value.BirthDate.Iso().StartsWith(part, StringComparison.Ordinal)) throw Differs("出生日期", text, number.Value.BirthDate.Iso());
        }
        if (number is not { } n) return;
        if (read.BirthDate is { } birth && birth != n.BirthDate.Iso()) throw Differs("出生日期", birth, n.BirthDate.Iso());
        if (read[Facts.Sex] is "1" or "2" && read[Facts.Sex] != n.Sex) throw Differs("性别", Sex(read[Facts.Sex]), Sex(n.Sex));
        (read.Facts[Facts.BirthDate], read.Facts[Facts.Sex]) = (n.BirthDate.Iso(), n.Sex);
    }

    /// <summary>
    /// Of whom only an age is said, the first of January of that year: right on the day it was said and all through its year, and kept
    /// apart from birth dates, which are never guessed at.
    /// </summary>
    void Reckon(RowFacts read)
    {
        if (read.BirthDate is not null || !int.TryParse(read.SaidAge, out var age) || age is < 0 or > AgeMax) return;
        var said = read[PersonHeadings.Updated] is { Length: >= 10 } text ? DateText.Day(text[..10]) : null;
        read.Facts[Facts.ReckonedBirth] = new DateOnly((said ?? today).Year - age, 1, 1).Iso();
    }

    static string Sex(string? code) => code == "1" ? "男" : "女";
    static Refusal Differs(string label, string said, string number) => new("contradiction", $"{label}：写的是{said}，身份证号里是{number}");

    /// <summary>Community, grid and address by name, as far as the row tells them.</summary>
    void Place(RowFacts read, Dictionary<string, string> parts)
    {
        var said = parts.TryGetValue(PersonHeadings.Community, out var name) ? Division(PersonHeadings.Community, name, null) : null;
        var home = said?.Code ?? (places.Level(places.Scope.Code) >= Divisions.Division.Community ? places.Scope.Code : null);
        var registered = parts.GetValueOrDefault(PersonHeadings.RegisteredCommunity);
        var elsewhere = registered is not null && places.Named(registered, home) is null; // many are registered where we know nothing of
        if (elsewhere) read.Unread.Add($"{PersonHeadings.RegisteredCommunity}原文：{registered}");
        else if (registered is not null) read.Facts[PersonHeadings.RegisteredCommunity] = Division(PersonHeadings.RegisteredCommunity, registered, home).Code;
        var grid = parts.TryGetValue(PersonHeadings.LivingGrid, out var gridName) && !(elsewhere && places.Named(gridName, home) is null)
            ? Division(PersonHeadings.LivingGrid, gridName, home) : null;
        var address = read[PersonHeadings.LivingAddress] is ['?', _] ? null
            : read[PersonHeadings.LivingAddress] is { } door ? WithEstate(door, parts) : Joined(parts);
        if (address is not null) read.Facts[PersonHeadings.LivingAddress] = address;
        var match = address is null ? null : places.Solve(address, places.Community(grid?.Code)?.Code ?? home);
        if (match is { Confidence: < AddressMatch.Sure }) match = null;
        if (grid is not null && match is not null && !new Scope(grid.Code).Contains(match.GridCode)) match = null; // the grid that was said counts
        if (match?.AddressId is { } house) read.Facts[PersonHeadings.LivingHouse] = house.ToString(System.Globalization.CultureInfo.InvariantCulture);
        if ((grid?.Code ?? match?.GridCode ?? said?.Code) is { } living) read.Facts[PersonHeadings.LivingGrid] = living;
    }

    Division Division(string label, string text, string? within) => places.Named(text, within)
        ?? throw new Refusal("unknown_division", $"{label}：没有“{(text.Length <= 20 ? text : text[..20])}”，请写全名");

    /// <summary>3栋2单元501 beside a column that says of which estate.</summary>
    static string WithEstate(string address, Dictionary<string, string> parts) =>
        char.IsDigit(address[0]) && parts.GetValueOrDefault(PersonHeadings.Estate) is { } estate && !address.Contains(estate, StringComparison.Ordinal) ? estate + address : address;

    static string? Joined(Dictionary<string, string> parts)
    {
        string Part(string name, string unit) => parts.TryGetValue(name, out var text) ? text.EndsWith(unit, StringComparison.Ordinal) || !char.IsAsciiDigit(text[^1]) ? text : text + unit : "";
        var joined = Part(PersonHeadings.Estate, "") + Part(PersonHeadings.Building, "栋") + Part(PersonHeadings.Unit, "单元") + parts.GetValueOrDefault(PersonHeadings.Room);
        return joined.Length > 0 && (parts.ContainsKey(PersonHeadings.Building) || parts.ContainsKey(PersonHeadings.Estate)) ? joined : null;
    }

    void Belong(RowFacts read, Dictionary<string, string> parts)
    {
        var (number, head) = (parts.GetValueOrDefault(PersonHeadings.HouseholdNumber), parts.GetValueOrDefault(PersonHeadings.Head));
        if (number is { Length: > 32 }) throw new Refusal("bad_household", "户号：太长了，最多32个字");
        var form = parts.TryGetValue(PersonHeadings.HouseholdForm, out var text) ? CellReader.Value(fields.Find(PersonHeadings.HouseholdForm)!, text) : null;
        var address = read[PersonHeadings.RegisteredAddress] ?? read[PersonHeadings.LivingAddress];
        if (number is null && (head is null || address is null)) return;
        read.Household = new(number, head is null ? null : CellReader.Name(head), address, form is ['?', _] ? null : form);
    }

    /// <summary>What a new person needs beside what the row says; then sealed and written out for the ledger.</summary>
    void Finish(RowFacts read)
    {
        if (read.Notes.Count + read.Unread.Count > 0)
            read.Facts[PersonHeadings.Remark] = string.Join('；', new[] { read[PersonHeadings.Remark] }.Concat(read.Notes).Concat(read.Unread).Where(n => !string.IsNullOrEmpty(n)));
        Default(read, Facts.DocumentKind, read[Facts.Document] switch { null => "99", "?3" => "98", ['?', _] => "99", _ => "01" });
        Default(read, PersonHeadings.Kind, "9");
        Default(read, PersonHeadings.State, "1");
        var registered = read[PersonHeadings.RegisteredCommunity];
        if (registered is not null) Default(read, PersonHeadings.RegisteredHere, "1");
        // Nobody is seen whose place is not known: at least the importer's own division, unless they are said to live elsewhere.
        if (read[PersonHeadings.LivingGrid] is null && (registered is null || read[PersonHeadings.LivingAddress] is null))
            Default(read, PersonHeadings.LivingGrid, registered ?? places.Scope.Code);
        Try(read, () =>
        {
            read.Fresh = new Facts(Subject.Person, read.Facts, fields, seal);
            read.Json = Facts.LedgerJson(read.Fresh.Ledger.Select(f => (f.Key, (string?)null, f.Value)));
        });
        var columns = read.Fresh?.Tables[Subject.Person.Table];
        read.DocumentHash = columns?.GetValueOrDefault("document_hash") as string;
        read.PhoneHash = columns?.GetValueOrDefault("phone_hash") as string;
    }

    static void Default(RowFacts read, string label, string value)
    {
        if (read[label] is not (null or ['?', _])) return;
        read.Facts[label] = value;
        read.Defaults.Add(label);
    }
}

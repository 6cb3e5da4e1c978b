using OneTable.Services.Addresses;
using OneTable.Services.Data;
using OneTable.Services.Dictionary;
using OneTable.Services.Divisions;
using OneTable.Services.Registry;
using OneTable.Services.Registry.Comparing;
using OneTable.Services.Registry.Import;

namespace OneTable.Services.Tables.Returning;

/// <param name="CutOff">On which day ages are told.</param>
/// <param name="MadeAt">When the file left this house: what changed here since is no contradiction of whoever filled it in.</param>
sealed record ReturnRules(Scope Scope, Reader Reader, DateOnly CutOff, long? MadeAt);

/// <summary>One cell beside what the registry says: the same, new, another word, or no value at all.</summary>
sealed class CellCompare(Ledger ledger, Seal seal, DivisionTree tree, AddressBook addresses, ReturnRules rules)
{
    public const string Source = "表格";
    const string Status = "人员状态", Died = "去世日期";

    readonly ImportPlaces places = new(addresses, tree, rules.Scope);

    public sealed record Found(string Kind, CellSaid Said, string? Why = null, string State = CellState.Open);

    static readonly Found same = new(CellKind.Same, new("")), asked = new(CellKind.Asked, new("")), masked = new(CellKind.Masked, new(""));

    /// <param name="origins">Who said last what is known, asked for only where something differs.</param>
    public Found Of(Tx tx, Field field, string? text, SubjectValues known, Func<Dictionary<string, (string Source, long At)>> origins)
    {
        if (text is null) return known[field] is null ? asked : same;
        if (IsMasked(field, text)) return masked;
        var kept = known.Kept(field);
        if (text == Written(field, known)) return same;
        if (field.Type == FieldType.Age && known.One(field) is not null && FieldInput.Whole(text) == Written(field, known)) return same;
        if (!field.IsWritten || field.Type == FieldType.Age) return new(CellKind.Told, new(text, Old: kept), field.Type == FieldType.Age ? Age(field, known) : "这一项由系统算出来，不从表里收");
        string? value;
        try { value = Read(field, text); }
        catch (Refusal e) { return IsSame(field, kept, text) ? same : new(CellKind.Unreadable, new(text, Old: kept), e.Message); }
        if (value is null || IsSame(field, kept, value) || field.AbsentMeansNo && kept is null && value is "0" or ['?', '3']) return same;
        if (field.Label == Died || field.Label == Status && value is "2" or "3") return new(CellKind.Unreadable, new(text, Old: kept), "去世的事请点“疑似去世”，由专人核实");
        if (kept is null or ['?', _]) return new(CellKind.New, new(text, value, kept));
        if (value is ['?', _]) return new(CellKind.Told, new(text, Old: kept), "库里有值，表里没有；要清掉请到这一页上改");
        if (field.Type == FieldType.Division) return new(CellKind.Told, new(text, Old: kept), "搬家请走“移交”，不从表里收");
        return Against(tx, field, known, new(text, value, kept), origins());
    }

    Found Against(Tx tx, Field field, SubjectValues known, CellSaid said, Dictionary<string, (string Source, long At)> origins)
    {
        var last = origins.GetValueOrDefault(field.Label, ("", 0));
        said = said with { Source = last.Source, At = last.At };
        var since = rules.MadeAt is { } made && last.At >= made;
        if (since && IsSame(field, ledger.AsOf(tx, field.Subject, known.Id, rules.MadeAt!.Value)?.GetValueOrDefault(field.Label), said.Value!))
            return new(CellKind.Stale, said, $"做表以后{last.Source}改过，表里还是旧的");
        return new(last.Source == Source ? CellKind.Changed : CellKind.Conflict, said, since ? "做表以后库里又改过" : null);
    }

    /// <summary>What a made table would say in this cell.</summary>
    string? Written(Field field, SubjectValues known) => known[field] switch
    {
        null => null,
        [] => field.AbsentMeansNo ? "" : "无",
        [var day] when field.Type == FieldType.Age => $"{Dictionary.Age.On(BeijingTime.Day(day), rules.CutOff)}",
        var values => string.Join("、", values.Select(v => field.Type == FieldType.Division ? tree.FullName(v) : field.IsSealed ? seal.Open(v) : FieldText.Of(field, v))),
    };

    string Age(Field field, SubjectValues known) => known.One(field) is { } day
        ? $"到{rules.CutOff:yyyy年M月d日}是{Dictionary.Age.On(BeijingTime.Day(day), rules.CutOff)}岁，按出生日期算" : "年龄按出生日期算，请填出生日期";

    string? Read(Field field, string text)
    {
        if (field.Type == FieldType.Division) return (places.Named(text, rules.Scope.Code) is { } found && rules.Scope.Contains(found.Code) ? found.Code : null)
            ?? throw new Refusal("unknown_division", $"{field.Label}：本辖区没有这个地方，请写全名");
        var value = CellReader.Value(field, text);
        return value is null or ['?', _] ? value : field.Label switch
        {
            Facts.Document => CellReader.Document(value, null),
            Facts.Name => CellReader.Name(value),
            Facts.CreditCode => CreditCode.Parse(value) ?? throw new Refusal("bad_credit_code", "统一社会信用代码：校验不对，请对着执照再看一遍"),
            _ => value,
        };
    }

    bool IsSame(Field field, string? kept, string value)
    {
        if (kept is null || kept is ['?', _] || value is ['?', _]) return kept == value;
        var old = field.IsSealed ? seal.Open(kept)! : kept.Trim();
        if (old == value) return true;
        if (field.Label == Facts.Name) return ListedName.Plain(old) == ListedName.Plain(value); // without its dot, out of a program that has none
        if (field.IsTags) return old.Split(',').Order(StringComparer.Ordinal).SequenceEqual(value.Split(',').Order(StringComparer.Ordinal));
        return field.Type == FieldType.Address && AddressParts.Clean(old) == AddressParts.Clean(value);
    }

    /// <summary>What this house or another one has masked is no value: ***, 420***1234, 张*.</summary>
    static bool IsMasked(Field field, string text) => text.Contains("**", StringComparison.Ordinal)
        || text.Contains('*') && (field.IsSealed || field.Label.EndsWith(Facts.Name, StringComparison.Ordinal) || field.Sensitivity >= Sensitivity.High);
}

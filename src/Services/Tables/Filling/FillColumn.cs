using System.Globalization;
using OneTable.Services.Data;
using OneTable.Services.Dictionary;
using OneTable.Services.Divisions;
using OneTable.Services.Registry.Import;
using OneTable.Services.Sheets.Editing;
using OneTable.Services.Tables.Forms;

namespace OneTable.Services.Tables.Filling;

/// <summary>What all columns of a fill go by.</summary>
sealed record FillRules(FillOrder Order, DateOnly CutOff, DivisionTree Divisions, Seal Seal)
{
    public Reader Reader => Order.Viewer.Reader;
    public bool IsPublic => Order.Version == FillVersion.Public;
}

/// <summary>One row to be filled: what is known of whom, and where that is.</summary>
sealed record FillSubject(SubjectValues Values, FillPlace? Place);

/// <summary>One column of a form and the cells it gets.</summary>
sealed class FillColumn(FormColumn column, Field? of, CellLook look, FillWords? words, FillRules rules)
{
    static readonly string[] names = ["姓名", "曾用名", "户主", "监护人", "联系人", "负责人", "法人"];

    public int Index => column.Index;
    public bool IsNumber => column.Known == FormHeadings.Number;

    /// <summary>What works itself out, what a person said is to be left, what its reader may not have.</summary>
    public bool IsLeft => look.HasFormula || column is { Accepted: true, Target: null } || of is not null && !of.IsVisibleTo(rules.Reader);

    /// <summary>公示版: numbers and whatever is sensitive or not known for what it is stays away (F20).</summary>
    bool IsKeptAway => rules.IsPublic && !IsNumber && !PersonHeadings.IsPart(column.Known ?? "") && (of is null || of.IsSealed || of.Sensitivity >= Sensitivity.High
        || of.Type is FieldType.Id or FieldType.Phone or FieldType.Account or FieldType.Date);

    /// <param name="number">Which row it is.</param>
    /// <returns>Null: the cell stays as it is.</returns>
    public NewCell? Cell(FillSubject? subject, int number)
    {
        if (IsLeft) return null;
        if (IsKeptAway) return new(Index);
        if (IsNumber) return Number(number);
        if (subject is null) return Asked();
        if (of is null) return subject.Place?.Part(column.Known, rules.Divisions) is { Length: > 0 } part ? new(Index, part, Digits: look.IsText) : Asked();
        return subject.Values[of] switch
        {
            null => Asked(),
            [] => new(Index, of.AbsentMeansNo || words!.Offered.Count > 0 && !words.Offered.Contains("无") ? "" : "无"),
            var values => Known(values),
        };
    }

    /// <summary>A cell that already says something is shown to all only as far as it may be.</summary>
    public NewCell? Shown(string text) => !rules.IsPublic ? null : IsKeptAway ? new(Index) : IsName ? new NewCell(Index, Mask.Name(text)) : null;

    bool IsName => of is { Type: FieldType.Text } && names.Any(n => of.Label.Contains(n, StringComparison.Ordinal));
    bool IsDigits => of?.Type is FieldType.Id or FieldType.Phone or FieldType.Account;

    NewCell Asked() => new(Index, Digits: IsDigits, Ask: rules.Order.Version == FillVersion.Working);

    NewCell Number(double value) => look.IsText ? new(Index, value.ToString(CultureInfo.InvariantCulture)) : new(Index, Number: value);

    NewCell Known(IReadOnlyList<string> values)
    {
        var value = values[0];
        switch (of!.Type)
        {
            case FieldType.Age: return Number(Age.On(BeijingTime.Day(value), rules.CutOff));
            case FieldType.Int when long.TryParse(value, out var count): return Number(count);
            case FieldType.Money when long.TryParse(value, out var fen): return Number(fen / 100.0);
            case FieldType.Date when look.IsDay && DateOnly.TryParse(value, CultureInfo.InvariantCulture, out var day): return new(Index, Day: day);
            case FieldType.Month when look.IsDay && DateOnly.TryParse(value + "-01", CultureInfo.InvariantCulture, out var month): return new(Index, Day: month);
        }
        var text = string.Join("、", values.Select(Text));
        return new(Index, IsName && rules.IsPublic ? Mask.Name(text) : text, Digits: IsDigits);
    }

    string Text(string value) => of!.Type == FieldType.Division ? rules.Divisions.FullName(value) is { Length: > 0 } name ? name : value
        : !of.IsSealed ? words!.Of(value)
        : FieldRights.ReadsInFull(rules.Reader, of) ? rules.Seal.Open(value)! : FieldRights.Mask(of, rules.Seal.Open(value)!);
}

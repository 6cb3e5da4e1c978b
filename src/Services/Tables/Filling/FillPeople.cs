using System.Globalization;
using OneTable.Services.Data;
using OneTable.Services.Dictionary;
using OneTable.Services.Divisions;
using OneTable.Services.Registry;
using OneTable.Services.Registry.Comparing;
using OneTable.Services.Sheets;
using OneTable.Services.Tables.Forms;

namespace OneTable.Services.Tables.Filling;

/// <summary>Whom the rows of a form are about: all of a division for whom a condition holds, or those whom its own rows name.</summary>
static class FillPeople
{
    public static IReadOnlyList<long> Ids(Tx tx, Subject subject, Condition? condition, Scope scope, DateOnly cutOff)
    {
        if (subject == Subject.Case) throw new Refusal("form_subject", "这张表填的是事项，现在还不能从事项里填。");
        if (subject != Subject.Person && condition is not null && condition.Leaves.Any(l => l.Field.Subject == Subject.Person)) condition = null;
        var seen = Seen.Of(subject).Replace("@From", "{0}", StringComparison.Ordinal).Replace("@To", "{1}", StringComparison.Ordinal);
        var query = new ConditionSql(cutOff, subject).Where(seen, scope.From, scope.To);
        if (condition is not null) query = query.Where(condition);
        var order = subject == Subject.Person ? "p.living_grid, p.registered_household_id, p.id" : "p.grid_code, p.id";
        return [.. tx.Query<long>(query.Select("p.id", "ORDER BY " + order), query.Arguments)];
    }

    /// <summary>Whom each row means for sure, by number, or by name and birth date, as lists are compared; null where that is not known.</summary>
    public static IReadOnlyList<long?> Named(Tx tx, FormSheet sheet, IReadOnlyList<SheetRow> rows, Scope scope, Seal seal)
    {
        var (name, document, birth) = (sheet.Column(Facts.Name), sheet.Column(Facts.Document), sheet.Column(Facts.BirthDate));
        string? Text(SheetRow row, FormColumn? column) => column is null ? null : row[column.Index]?.Trim();
        var listed = rows.Select(row =>
        {
            var number = ListedNumber.Of(Text(row, document));
            var born = (Text(row, birth) is { } text ? DateText.Day(text) : null) ?? number.BirthDate;
            return new ListedRow(row.Number, Text(row, name) ?? "", number, born?.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture), null, row.Cells);
        }).ToList();
        return [.. new Matching([], seal).Of(listed, new PeopleLookup(tx, scope, seal, listed)).Select(m => m.Outcome == Outcome.Doubtful ? null : m.Person)];
    }
}

using OneTable.Services.Dictionary;
using OneTable.Services.Sheets;

namespace OneTable.Services.Tables.Forms;

/// <summary>What the blanks of a form of one person mean; they stand as the columns of its sheet, in the order of the page.</summary>
static class FormBlanks
{
    static readonly string[] signed = [Furniture.Unit, Furniture.Maker, Furniture.Checker, Furniture.MadeOn, Furniture.CutOff];

    /// <param name="blanks">Of each the levels of its label.</param>
    public static (IReadOnlyList<FormColumn> Columns, IReadOnlyList<FormCell> Around) Of(IEnumerable<IReadOnlyList<string>> blanks,
        FormHeadings headings, IReadOnlyDictionary<string, string?> taught, FieldCatalog fields)
    {
        var (columns, around, taken) = (new List<FormColumn>(), new List<FormCell>(), new HashSet<string>());
        foreach (var (levels, index) in blanks.Select((levels, index) => (levels, index)))
        {
            var (target, how) = headings.Of(Subject.Person).Find(levels);
            var leaf = levels[^1];
            var said = taught.TryGetValue(Headings.Plain(string.Concat(levels)), out var lesson);
            if (said) (target, how) = (lesson, "learned");
            if (!said && target is null && Furniture.Means(leaf) is { } means && signed.Contains(means))
                around.Add(new(index, 0, leaf, means, 0, 0, 0));
            else if (target is not null && !taken.Add(target)) columns.Add(new(index, levels, leaf, null, "", false, []));
            else columns.Add(new(index, levels, leaf, target, how,
                said || target is not null && headings.IsSure(levels) && IsOfPerson(fields.Find(target)), []));
        }
        return (columns, around);
    }

    /// <summary>Or of the house they live in.</summary>
    static bool IsOfPerson(Field? field) => field is not null && (field.Subject == Subject.Person || field.Subject == Subject.House);
}

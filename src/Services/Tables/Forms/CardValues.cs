using OneTable.Services.Dictionary;

namespace OneTable.Services.Tables.Forms;

/// <summary>What stands in each blank of a form of one person, and what is left to be asked.</summary>
sealed class CardValues(FormSheet card, IReadOnlyDictionary<int, (string Text, Field? Field)> values)
{
    readonly List<string> asked = [];

    public FormSheet Card => card;
    public IReadOnlyList<string> Asked => asked;

    public (string Text, Field? Field) this[int blank] => values.GetValueOrDefault(blank);

    /// <summary>Nobody knows it; false where nobody wants it either.</summary>
    public bool Ask(int blank)
    {
        if (card.Columns.FirstOrDefault(c => c.Index == blank) is not { } column || column.Target is null && column.Accepted) return false;
        asked.Add(column.Heading);
        return true;
    }

    /// <summary>Which of these words the value is; none where it is another.</summary>
    public static IReadOnlySet<string> Chosen(IEnumerable<string> options, Field? field, string text)
    {
        string Code(string word) => field?.CodeSet?.CodeOf(word) ?? (field?.Type == FieldType.Bool ? FieldInput.Flag(word) : null) ?? word;
        var wanted = text.Split('、').Select(Code).ToHashSet();
        return options.Where(o => wanted.Contains(Code(o))).ToHashSet();
    }
}

using OneTable.Services.Data;
using OneTable.Services.Divisions;

namespace OneTable.Services.Sheets;

/// <summary>What people said columns mean, kept for the next file of their division and those below it.</summary>
public sealed class LearnedHeadings(DivisionTree tree)
{
    const int HeadingMax = 128;

    sealed record Row(string DivisionCode, string Heading, string? Target);

    /// <summary>Plain heading → meaning (null: leave aside), as the nearest division says.</summary>
    public IReadOnlyDictionary<string, string?> Of(Tx tx, string division)
    {
        var chain = tree.Above(division);
        return tx.Query<Row>("SELECT division_code AS DivisionCode, heading AS Heading, target AS Target FROM learned_headings WHERE division_code IN @chain", new { chain })
            .OrderBy(r => r.DivisionCode.Length).GroupBy(r => r.Heading).ToDictionary(g => g.Key, g => g.Last().Target);
    }

    public static void Learn(Tx tx, string division, string heading, string? target, string actor)
    {
        heading = Headings.Plain(heading);
        if (heading.Length is 0 or > HeadingMax) return;
        tx.Run(tx.Dialect.Upsert("INSERT INTO learned_headings (division_code, heading, target, actor, at) VALUES (@p0, @p1, @p2, @p3, @p4)",
            "division_code, heading", "target", "actor", "at"), division, heading, target, actor, tx.Now);
    }
}

using OneTable.Services.Data;
using OneTable.Services.Dictionary;
using OneTable.Services.Registry.Columns;
using static OneTable.Services.Dictionary.Condition;

namespace OneTable.Services.Registry;

/// <summary>Whose answers to conditions may be others than before: because days have passed, or because of a change of somebody else.</summary>
public sealed class Affected(PeopleColumns columns, Database db)
{
    /// <summary>By id, those for whom one of the conditions may say something else on the second day than on the first with nothing written.</summary>
    public IReadOnlyList<long> ByTime(IEnumerable<Condition> conditions, DateOnly from, DateOnly until)
    {
        var parts = conditions.SelectMany(c => c.TurningBetween(from, until).Parts).ToList();
        var found = Found([.. parts.OfType<Leaf>()], until).ToHashSet();
        foreach (var related in parts.OfType<Related>().GroupBy(r => r.Relation))
        {
            if (related.Key.Ended is not null) found.UnionWith(db.Read(tx => related.Key.Ends(tx)));
            else if (Found([.. related.SelectMany(r => r.Inner.Terms).Cast<Leaf>()], until) is { Count: > 0 } others)
                found.UnionWith(db.Read(tx => related.Key.Turned.Rows(tx, others)).Select(r => r.Other));
        }
        return [.. found.Order()];
    }

    /// <summary>Those whose answers may hang on these people, who have changed: whose children, guardians, housemates … they are.</summary>
    public static IReadOnlyList<long> ByOthers(Tx tx, IEnumerable<Condition> conditions, IReadOnlyList<long> changed) =>
        [.. conditions.SelectMany(c => c.Terms).OfType<Related>().Select(r => r.Relation.Turned).Distinct()
            .SelectMany(relation => relation.Rows(tx, changed)).Select(r => r.Other).Distinct().Order()];

    /// <summary>To be called before somebody leaves a household or the registry: afterwards nobody knows who stood beside.</summary>
    internal static void Leaves(Tx tx, long id)
    {
        foreach (var other in Relation.All.SelectMany(relation => relation.Rows(tx, [id])).Select(r => r.Other).Distinct().ToList()) tx.Changed("person", other);
    }

    /// <summary>The columns answer all at once; SQL one field after the other, each by its own index.</summary>
    IReadOnlyList<long> Found(IReadOnlyList<Leaf> parts, DateOnly on) =>
        parts.Count == 0 ? [] : [.. parts.GroupBy(p => p.Field).SelectMany(of => columns.Ids(null, new Any([.. of]), on)).Distinct()];
}

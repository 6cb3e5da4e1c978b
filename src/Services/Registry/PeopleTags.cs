using OneTable.Services.Data;
using OneTable.Services.Dictionary;

namespace OneTable.Services.Registry;

public sealed partial class People
{
    /// <summary>Lines of a list for callers that have already checked whom they may ask about, in the order of the ids.</summary>
    public IReadOnlyList<PersonRow> Rows(Tx tx, IReadOnlyList<long> ids)
    {
        if (ids.Count == 0) return [];
        var found = tx.Query<Found>($"SELECT {Columns} FROM people p WHERE p.id IN @ids", new { ids }).ToDictionary(f => f.Id);
        var tags = OpenTags(tx, [.. ids]);
        return [.. ids.Where(found.ContainsKey).Select(id => Row(found[id], [.. tags[id]]))];
    }

    /// <summary>Labels of tags and codes that everybody who sees the person may see; never those of F07. Lists show the chosen few.</summary>
    ILookup<long, string> OpenTags(Tx tx, long[] ids, bool onListsOnly = true)
    {
        if (ids.Length == 0) return Array.Empty<TagRow>().ToLookup(t => t.Id, t => t.Code);
        var byHand = tx.Query<TagRow>($"""
            SELECT subject_id AS Id, field AS Field, code AS Code FROM tags
            WHERE kind = 'person' AND subject_id IN @ids AND field <> '{Field.Restricted}' ORDER BY field, code
            """, new { ids }).Where(t => t.Field != Tag.FieldLabel || fields.Tags.Find(t.Code) is { IsByCondition: false })
            .Select(t => (t.Id, Label: fields.Label(t.Field, t.Code)!));
        var byCondition = fields.Tags.Of(tx, ids, db.Time.Today(), onListsOnly).SelectMany(p => p.Select(t => (Id: p.Key, t.Label)));
        return byHand.Concat(byCondition).Distinct().ToLookup(t => t.Id, t => t.Label);
    }
}

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

    /// <summary>
    /// Labels of tags, by hand and by condition. Without a reader those of a list: the chosen few, and nothing that hangs on a field of 高;
    /// the page shows what its reader may read.
    /// </summary>
    ILookup<long, string> OpenTags(Tx tx, long[] ids, Reader? reader = null)
    {
        bool Reads(Field field) => !field.IsRestricted && (reader is { } r && !field.IsSealed ? FieldRights.ReadsInFull(r, field) : field.Sensitivity < Sensitivity.High);
        if (ids.Length == 0) return Array.Empty<TagRow>().ToLookup(t => t.Id, t => t.Code);
        var open = fields.Person.Where(f => f.IsTags && Reads(f)).Select(f => f.Label);
        var byHand = tx.Query<TagRow>("""
            SELECT subject_id AS Id, field AS Field, code AS Code FROM tags
            WHERE kind = 'person' AND subject_id IN @ids AND field IN @open ORDER BY field, code
            """, new { ids, open }).Where(t => t.Field != Tag.FieldLabel || fields.Tags.Find(t.Code) is { IsByCondition: false })
            .Select(t => (t.Id, Label: fields.Label(t.Field, t.Code)!));
        var byCondition = fields.Tags.Of(tx, ids, db.Time.Today(), onListsOnly: reader is null, Reads).SelectMany(p => p.Select(t => (Id: p.Key, t.Label)));
        return byHand.Concat(byCondition).Distinct().ToLookup(t => t.Id, t => t.Label);
    }
}

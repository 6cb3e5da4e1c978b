using OneTable.Services.Data;
using OneTable.Services.Dictionary;
using OneTable.Services.Divisions;

namespace OneTable.Services.Registry;

/// <summary>The values known of one person; households, cases and notices come from their own rooms.</summary>
public sealed record PersonPage(long Id, string Name, string? Sex, int? Age, IReadOnlyList<FieldGroup> Groups,
    IReadOnlyList<BlankGroup> Blank, IReadOnlyList<string> Tags, IReadOnlyList<HistoryEntry> History);

public sealed partial class People
{
    /// <summary>Null where the person is unknown or outside of the scope. The reader decides which fields there are and which are masked.</summary>
    /// <param name="asOf">Only the values, as they stood at the end of that day.</param>
    public PersonPage? Page(Scope scope, long id, Reader reader = default, DateOnly? asOf = null) => db.Read(tx =>
    {
        var found = tx.First<Found>($"SELECT {Columns} FROM people p WHERE p.id = @id AND {Seen.PersonOrMoving}", new { id, scope.From, scope.To });
        if (found is null || ledger.Page(tx, Subject.Person, id, reader, asOf) is not { } page) return null;
        return new PersonPage(id, found.Name, fields.Label("性别", found.Sex), AgeOf(found.BirthDate), page.Groups, page.Blank,
            asOf is null ? [.. OpenTags(tx, [id], reader)[id]] : [], page.History);
    });

    /// <summary>How many others have the same phone on record (F06): it says nothing about who somebody is.</summary>
    public int PhoneSharedWith(Tx tx, long id) => tx.Count<int>(
        "SELECT COUNT(*) FROM people p JOIN people q ON q.phone_hash = p.phone_hash AND q.id <> p.id WHERE p.id = @id", new { id });
}

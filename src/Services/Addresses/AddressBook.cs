using OneTable.Services.Data;
using OneTable.Services.Divisions;

namespace OneTable.Services.Addresses;

/// <summary>
/// Finds the house and the grid a person means by words. Names and buildings are kept in memory, each part loaded when it is
/// first needed and again, in the background, after the change feed says that another process changed it.
/// </summary>
public sealed class AddressBook(Database db, DivisionTree tree)
{
    static readonly TimeSpan lookAgain = TimeSpan.FromSeconds(2);

    readonly Lock loading = new();
    AddressIndex? index;
    NameIndex? places, said;
    ILookup<string, KnownName>? placesOf;
    long seen = -1, lookedAt;
    int refreshing;

    /// <param name="text">What was said, with whatever stands around the address.</param>
    /// <param name="community">The community (or a grid of it) to look in where a name is missing or not unique.</param>
    /// <returns>Null where the text tells no place of ours, or several; <see cref="Read"/> says which.</returns>
    public AddressMatch? Solve(string text, string? community) => Read(text, community).Match;

    public AddressReading Read(string? text, string? community)
    {
        var clean = AddressParts.Clean(text);
        if (clean.Length < 2) return AddressReading.Nothing;
        Refresh();
        if (index is not { } known) return AddressReading.Nothing; // nobody lives here yet
        var hits = new List<NameHit>();
        known.EstateNames.Find(clean, hits);
        places!.Find(clean, hits);
        said!.Find(clean, hits);
        return new AddressReader(db, tree, known, placesOf!, clean, hits, tree.Community(community)).Read();
    }

    /// <summary>Reads all of it again, at once: after a write of this process.</summary>
    public void Reload()
    {
        lock (loading)
            db.Read(tx =>
            {
                seen = tx.Value<long>("SELECT number FROM clock WHERE id = 1");
                Load(tx, "address");
                Load(tx, "organisation");
                Load(tx, "address_name");
                return 0;
            });
    }

    internal void ReloadNames()
    {
        lock (loading)
            if (index is not null) db.Read(tx => { Load(tx, "address_name"); return 0; });
    }

    void Refresh()
    {
        if (index is null) Reload();
        var now = db.Time.GetTimestamp();
        if (db.Time.GetElapsedTime(Interlocked.Read(ref lookedAt), now) < lookAgain || Interlocked.Exchange(ref refreshing, 1) == 1) return;
        Interlocked.Exchange(ref lookedAt, now);
        Task.Run(Follow);
    }

    /// <summary>What changed since we looked, and only that part again; whoever asks meanwhile is answered from the old.</summary>
    void Follow()
    {
        try
        {
            lock (loading)
                db.Read(tx =>
                {
                    var until = tx.Value<long>("SELECT number FROM clock WHERE id = 1");
                    var changed = tx.Query<string>("SELECT DISTINCT kind FROM changes WHERE number > @seen AND kind IN ('address', 'organisation', 'address_name')",
                        new { seen }).ToList();
                    foreach (var kind in changed) Load(tx, kind);
                    seen = until;
                    return 0;
                });
        }
        catch (System.Data.Common.DbException) { } // the database is away: the old names serve, and the next look comes soon
        finally { Interlocked.Exchange(ref refreshing, 0); }
    }

    void Load(Tx tx, string kind)
    {
        if (kind == "address")
        {
            var loaded = AddressIndex.Load(tx, tree);
            index = loaded.EstatesOf.Count > 0 ? loaded : null;
        }
        if (kind == "organisation")
        {
            var all = AddressIndex.Places(tx);
            placesOf = all.ToLookup(p => tree.Community(p.GridCode)?.Code ?? "");
            places = new(all);
        }
        else said = new(AddressNames.Known(tx, tree, index)); // an alias points into the estates
    }
}

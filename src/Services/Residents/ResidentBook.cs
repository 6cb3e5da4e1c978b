using OneTable.Services.Cases;
using OneTable.Services.Data;
using OneTable.Services.Files;

namespace OneTable.Services.Residents;

/// <param name="Level">0 unknown, 1 bound, 2 verified.</param>
/// <param name="WindowUntil">Until when customer messages may be sent, Unix ms.</param>
public sealed record Resident(
    long Id, string? MpOpenid, string? MiniOpenid, string? Unionid, long? PersonId, long Level, string? CommunityCode, string? PhoneSealed,
    long Follows, long WindowUntil, long WindowLeft);

/// <summary>The WeChat users we know: one row for a person's official account and mini-program, joined by unionid.</summary>
public sealed class ResidentBook(Database db)
{
    internal const string Columns = """
        id AS Id, mp_openid AS MpOpenid, mini_openid AS MiniOpenid, unionid AS Unionid, person_id AS PersonId, level AS Level,
        community_code AS CommunityCode, phone_sealed AS PhoneSealed, follows AS Follows, window_until AS WindowUntil, window_left AS WindowLeft
        """;
    /// <summary>What the platform allows after a message of the user: five customer messages in 48 hours.</summary>
    public const int WindowMessages = 5;
    /// <summary>And after a tap on the menu, a scan or following: three in a minute. The two do not add up.</summary>
    public const int TapMessages = 3;
    const long WindowGrainMs = 60_000, TapMs = 60_000;
    public static readonly long WindowMs = (long)TimeSpan.FromHours(48).TotalMilliseconds;

    public Resident? Find(Tx tx, long id) => tx.First<Resident>($"SELECT {Columns} FROM residents WHERE id = @id", new { id });

    public Resident? ByMpOpenid(Tx tx, string openid) => tx.First<Resident>($"SELECT {Columns} FROM residents WHERE mp_openid = @openid", new { openid });

    /// <summary>Notes that a user wrote: known from now on, follows, and may be answered for 48 hours.</summary>
    public long Wrote(Tx tx, string openid)
    {
        var (id, fresh) = Known(tx, openid);
        if (id == 0) return Add(tx, openid, null, null, wrote: true);
        if (!fresh) tx.Run("UPDATE residents SET follows = 1, window_until = @p1, window_left = @p2 WHERE id = @p0", id, tx.Now + WindowMs, WindowMessages);
        return id;
    }

    /// <summary>Notes that a user tapped the menu, scanned a code or followed.</summary>
    public long Tapped(Tx tx, string openid)
    {
        var (id, _) = Known(tx, openid);
        if (id == 0) id = Add(tx, openid, null, null, wrote: false);
        tx.Run("UPDATE residents SET follows = 1, tap_until = @p1, tap_left = @p2 WHERE id = @p0", id, tx.Now + TapMs, TapMessages);
        return id;
    }

    /// <summary>Takes one of the messages WeChat allows; compared in the update, so it is never overdrawn. False where none is left at that time.</summary>
    public static bool TakeFromWindow(Tx tx, string mpOpenid, long at) => tx.Run("""
        UPDATE residents SET window_left = CASE WHEN window_left > 0 THEN window_left - 1 ELSE 0 END, tap_left = CASE WHEN tap_left > 0 THEN tap_left - 1 ELSE 0 END
        WHERE mp_openid = @p0 AND follows = 1 AND (window_left > 0 AND window_until > @p1 OR tap_left > 0 AND tap_until > @p1)
        """, mpOpenid, at) == 1;

    /// <summary>The message it was taken for surely did not go out.</summary>
    public static void GiveBackToWindow(Tx tx, string mpOpenid) => tx.Run(
        "UPDATE residents SET window_left = window_left + 1 WHERE mp_openid = @p0 AND window_until > @p1 AND window_left < @p2", mpOpenid, tx.Now, WindowMessages);

    /// <summary>WeChat says that no more may go until the user acts again, whatever we counted.</summary>
    public static void CloseWindow(Tx tx, string mpOpenid) =>
        tx.Run("UPDATE residents SET window_until = 0, window_left = 0, tap_until = 0, tap_left = 0 WHERE mp_openid = @p0", mpOpenid);

    /// <summary>Unfollowed, as an event or the answer to a send says.</summary>
    public static void Left(Tx tx, string mpOpenid)
    {
        CloseWindow(tx, mpOpenid);
        tx.Run("UPDATE residents SET follows = 0 WHERE mp_openid = @p0", mpOpenid);
    }

    public static bool HasLeft(Tx tx, string mpOpenid) => tx.Value<long?>("SELECT follows FROM residents WHERE mp_openid = @p0", mpOpenid) == 0;

    /// <summary>
    /// Id, and whether the window was opened within this minute: several messages in a row need one write. The row is held
    /// until the commit, so that what one user sends at once, a photo and a place, is taken in turn and none is lost.
    /// </summary>
    static (long Id, bool Fresh) Known(Tx tx, string openid)
    {
        using var row = tx.Scan("SELECT id, follows, window_until, window_left FROM residents WHERE mp_openid = @p0" + tx.ForUpdate, openid);
        if (!row.Read()) return (0, false);
        var justOpened = row.Number(2) > tx.Now + WindowMs - WindowGrainMs && row.Number(3) == WindowMessages;
        return (row.Number(0), row.Number(1) == 1 && justOpened);
    }

    public void Unfollowed(Tx tx, string openid) => Left(tx, openid);

    /// <summary>The resident behind a mini-program sign-in: by its openid, else by the unionid shared with the official account.</summary>
    public Resident SignedIn(Tx tx, string miniOpenid, string? unionid)
    {
        var found = tx.First<Resident>($"SELECT {Columns} FROM residents WHERE mini_openid = @miniOpenid", new { miniOpenid })
            ?? (unionid is null ? null : tx.First<Resident>($"SELECT {Columns} FROM residents WHERE unionid = @unionid", new { unionid }));
        if (found is null) return Find(tx, Add(tx, null, miniOpenid, unionid, wrote: false))!;
        if (found.MiniOpenid is null)
            tx.Run("UPDATE residents SET mini_openid = @p1, unionid = @p2 WHERE id = @p0", found.Id, miniOpenid, unionid);
        return found with { MiniOpenid = miniOpenid };
    }

    /// <summary>The resident behind a page that was opened inside the official account: opening one is not following.</summary>
    public Resident OpenedPage(Tx tx, string mpOpenid, string? unionid)
    {
        var found = ByMpOpenid(tx, mpOpenid) ?? Find(tx, Add(tx, mpOpenid, null, null, wrote: false, follows: false))!;
        if (unionid is not { Length: > 0 }) return found;
        Join(tx, mpOpenid, unionid);
        return Find(tx, found.Id)!;
    }

    /// <summary>Under which the resident talks to the bot: the account's, else the mini-program's.</summary>
    public string? OpenidOf(Tx tx, long id) => tx.Value<string>("SELECT COALESCE(mp_openid, mini_openid) FROM residents WHERE id = @p0", id);

    public bool Follows(string mpOpenid) => db.Read(tx => tx.Value<long>("SELECT follows FROM residents WHERE mp_openid = @p0", mpOpenid)) == 1;

    /// <summary>The person a resident is known to be; null of most.</summary>
    public long? KnownAs(Tx tx, long id) => tx.Value<long?>("SELECT person_id FROM residents WHERE id = @p0 AND level > 0", id);

    public string? NameOf(Tx tx, long personId) => tx.Value<string>("SELECT name FROM people WHERE id = @p0", personId);

    /// <summary>Name and own number of whom we know; null where nobody can be called (F06).</summary>
    public (string Name, string PhoneSealed)? Callable(Tx tx, long id)
    {
        var found = tx.First<Contact>("""
            SELECT p.name AS Name, p.phone_sealed AS PhoneSealed FROM residents r JOIN people p ON p.id = r.person_id
            WHERE r.id = @id AND r.level > 0 AND p.phone_owner = '1' AND p.phone_sealed IS NOT NULL
            """, new { id });
        return found is null ? null : (found.Name, found.PhoneSealed);
    }

    sealed record Contact(string Name, string PhoneSealed);

    public string? CommunityOf(Tx tx, string mpOpenid) => tx.Value<string>("SELECT community_code FROM residents WHERE mp_openid = @p0", mpOpenid);

    /// <summary>Followers of whom it is not yet known who they are in the mini-program; an empty unionid says that WeChat gives none.</summary>
    public IReadOnlyList<string> WithoutUnionid(Tx tx, int max) => [.. tx.Query<string>(
        $"SELECT mp_openid FROM residents WHERE unionid IS NULL AND mp_openid IS NOT NULL AND follows = 1 LIMIT {max}")];

    /// <summary>Joins a follower to the mini-program user of the same unionid: one resident, whose cases all stand together.</summary>
    public void Join(Tx tx, string mpOpenid, string unionid)
    {
        tx.Run("UPDATE residents SET unionid = @p1 WHERE mp_openid = @p0 AND unionid IS NULL", mpOpenid, unionid);
        if (unionid.Length == 0 || ByMpOpenid(tx, mpOpenid) is not { MiniOpenid: null } one) return;
        var other = tx.First<Resident>($"SELECT {Columns} FROM residents WHERE unionid = @unionid AND mp_openid IS NULL{tx.ForUpdate}", new { unionid });
        if (other is null) return;
        // Each may have been bound by itself: who was seen face to face stays, and no level passes to somebody else.
        var fromOther = other.Level > one.Level || one.PersonId is null;
        Bindings.GiveToResident(tx, other.Id, one.Id, fromOther);
        CaseList.GiveToResident(tx, other.Id, one.Id);
        ContentChecks.GiveToResident(tx, other.Id, one.Id);
        if (ScannedBy(tx, one.Id) is null && ScannedBy(tx, other.Id) is { } at) Scanned(tx, one.Id, other.CommunityCode ?? "", at.Grid, at.Place);
        Sessions.GiveToResident(tx, other.Id, one.Id);
        Uploads.GiveToOwner(tx, "resident:" + other.Id, "resident:" + one.Id);
        tx.Run("DELETE FROM residents WHERE id = @p0", other.Id);
        var known = fromOther ? other : one;
        tx.Run("UPDATE residents SET mini_openid = @p1, person_id = @p2, level = @p3 WHERE id = @p0", one.Id, other.MiniOpenid, known.PersonId, known.Level);
    }

    public void SetCommunity(Tx tx, string mpOpenid, string community) =>
        tx.Run("UPDATE residents SET community_code = @p1 WHERE mp_openid = @p0", mpOpenid, community);

    /// <summary>The code of a place was scanned: what is reported from now on without a place happens there.</summary>
    public void Scanned(Tx tx, string mpOpenid, string community, string? grid, string? place) => tx.Run(
        "UPDATE residents SET community_code = @p1, scanned_grid = @p2, scanned_place = @p3 WHERE mp_openid = @p0", mpOpenid, community, grid, place);

    public void Scanned(Tx tx, long residentId, string community, string? grid, string? place) => tx.Run(
        "UPDATE residents SET community_code = @p1, scanned_grid = @p2, scanned_place = @p3 WHERE id = @p0", residentId, community, grid, place);

    /// <summary>The grid whose code a resident scanned last, and the building where it was one's.</summary>
    public static (string Grid, string? Place)? ScannedBy(Tx tx, long residentId)
    {
        using var rows = tx.Scan("SELECT scanned_grid, scanned_place FROM residents WHERE id = @p0 AND scanned_grid IS NOT NULL", residentId);
        return rows.Read() ? (rows.Text(0)!, rows.Text(1)) : null;
    }

    static long Add(Tx tx, string? mpOpenid, string? miniOpenid, string? unionid, bool wrote, bool follows = true)
    {
        var id = tx.NextId();
        tx.Run("""
            INSERT INTO residents (id, mp_openid, mini_openid, unionid, level, follows, window_until, window_left, created_at)
            VALUES (@p0, @p1, @p2, @p3, 0, @p4, @p5, @p6, @p7)
            """, id, mpOpenid, miniOpenid, unionid, mpOpenid is not null && follows ? 1 : 0, wrote ? tx.Now + WindowMs : 0, wrote ? WindowMessages : 0, tx.Now);
        return id;
    }
}

using Microsoft.AspNetCore.Identity;
using OneTable.Services.Data;
using OneTable.Services.Dictionary;
using OneTable.Services.Divisions;

namespace OneTable.Services.Staff;

/// <param name="Post">Code of code set 岗位.</param>
/// <param name="DivisionCode">What the person works for; <see cref="Scope"/> says what is seen of it.</param>
/// <param name="WorkLines">The lines of work (条线), with commas; null where none is named.</param>
public sealed record StaffMember(
    long Id, string UserName, string Name, string Post, string DivisionCode, string? PhoneSealed, string? MpOpenid, string? MiniOpenid,
    string? WorkLines = null)
{
    public Reader Reader => new(Post, WorkLines);
    public Scope Scope => Registry.Seen.By(Reader, DivisionCode);

    public string Surname => Registry.Surname.Of(Name);
    public string PostText => Posts.Text(Post);
    public bool IsGridWorker => Post is Posts.GridWorker or Posts.PartTimeGridWorker;
}

/// <summary>Who works here, how they sign in and who looks after which grid.</summary>
public sealed class StaffList(Database db)
{
    const string Columns = """
        id AS Id, user_name AS UserName, name AS Name, post AS Post, division_code AS DivisionCode,
        phone_sealed AS PhoneSealed, mp_openid AS MpOpenid, mini_openid AS MiniOpenid, work_lines AS WorkLines
        """;
    /// <summary>Who is here for a while only, such as every inspector, is gone after the last day.</summary>
    internal const string InTime = $"(works_until >= @today OR works_until IS NULL AND post <> '{Posts.Inspector}')";
    const int FailuresMax = 5, StrangersMax = 10_000, NameMax = 64;
    static readonly TimeSpan LockedFor = TimeSpan.FromMinutes(15);
    static readonly PasswordHasher<object> hasher = new();
    static readonly string nobody = hasher.HashPassword(nameof(nobody), Guid.NewGuid().ToString());

    /// <summary>Names tried that nobody has; not kept, for it only has to look alike.</summary>
    readonly Dictionary<string, (int Failures, long LockedUntil)> strangers = [];

    sealed record Credentials(long Id, string PasswordHash);

    public StaffMember? Find(Tx tx, long id) =>
        tx.First<StaffMember>($"SELECT {Columns} FROM staff WHERE id = @id AND active = 1 AND {InTime}", new { id, today = db.Time.Today().Iso() });

    /// <summary>Those of these who still work here, by id: one look for a whole list.</summary>
    public IReadOnlyDictionary<long, StaffMember> Find(Tx tx, IEnumerable<long> ids)
    {
        var wanted = ids.Distinct().ToList();
        return wanted.Count == 0 ? new Dictionary<long, StaffMember>()
            : tx.Query<StaffMember>($"SELECT {Columns} FROM staff WHERE id IN @wanted AND active = 1", new { wanted }).ToDictionary(s => s.Id);
    }

    public StaffMember? ByMiniOpenid(Tx tx, string openid) =>
        tx.First<StaffMember>($"SELECT {Columns} FROM staff WHERE mini_openid = @openid AND active = 1 AND {InTime}", new { openid, today = db.Time.Today().Iso() });

    public StaffMember? ByMpOpenid(Tx tx, string openid) =>
        tx.First<StaffMember>($"SELECT {Columns} FROM staff WHERE mp_openid = @openid AND active = 1 AND {InTime}", new { openid, today = db.Time.Today().Iso() });

    public IReadOnlyList<StaffMember> Within(Tx tx, string division) => [.. tx.Query<StaffMember>(
        $"SELECT {Columns} FROM staff WHERE division_code >= @division AND division_code < @to AND active = 1 ORDER BY division_code, post, user_name",
        new { division, to = division + ":" })];

    /// <summary>The grid's worker who is not on leave today: full-time before part-time.</summary>
    public StaffMember? WorkerOf(Tx tx, string gridCode) => tx.First<StaffMember>($"""
        SELECT {Columns} FROM staff WHERE division_code = @gridCode AND post IN ('10', '11') AND active = 1
        AND NOT EXISTS (SELECT 1 FROM leaves WHERE staff_id = staff.id AND from_day <= @today AND until_day >= @today)
        ORDER BY post, id
        """, new { gridCode, today = db.Time.Today().Iso() });

    /// <summary>Who of a division handles a line of work (条线) and is not on leave today.</summary>
    public IReadOnlyList<StaffMember> OnLine(Tx tx, string division, string line) => [.. tx.Query<StaffMember>($"""
        SELECT {Columns} FROM staff WHERE division_code = @division AND active = 1 AND {InTime} AND work_lines LIKE @like
        AND NOT EXISTS (SELECT 1 FROM leaves WHERE staff_id = staff.id AND from_day <= @today AND until_day >= @today) ORDER BY id
        """, new { division, like = $"%{line}%", today = db.Time.Today().Iso() })
        .Where(s => Posts.WorksOnCases(s.Post) && !Posts.IsOutside(s.Post) && s.WorkLines!.Split(',').Contains(line))];

    /// <summary>Who of a community holds a post, the first by name of sign-in.</summary>
    public StaffMember? InPost(Tx tx, string division, string post) => tx.First<StaffMember>(
        $"SELECT {Columns} FROM staff WHERE division_code = @division AND post = @post AND active = 1 ORDER BY user_name", new { division, post });

    /// <summary>Checks a sign-in; five wrong passwords lock the name for a quarter of an hour.</summary>
    public async Task<StaffMember> SignInAsync(string userName, string password)
    {
        var found = db.Read(tx => tx.First<Credentials>($"""
            SELECT id AS Id, password_hash AS PasswordHash FROM staff WHERE user_name = @userName AND active = 1 AND {InTime}
            """, new { userName, today = db.Time.Today().Iso() }));
        // Counted before it is looked at: many guesses at the same moment are not more than five either.
        if (!await db.WriteAsync(tx => found is null ? MayTry(tx, userName) : MayTry(tx, found.Id)))
            throw new Refusal("locked", "密码错了太多次，请15分钟后再试。");
        // An unknown name costs as much time as a wrong password.
        var right = hasher.VerifyHashedPassword(userName, found?.PasswordHash ?? nobody, password) != PasswordVerificationResult.Failed;
        if (found is null || !right) throw new Refusal("sign_in_failed", "名字或密码不对。");
        await db.WriteAsync(tx => tx.Run("UPDATE staff SET failures = 0, locked_until = 0 WHERE id = @p0", found.Id));
        return db.Read(tx => Find(tx, found.Id))!;
    }

    /// <summary>The same for a name that nobody has: neither a lock nor the time it takes tells who works here.</summary>
    bool MayTry(Tx tx, string stranger)
    {
        tx.Run("UPDATE staff SET failures = failures WHERE id = (SELECT id FROM (SELECT MIN(id) AS id FROM staff) first)");
        stranger = stranger[..Math.Min(stranger.Length, NameMax)];
        lock (strangers)
        {
            if (strangers.Count >= StrangersMax) strangers.Clear();
            var (failures, lockedUntil) = strangers.GetValueOrDefault(stranger);
            if (lockedUntil > tx.Now) return false;
            strangers[stranger] = failures + 1 < FailuresMax ? (failures + 1, 0) : (0, tx.Now + (long)LockedFor.TotalMilliseconds);
            return true;
        }
    }

    /// <summary>Counts a try as a failure until the password proves right; the fifth locks.</summary>
    static bool MayTry(Tx tx, long id)
    {
        if (tx.Run("UPDATE staff SET failures = failures + 1 WHERE id = @p0 AND locked_until <= @p1", id, tx.Now) == 0) return false;
        tx.Run("UPDATE staff SET locked_until = @p1, failures = 0 WHERE id = @p0 AND failures >= @p2",
            id, tx.Now + (long)LockedFor.TotalMilliseconds, FailuresMax);
        return true;
    }
}

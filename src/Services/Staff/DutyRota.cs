using OneTable.Services.Data;

namespace OneTable.Services.Staff;

/// <summary>Day, night and holiday duty of a community (白班/夜班/节假日); the first who is not on leave.</summary>
public sealed class DutyRota(Database db, StaffList staff)
{
    public const string Day = "day", Night = "night", Holiday = "holiday";
    const int PeoplePerShiftMax = 5;
    public static readonly TimeOnly DayBegins = new(8, 30), DayEnds = new(17, 30);

    public sealed record Turn(string CommunityCode, string Shift, long RankNo, long StaffId, string StaffName, string Post);

    public string ShiftAt(Tx tx, DateTimeOffset beijing)
    {
        var time = TimeOnly.FromDateTime(beijing.DateTime);
        if (time < DayBegins || time >= DayEnds) return Night;
        return IsWorkday(tx, DateOnly.FromDateTime(beijing.DateTime)) ? Day : Holiday;
    }

    /// <summary>Monday to Friday, corrected by the yearly calendar of holidays and exchanged days.</summary>
    public static bool IsWorkday(Tx tx, DateOnly day) =>
        tx.First<string>("SELECT kind FROM calendar_days WHERE day = @day", new { day = day.Iso() }) is { } kind
            ? kind == "workday"
            : day.DayOfWeek is not (DayOfWeek.Saturday or DayOfWeek.Sunday);

    public static DateOnly AddWorkdays(Tx tx, DateOnly day, int count)
    {
        while (count > 0)
            if (IsWorkday(tx, day = day.AddDays(1))) count--;
        return day;
    }

    /// <summary>So many hours later, counting only those in which offices work.</summary>
    public static long AddWorkHours(Tx tx, long at, int hours)
    {
        var left = hours * 60.0;
        for (var now = BeijingTime.Of(at); ; now = BeijingTime.Of(BeijingTime.UnixMs(DateOnly.FromDateTime(now.DateTime).AddDays(1), DayBegins)))
        {
            var day = DateOnly.FromDateTime(now.DateTime);
            if (!IsWorkday(tx, day)) continue;
            var from = Math.Max(BeijingTime.UnixMs(day, DayBegins), now.ToUnixTimeMilliseconds());
            var open = (BeijingTime.UnixMs(day, DayEnds) - from) / 60_000.0;
            if (open >= left) return from + (long)(left * 60_000);
            left -= Math.Max(0, open);
        }
    }

    /// <summary>Who of the community is on duty now; whoever is its secretary where the rota is empty.</summary>
    public StaffMember? OnDuty(Tx tx, string community)
    {
        var now = db.Time.Now();
        var id = tx.First<long?>("""
            SELECT staff_id FROM duties WHERE community_code = @community AND shift = @shift
            AND NOT EXISTS (SELECT 1 FROM leaves WHERE leaves.staff_id = duties.staff_id AND from_day <= @today AND until_day >= @today)
            ORDER BY rank_no
            """, new { community, shift = ShiftAt(tx, now), today = db.Time.Today().Iso() });
        return (id is { } found ? staff.Find(tx, found) : null) ?? staff.InPost(tx, community, Posts.Secretary);
    }

    public IReadOnlyList<Turn> Turns(Tx tx, string division) => [.. tx.Query<Turn>("""
        SELECT d.community_code AS CommunityCode, d.shift AS Shift, d.rank_no AS RankNo, s.id AS StaffId, s.name AS StaffName, s.post AS Post
        FROM duties d JOIN staff s ON s.id = d.staff_id WHERE d.community_code >= @division AND d.community_code < @to
        ORDER BY d.community_code, d.shift, d.rank_no
        """, new { division, to = division + ":" })];

    /// <summary>Sets one shift of a community; all named must work there.</summary>
    public void Set(Tx tx, string community, string shift, IReadOnlyList<long> staffIds)
    {
        if (shift is not (Day or Night or Holiday)) throw new Refusal("bad_shift", "班次只有白班、夜班、节假日三种。");
        if (staffIds.Count is 0 or > PeoplePerShiftMax) throw new Refusal("bad_duty", "每班排1到5个人。");
        var members = staff.Within(tx, community).Select(s => s.Id).ToHashSet();
        if (!staffIds.All(members.Contains)) throw new Refusal("bad_duty", "只能排本社区的人。");
        tx.Run("DELETE FROM duties WHERE community_code = @p0 AND shift = @p1", community, shift);
        var rank = 1;
        foreach (var id in staffIds.Distinct())
            tx.Run("INSERT INTO duties (community_code, shift, rank_no, staff_id) VALUES (@p0, @p1, @p2, @p3)", community, shift, rank++, id);
    }
}

using Microsoft.AspNetCore.Identity;
using OneTable.Services.Data;
using OneTable.Services.Staff;

namespace OneTable.Services.Demo;

/// <summary>
/// The staff of a street, their rota and the calendar. Those of 东园街道 sign in with the password "demo", those of the other
/// streets not at all.
/// </summary>
sealed class DemoStaff(DemoSheet sheet, Seal seal, DemoTown town)
{
    static readonly PasswordHasher<object> hasher = new();
    static readonly string demo = hasher.HashPassword(new object(), "demo"), nobody = hasher.HashPassword(new object(), Guid.NewGuid().ToString());

    readonly Rows staff = sheet.Rows("staff", "id", "user_name", "name", "post", "division_code", "phone_sealed",
        "mp_openid", "mini_openid", "password_hash", "failures", "locked_until", "active", "work_lines");
    readonly Rows duties = sheet.Rows("duties", "community_code", "shift", "rank_no", "staff_id");
    readonly Rows days = sheet.Rows("calendar_days", "day", "kind", "name");

    public void Add()
    {
        if (town.Plan.Number > 0)
        {
            foreach (var community in town.Map.Grids.Select(g => g.CommunityCode).Distinct()) Unnamed(Posts.Secretary, community);
            foreach (var grid in town.Map.Grids) Unnamed(Posts.GridWorker, grid.Code);
            return;
        }
        Add("district", "陆远", Posts.Platform, town.Plan.District.Code);
        Add("leader", "高志国", Posts.StreetLeader, town.Plan.Street.Code);
        Add("street", "梁静", Posts.StreetCentre, town.Plan.Street.Code, "民政");
        foreach (var (community, i) in town.Map.Grids.Select(g => g.CommunityCode).Distinct().Select((c, i) => (c, i)))
        {
            var secretary = Add("community" + Number(i), town.Names.Secretaries[i], Posts.Secretary, community);
            var line = Add("line" + Number(i), town.Names.LineWorkers[i], Posts.SocialWorker, community, i == 0 ? "民政,残联,平安" : null);
            var duty = Add("duty" + Number(i), town.Names.DutyWorkers[i], Posts.DutyOfficer, community);
            Rota(community, "day", duty, line);
            Rota(community, "night", duty, secretary);
            Rota(community, "holiday", line, secretary);
        }
        foreach (var grid in town.Map.Grids)
            Add("grid" + Number(grid.Index), town.Names.Workers[grid.Index], Posts.GridWorker, grid.Code);
        Add("safety", "邵平", "05", town.Plan.Street.Code, "平安");
        // They sign in like the others; a number of their own nobody needs.
        Expert("law", "程立言", "法律");
        Expert("farm", "田大成", "农技");
        Expert("pension", "苗青", "人社,医保");
        Calendar();
    }

    static string Number(int index) => index == 0 ? "" : $"{index + 1}";

    /// <param name="lines">Null on a social worker: 全科, everything but 平安.</param>
    long Add(string user, string name, string post, string division, string? lines = null)
    {
        var id = sheet.NextId();
        staff.Add(id, user, name, post, division, seal.Close(town.Births.NextPhone()), "staff-" + user, "mini-staff-" + user, demo, 0, 0L, 1, lines);
        return id;
    }

    void Expert(string user, string name, string lines) => staff.Add(sheet.NextId(), user, name, Posts.StreetOffice, town.Plan.Street.Code,
        null, "staff-" + user, "mini-staff-" + user, demo, 0, 0L, 1, lines);

    void Unnamed(string post, string division) => staff.Add(sheet.NextId(), $"{post}-{division}", town.Births.Surname() + town.Births.Pick(town.Names.Women), post, division,
        seal.Close(town.Births.NextPhone()), null, null, nobody, 0, 0L, 1, null);

    void Rota(string community, string shift, long first, long second)
    {
        duties.Add(community, shift, 1, first);
        duties.Add(community, shift, 2, second);
    }

    void Calendar()
    {
        foreach (var year in DemoContent.Read<DemoCalendar>("calendar").Years)
        {
            foreach (var holiday in year.Holidays)
                for (var day = BeijingTime.Day(holiday.From); day <= BeijingTime.Day(holiday.Until); day = day.AddDays(1))
                    days.Add(day.Iso(), "holiday", holiday.Name);
            foreach (var day in year.Workdays) days.Add(day, "workday", "调休上班");
        }
    }
}

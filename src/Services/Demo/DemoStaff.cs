using Microsoft.AspNetCore.Identity;
using OneTable.Services.Data;

namespace OneTable.Services.Demo;

/// <summary>The demo's staff, their rota and the calendar; everybody signs in with the password "demo".</summary>
sealed class DemoStaff(Tx tx, Seal seal, DemoTown town)
{
    readonly string hash = new PasswordHasher<object>().HashPassword(new object(), "demo");
    readonly Rows staff = new("staff", "id", "user_name", "name", "post", "division_code", "phone_sealed",
        "mp_openid", "mini_openid", "password_hash", "failures", "locked_until", "active", "work_lines");
    readonly Rows duties = new("duties", "community_code", "shift", "rank_no", "staff_id");
    readonly Rows days = new("calendar_days", "day", "kind", "name");

    public void Write()
    {
        Add("district", "陆远", "02", town.Plan.District.Code);
        Add("leader", "高志国", "03", town.Plan.Street.Code);
        Add("street", "梁静", "04", town.Plan.Street.Code, "民政");
        foreach (var (community, i) in town.Map.Grids.Select(g => g.CommunityCode).Distinct().Select((c, i) => (c, i)))
        {
            var secretary = Add("community" + Number(i), town.Names.Secretaries[i], "06", community);
            var line = Add("line" + Number(i), town.Names.LineWorkers[i], "08", community, i == 0 ? "民政,残联,平安" : null);
            var duty = Add("duty" + Number(i), town.Names.DutyWorkers[i], "13", community);
            Rota(community, "day", duty, line);
            Rota(community, "night", duty, secretary);
            Rota(community, "holiday", line, secretary);
        }
        foreach (var grid in town.Map.Grids)
            Add("grid" + Number(grid.Index), town.Names.Workers[grid.Index], "10", grid.Code);
        Add("safety", "邵平", "05", town.Plan.Street.Code, "平安");
        Calendar();
        foreach (var rows in (Rows[])[staff, duties, days]) rows.Write(tx);
    }

    static string Number(int index) => index == 0 ? "" : $"{index + 1}";

    /// <param name="lines">Null on a social worker: 全科, everything but 平安.</param>
    long Add(string user, string name, string post, string division, string? lines = null)
    {
        var id = tx.NextId();
        staff.Add(id, user, name, post, division, seal.Close(town.Births.NextPhone()), "staff-" + user, "mini-staff-" + user, hash, 0, 0L, 1, lines);
        return id;
    }

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

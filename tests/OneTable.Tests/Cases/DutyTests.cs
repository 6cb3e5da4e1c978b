using OneTable.Services.Data;
using OneTable.Services.Staff;

namespace OneTable.Tests.Cases;

/// <summary>Who is pushed by day, by night and on holidays (F12).</summary>
[Collection(Street.Name)]
public sealed class DutyTests(Street street)
{
    sealed class StoppedClock(string at) : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => DateTimeOffset.Parse(at).ToUniversalTime();
    }

    [Theory]
    [InlineData("2026-12-01T08:30:00+08:00", "day")]
    [InlineData("2026-12-01T17:29:59+08:00", "day")]
    [InlineData("2026-12-01T17:30:00+08:00", "night")]
    [InlineData("2026-12-01T03:00:00+08:00", "night")]
    [InlineData("2026-12-05T10:00:00+08:00", "holiday")] // Saturday
    [InlineData("2026-10-01T10:00:00+08:00", "holiday")] // National Day
    [InlineData("2026-10-10T10:00:00+08:00", "day")] // a Saturday worked in exchange
    [InlineData("2026-10-01T22:00:00+08:00", "night")]
    public void The_clock_and_the_calendar_say_the_shift(string now, string shift) =>
        Assert.Equal(shift, RotaAt(now, (rota, tx) => rota.ShiftAt(tx, DateTimeOffset.Parse(now))));

    [Theory]
    [InlineData("2026-12-01T10:00:00+08:00", "duty")]
    [InlineData("2026-12-01T22:00:00+08:00", "duty")]
    [InlineData("2026-12-05T10:00:00+08:00", "line")]
    public void Each_shift_has_somebody(string now, string user) =>
        Assert.Equal(user, RotaAt(now, (rota, tx) => rota.OnDuty(tx, "420199001001")?.UserName));

    [Fact]
    public async Task Who_is_on_leave_is_stood_in_for()
    {
        await street.Db.WriteAsync(tx => tx.Run("INSERT INTO leaves (staff_id, from_day, until_day) SELECT id, '2027-03-01', '2027-03-05' FROM staff WHERE user_name = 'duty'"));
        Assert.Equal("line", RotaAt("2027-03-03T10:00:00+08:00", (rota, tx) => rota.OnDuty(tx, "420199001001")?.UserName));
        Assert.Equal("community", RotaAt("2027-03-03T22:00:00+08:00", (rota, tx) => rota.OnDuty(tx, "420199001001")?.UserName));
        Assert.Equal("duty", RotaAt("2027-03-08T10:00:00+08:00", (rota, tx) => rota.OnDuty(tx, "420199001001")?.UserName));
    }

    [Theory]
    [InlineData("2026-12-05T10:00:00+08:00", "line", "明天中午")]
    [InlineData("2026-12-01T22:00:00+08:00", "duty", "明天中午")]
    public Task A_case_out_of_hours_goes_to_who_is_on_duty_and_says_when(string now, string user, string when) => Street.AtAsync(now, async night =>
    {
        var phone = night.NewResident();
        await phone.SayAsync("楼道灯坏了好几天");
        var number = night.Db.Read(tx => tx.Value<string>("SELECT number FROM cases"))!;
        Assert.Equal(user, Work.WorkerOf(night, number));
        // The grid's own worker has it once the place is known, whatever the hour.
        Assert.Contains(when, await phone.SendPlaceAsync(30.55, 114.36));
        Assert.Equal("grid", Work.WorkerOf(night, number));
    });

    T RotaAt<T>(string now, Func<DutyRota, Tx, T> ask)
    {
        var db = new Database(street.Get<Dialect>(), new StoppedClock(now));
        return db.Read(tx => ask(new DutyRota(db, new StaffList(db)), tx));
    }
}

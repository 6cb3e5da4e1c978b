namespace OneTable.Services.Notices;

/// <summary>The hours of a day in which people may be disturbed; a division has its own clock (Urumqi lives two hours later).</summary>
public sealed record Hours(TimeOnly From, TimeOnly Until, int OffsetMinutes)
{
    public static readonly Hours Default = new(new(8, 0), new(20, 0), 480);

    /// <summary>A worker's phone is quiet from 20:30 to 08:30, except for what is urgent, and where the division has no quiet hours at all.</summary>
    public Hours OfStaff => From == TimeOnly.MinValue && Until == TimeOnly.MaxValue ? this : this with { From = new(8, 30), Until = new(20, 30) };

    /// <summary>The first moment from the given one on (Unix ms) that lies in these hours.</summary>
    public long Next(long at)
    {
        var local = DateTimeOffset.FromUnixTimeMilliseconds(at).ToOffset(TimeSpan.FromMinutes(OffsetMinutes));
        var clock = TimeOnly.FromDateTime(local.DateTime);
        if (clock >= From && clock < Until) return at;
        var day = DateOnly.FromDateTime(local.DateTime).AddDays(clock < From ? 0 : 1);
        return new DateTimeOffset(day.ToDateTime(From), local.Offset).ToUnixTimeMilliseconds();
    }
}

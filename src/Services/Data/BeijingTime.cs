using System.Globalization;

namespace OneTable.Services.Data;

/// <summary>Instants are Unix ms; people read Beijing time, which is UTC+8 all year.</summary>
public static class BeijingTime
{
    public static readonly TimeSpan Offset = TimeSpan.FromHours(8);

    public static DateTimeOffset Of(long unixMs) => DateTimeOffset.FromUnixTimeMilliseconds(unixMs).ToOffset(Offset);
    public static DateTimeOffset Now(this TimeProvider time) => time.GetUtcNow().ToOffset(Offset);
    public static long UnixMs(this TimeProvider time) => time.GetUtcNow().ToUnixTimeMilliseconds();
    public static DateOnly Today(this TimeProvider time) => DateOnly.FromDateTime(time.Now().DateTime);
    public static long UnixMs(DateOnly day, TimeOnly at) => new DateTimeOffset(day.ToDateTime(at), Offset).ToUnixTimeMilliseconds();
    public static string Iso(this DateOnly day) => day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
    public static DateOnly Day(string iso) => DateOnly.ParseExact(iso, "yyyy-MM-dd", CultureInfo.InvariantCulture);
}

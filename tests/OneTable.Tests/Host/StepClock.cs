namespace OneTable.Tests.Host;

/// <summary>A clock that moves a day at a time, when it is told to.</summary>
sealed class StepClock(DateTimeOffset start) : TimeProvider
{
    int days;

    public DateOnly Day => DateOnly.FromDateTime(start.AddDays(days).DateTime);
    public DateOnly NextDay() => DateOnly.FromDateTime(start.AddDays(Interlocked.Increment(ref days)).DateTime);
    public override DateTimeOffset GetUtcNow() => start.AddDays(Volatile.Read(ref days));
}

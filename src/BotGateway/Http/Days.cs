using OneTable.Services;
using OneTable.Services.Data;

namespace OneTable.BotGateway.Http;

/// <summary>A day that a client asks for.</summary>
static class Days
{
    /// <summary>Far from both ends of the calendar, so that counting on from it never leaves it.</summary>
    const int FirstYear = 1900, LastYear = 2200;

    /// <summary>yyyy-MM-dd; today where nothing is said.</summary>
    public static DateOnly Of(string? date, TimeProvider time) => string.IsNullOrEmpty(date) ? time.Today()
        : DateOnly.TryParseExact(date, "yyyy-MM-dd", out var day) && day.Year is >= FirstYear and <= LastYear ? day
        : throw new Refusal("bad_date", "日期要写成 2026-12-01 这样。");

    /// <summary>A day that has begun; null where nothing is said.</summary>
    public static DateOnly? Past(string? date, TimeProvider time) => string.IsNullOrEmpty(date) ? null
        : Of(date, time) is var day && day <= time.Today() ? day : throw new Refusal("bad_date", "只能看今天和以前的。");
}

using System.Security.Claims;
using System.Threading.RateLimiting;
using Microsoft.AspNetCore.RateLimiting;
using OneTable.BotGateway.MiniProgram;

namespace OneTable.BotGateway.Http;

/// <summary>How often one address may try to sign in, and one user may write.</summary>
static class Limits
{
    const int SignInsPerMinute = 300, WritesPerMinute = 300, LinksPerMinute = 60;

    public static void Configure(RateLimiterOptions options)
    {
        options.AddPolicy("sign-in", http => PerMinute(http.Connection.RemoteIpAddress?.ToString() ?? "", SignInsPerMinute));
        options.AddPolicy("writes", http => PerMinute(http.User.FindFirstValue(MiniProgramSignIn.StaffClaim) ?? http.User.FindFirstValue(MiniProgramSignIn.ResidentClaim) ?? "", WritesPerMinute));
        options.AddPolicy("links", http => PerMinute(http.Connection.RemoteIpAddress?.ToString() ?? "", LinksPerMinute)); // nobody guesses one of 2^256, and nobody tries
        options.RejectionStatusCode = StatusCodes.Status429TooManyRequests;
        options.OnRejected = (context, ct) => 
            new ValueTask(Problems.Of(429, "too_many", "点得太快了，等一分钟再试。").ExecuteAsync(context.HttpContext));
    }

    static RateLimitPartition<string> PerMinute(string who, int count) => RateLimitPartition.GetFixedWindowLimiter(who,
        _ => new FixedWindowRateLimiterOptions { PermitLimit = count, Window = TimeSpan.FromMinutes(1) });
}

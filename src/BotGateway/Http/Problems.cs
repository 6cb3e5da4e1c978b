using Microsoft.AspNetCore.Diagnostics;
using Microsoft.AspNetCore.Mvc;
using OneTable.Services;

namespace OneTable.BotGateway.Http;

/// <summary>The one place where a refusal or a fault becomes problem details (RFC 9457) with a stable code.</summary>
sealed class Problems(IProblemDetailsService details, ILogger<Problems> log) : IExceptionHandler
{
    static readonly Dictionary<string, int> statusOf = new()
    {
        ["sign_in_failed"] = 401, ["forbidden"] = 403, ["not_found"] = 404, ["case_closed"] = 409, ["not_closed"] = 409, ["not_done"] = 409,
        ["settled_already"] = 409, ["decided_already"] = 409, ["changed_meanwhile"] = 409, ["same_identity"] = 409, ["same_credit_code"] = 409, ["in_hand"] = 409, ["not_yours"] = 403,
        ["form_changed"] = 409, ["form_closed"] = 409, ["receiving_already"] = 409, ["suspected_death"] = 409, ["posted_still"] = 409, ["event_closed"] = 409, ["filled_already"] = 409, ["switched_off"] = 409,
        ["too_big"] = 413, ["locked"] = 429, ["too_many_reveals"] = 429, ["too_many_today"] = 429, ["acting_ended"] = 403, ["out_of_scope"] = 403, ["own_matter"] = 403, ["not_zero"] = 409, ["wechat_refused"] = 502,
    };

    public static IResult NotFound() => Of(404, "not_found", "没有找到。");

    /// <param name="title">Read by people.</param>
    public static IResult Of(int status, string code, string title) =>
        Results.Problem(statusCode: status, title: title, extensions: new Dictionary<string, object?> { ["code"] = code });

    /// <summary>What the framework refuses by itself has a code too.</summary>
    public static void NameIt(ProblemDetailsContext context) => context.ProblemDetails.Extensions.TryAdd("code", context.ProblemDetails.Status switch
    {
        404 => "not_found",
        405 => "method_not_allowed",
        415 => "unsupported_type",
        >= 500 => "fault",
        _ => "bad_request",
    });

    public async ValueTask<bool> TryHandleAsync(HttpContext http, Exception error, CancellationToken ct)
    {
        var (status, code, title) = error switch
        {
            Refusal refusal => (statusOf.GetValueOrDefault(refusal.Code, 400), refusal.Code, refusal.Message),
            BadHttpRequestException bad => (bad.StatusCode, bad.StatusCode == 413 ? "too_large" : "bad_request", "这个请求看不懂，请检查后再试。"),
            _ => (500, "fault", "系统出了点问题，我们已经记下了，请稍后再试。"),
        };
        if (status == 500) log.LogError(error, "{Method} {Path} failed", http.Request.Method, http.Features.Get<IExceptionHandlerFeature>()?.Endpoint?.DisplayName);
        http.Response.StatusCode = status;
        return await details.TryWriteAsync(new ProblemDetailsContext
        {
            HttpContext = http,
            ProblemDetails = new ProblemDetails { Status = status, Title = title, Extensions = { ["code"] = code } },
        });
    }
}

using System.Text.Json;
using Microsoft.AspNetCore.Http;

namespace OneTable.Sandbox;

/// <summary>One planned misbehaviour. <c>Accept</c>: the request is carried out first, and only the answer is lost.</summary>
sealed record Fault(string Kind, string Action, bool Accept, int Status, string Code, string Message, int DelayMs)
{
    public int TimesLeft { get; set; }
}

/// <summary>What the outside world does wrong, on request: hang, reset, http, error, delay. Used up in order.</summary>
sealed class Faults
{
    const int PlannedMax = 100, HangMs = 60_000;
    readonly Lock _lock = new();
    readonly List<Fault> _planned = [];

    public async Task<IResult> AddAsync(HttpRequest request)
    {
        if (await Wire.ReadJsonAsync(request, 64 * 1024) is not { } json) return Wire.Refuse(400, "bad_json", "请求体不是 JSON");
        var added = json.ValueKind == JsonValueKind.Array ? json.EnumerateArray().ToArray() : [json];
        var faults = added.Where(one => one.ValueKind == JsonValueKind.Object).Select(Read);
        lock (_lock) _planned.AddRange(faults.Take(PlannedMax - _planned.Count));
        return List();
    }

    public IResult List()
    {
        lock (_lock) return Wire.Json(_planned.ToArray());
    }

    public IResult Clear()
    {
        lock (_lock) _planned.Clear();
        return List();
    }

    /// <summary>Wraps the endpoints of one vendor: <paramref name="actionOf"/> names the call,
    /// <paramref name="error"/> words its business error.</summary>
    public async ValueTask<object?> InvokeAsync(EndpointFilterInvocationContext call, EndpointFilterDelegate next,
        Func<HttpRequest, string> actionOf, Func<string, string, IResult> error)
    {
        var http = call.HttpContext;
        if (Take(actionOf(http.Request)) is not { } fault) return await next(call);
        if (fault.Accept) await next(call); // the result is dropped: the caller never hears of it
        switch (fault.Kind)
        {
            case "reset":
                http.Abort();
                return Results.Empty;
            case "hang":
                try { await Task.Delay(fault.DelayMs > 0 ? fault.DelayMs : HangMs, http.RequestAborted); }
                catch (OperationCanceledException) { return Results.Empty; }
                http.Abort();
                return Results.Empty;
            case "error":
                return error(fault.Code, fault.Message);
            case "delay":
                await Task.Delay(fault.DelayMs, http.RequestAborted);
                return await next(call);
            default:
                return Results.Text("<html>temporarily unavailable</html>", "text/html", statusCode: fault.Status);
        }
    }

    Fault? Take(string action)
    {
        lock (_lock)
        {
            var fault = _planned.Find(f => action.Contains(f.Action, StringComparison.OrdinalIgnoreCase));
            if (fault is not null && --fault.TimesLeft <= 0) _planned.Remove(fault);
            return fault;
        }
    }

    static Fault Read(JsonElement json)
    {
        var fields = new Fields(json);
        var kind = fields.Text("kind") ?? "http";
        return new Fault(kind, fields.Text("action") ?? "", kind != "delay" && fields.Flag("accept"),
            (int)Math.Clamp(fields.Whole("status") ?? 503, 400, 599), fields.Text("code", "errcode") ?? "",
            fields.Text("message", "errmsg") ?? "", (int)Math.Clamp(fields.Whole("ms", "delayMs") ?? 0, 0, HangMs))
        { TimesLeft = (int)Math.Clamp(fields.Whole("times") ?? 1, 1, 100_000) };
    }
}

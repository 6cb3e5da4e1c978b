using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;
using OneTable.Sandbox.Phone;
using OneTable.Sandbox.SmsVendors;
using OneTable.Sandbox.WeChatPlatform;

namespace OneTable.Sandbox;

/// <summary>Everything under /sandbox: the outside world, pretended.</summary>
public static class SandboxEndpoints
{
    public static IEndpointRouteBuilder MapSandbox(this WebApplication app, SandboxOptions options)
    {
        var faults = new Faults();
        var world = new WeChatWorld(options);
        var inbox = new SmsInbox();
        var sandbox = app.MapGroup("/sandbox").AllowAnonymous().DisableAntiforgery().ExcludeFromDescription()
            .WithMetadata(new RequestSizeLimitAttribute(2L * Wire.BodyMax));

        var wechat = sandbox.MapGroup("/wechat");
        new WeChatEndpoints(world).Map(wechat);
        var api = wechat.MapGroup("/api").AddEndpointFilter((call, next) => faults.InvokeAsync(call, next,
            request => request.Path,
            (code, text) => ApiAnswer.Error(int.TryParse(code, out var errcode) ? errcode : -1, text)));
        new ServerApi(world).Map(api);

        var aliyun = new AliyunSms(options, inbox, new SmsReports(options));
        sandbox.MapMethods("/aliyun/", ["GET", "POST"], aliyun.AnswerAsync)
            .AddEndpointFilter((call, next) => faults.InvokeAsync(call, next,
                request => request.Headers["x-acs-action"].ToString(),
                (code, text) => AliyunSms.Refusal(200, code, text)));
        sandbox.MapGet("/sms", () => Wire.Json(inbox.Recent()));
        sandbox.MapGet("/sms/{phone}", (string phone) => Wire.Json(inbox.Of(phone)));
        sandbox.MapPost("/sms/{phone}/reply", new SmsAnswers(options, inbox).AnswerAsync);
        sandbox.MapGet("/calls/{phone}", (string phone) => Wire.Json(Array.Empty<object>()));

        sandbox.MapPost("/faults", faults.AddAsync);
        sandbox.MapGet("/faults", faults.List);
        sandbox.MapDelete("/faults", faults.Clear);
        PhonePages.Map(sandbox, options);
        return app;
    }
}

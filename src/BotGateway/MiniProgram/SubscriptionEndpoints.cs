using OneTable.Services;
using OneTable.Services.Data;
using OneTable.Services.Notices;
using OneTable.Services.Residents;

namespace OneTable.BotGateway.MiniProgram;

public sealed record SubscriptionAnswer(string? TemplateId, string? Answer);
public sealed record SubscriptionAnswers(SubscriptionAnswer?[]? Answers);

/// <summary>订阅: what a page may ask a user to allow at the next tap, and what the user answered.</summary>
static class SubscriptionEndpoints
{
    /// <summary>WeChat shows no more in one question.</summary>
    const int AskedMax = 3;

    public static void MapSubscriptions(this RouteGroupBuilder mini)
    {
        mini.MapGet("/subscriptions", (Caller caller, Database db, PlatformTemplates templates, Subscriptions subscriptions, ResidentBook residents) => db.Read(tx =>
            Openid(tx, residents, caller) is not { } openid ? []
            : templates.OfMiniProgram.Where(t => subscriptions.ShouldAsk(tx, openid, t.Template.Id)).GroupBy(t => t.Template.LongTerm).Select(g => g.Take(AskedMax))
                .FirstOrDefault([]).Select(t => new { t.Name, TemplateId = t.Template.Id }).ToList())); // one-time and long-term ones may not be asked together
        mini.MapPost("/subscriptions", (Caller caller, SubscriptionAnswers sent, Database db, PlatformTemplates templates, Subscriptions subscriptions, ResidentBook residents) =>
            db.WriteAsync(tx =>
            {
                if (sent.Answers?.Length > AskedMax) throw new Refusal("too_many_answers", "一次最多回答三项。");
                if (Openid(tx, residents, caller) is not { } openid) return Results.NoContent();
                foreach (var (_, template) in templates.OfMiniProgram)
                    switch (sent.Answers?.FirstOrDefault(a => a?.TemplateId == template.Id)?.Answer)
                    {
                        case "accept" or "acceptWithAudio" or "acceptWithForcePush":
                            subscriptions.Allow(tx, openid, template.Id, template.LongTerm, byPage: true);
                            break;
                        case "reject":
                            subscriptions.Decline(tx, openid, template.Id);
                            break;
                    }
                return Results.NoContent();
            })).RequireRateLimiting("writes");
    }

    static string? Openid(Tx tx, ResidentBook residents, Caller caller) => residents.Find(tx, caller.ResidentId)?.MiniOpenid;
}

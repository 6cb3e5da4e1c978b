using OneTable.BotGateway.Http;
using OneTable.Services.Cases;
using OneTable.Services.Data;
using OneTable.Services.Dictionary;
using OneTable.Services.Divisions;
using OneTable.Services.Files;

namespace OneTable.BotGateway.Console;

public sealed record ReviewDecision(bool Show);

/// <summary>待审内容: what WeChat's checks doubted or could not check, for a person to decide.</summary>
static class ReviewEndpoints
{
    public static void MapReviews(this RouteGroupBuilder console)
    {
        console.MapGet("/reviews", (Viewer viewer, string? state, int? page, int? size, Database db, ContentReview reviews, PhotoLinks links, DivisionTree divisions) => db.Read(tx =>
        {
            if (FieldRights.IsReadOnly(viewer.Reader)) throw new OneTable.Services.Refusal("forbidden", "待审内容由社区来看。");
            var (total, items) = reviews.List(tx, viewer.Scope, state == "decided", Paging.PageOf(page), Paging.SizeOf(size));
            return new
            {
                total, items = items.Select(i => new
                {
                    Id = i.Id.ToString(), i.Kind, i.State, Why = Why(i.State, i.Why), i.Label, i.TraceId, i.Words, Url = i.FileId is { } file ? links.To(file) : null, i.CaseNumber, i.CaseTitle,
                    Place = divisions.FullName(i.DivisionCode), i.CreatedAt, i.DecidedAt, i.DecidedBy,
                }).ToList(),
            };
        }));
        console.MapPost("/reviews/{id:long}", (Viewer viewer, long id, ReviewDecision decision, Database db, ContentReview reviews) => db.WriteAsync(tx =>
        {
            viewer.MustManage("待审内容由社区来审。");
            return reviews.Decide(tx, viewer.Scope, id, decision.Show, viewer.Name) ? Results.NoContent() : Problems.NotFound();
        }));
    }

    static string Why(string state, string? why) => why switch
    {
        "wechat:risky" => "微信说有风险", "wechat:review" => "微信说要人看",
        "no_mini_program" => "没有接小程序，微信不审", "no_mini_openid" or "61010" => "本人没进过小程序，微信不审", "no_public_address" => "没设公网地址，微信取不到照片",
        "no_answer" => "微信一直没有回话", "not_fetched" => "微信没取到照片", _ => state == ContentChecks.Risky ? "微信说有风险" : "微信没能审",
    };
}

using Microsoft.AspNetCore.Mvc;
using OneTable.BotGateway.Http;

namespace OneTable.BotGateway.Console;

/// <summary>拍证件 at the counter.</summary>
static class CaptureEndpoints
{
    public static void MapConsoleCapture(this RouteGroupBuilder console)
    {
        console.MapPost("/cards/read", (HttpRequest request, string? kind, CardForm cards, CancellationToken ct) => cards.ReadAsync(request, kind, ct))
            .DisableAntiforgery().WithMetadata(new RequestSizeLimitAttribute(CardForm.BodyMax)); // the filter of this group checks X-CSRF
        console.MapPost("/cards", (ConfirmedCard card, Viewer viewer, CardForm cards) => cards.RecordAsync(card, viewer.Scope, viewer.Name));
    }
}

using Microsoft.AspNetCore.Mvc;
using OneTable.BotGateway.Http;
using OneTable.Services;
using OneTable.Services.Cards;
using OneTable.Services.Data;
using OneTable.Services.Dictionary;
using OneTable.Services.Staff;

namespace OneTable.BotGateway.MiniProgram;

/// <summary>走访拍证件 on the worker's phone.</summary>
static class CaptureEndpoints
{
    public static void MapCapture(this RouteGroupBuilder mini)
    {
        mini.MapPost("/cards/read", ReadAsync).DisableAntiforgery().RequireRateLimiting("writes").WithMetadata(new RequestSizeLimitAttribute(CardForm.BodyMax));
        mini.MapPost("/cards", RecordAsync).RequireRateLimiting("writes");
    }

    static Task<Card> ReadAsync(HttpRequest request, Caller caller, string? kind, Database db, StaffList staff, CardForm cards, CancellationToken ct)
    {
        Recorder(caller, db, staff);
        return cards.ReadAsync(request, kind, ct);
    }

    static Task<CardRecord> RecordAsync(ConfirmedCard card, Caller caller, Database db, StaffList staff, CardForm cards)
    {
        var me = Recorder(caller, db, staff);
        return cards.RecordAsync(card, me.Scope, me.Name);
    }

    static StaffMember Recorder(Caller caller, Database db, StaffList staff)
    {
        var me = db.Read(tx => staff.Find(tx, caller.Worker))!;
        return FieldRights.SeesPeople(me.Reader) && !FieldRights.IsReadOnly(me.Reader) ? me : throw new Refusal("forbidden", "这个岗位不能录入证件。");
    }
}

using Microsoft.AspNetCore.Http.Features;
using OneTable.OutboundCall.Ocr;
using OneTable.Services;
using OneTable.Services.Cards;
using OneTable.Services.Data;
using OneTable.Services.Divisions;

namespace OneTable.BotGateway.Http;

public sealed record ConfirmedCard(string? Kind, Dictionary<string, string?>? Fields, string? Grid);

/// <summary>拍证件, the same for the phone and the console: read a photo and keep nothing; record what a person confirmed.</summary>
public sealed class CardForm(Database db, CardReaders readers, CardDesk desk)
{
    const int FieldsMax = 20;
    public const int BodyMax = CardReaders.BytesMax + 64 * 1024;

    /// <summary>Else what is longer than 64 KiB would lie on the disk for a while.</summary>
    static readonly FormOptions inMemory = new() { MemoryBufferThreshold = BodyMax };

    /// <summary>The photo is in memory for as long as it is read; nothing of it is logged or kept (F16).</summary>
    public async Task<Card> ReadAsync(HttpRequest request, string? kind, CancellationToken ct)
    {
        kind = CardKind.Of(kind);
        if (!request.HasFormContentType) throw NoPhoto();
        IFormCollection form;
        try { form = await request.ReadFormAsync(inMemory, ct); }
        catch (Exception e) when (e is InvalidDataException or IOException and not BadHttpRequestException) { throw NoPhoto(); }
        if (form.Files.Count != 1) throw NoPhoto();
        var photo = new byte[form.Files[0].Length];
        await using var stream = form.Files[0].OpenReadStream();
        await stream.ReadExactlyAsync(photo, ct);
        return await readers.ReadAsync(kind, photo, ct);
    }

    public Task<CardRecord> RecordAsync(ConfirmedCard card, Scope scope, string actor)
    {
        var kind = CardKind.Of(card.Kind);
        if (card.Fields is not { Count: > 0 and <= FieldsMax } fields) throw new Refusal("fields_needed", "请先核对每一项再提交。");
        return db.WriteAsync(tx => kind == CardKind.Identity
            ? desk.Person(tx, scope, fields, card.Grid, actor) : desk.Organisation(tx, scope, fields, card.Grid, actor));
    }

    static Refusal NoPhoto() => new("photo_needed", "没有收到照片，请再拍一次。");
}

using OneTable.Services;
using OneTable.Services.Data;
using OneTable.Services.Divisions;
using OneTable.Services.Residents;

namespace OneTable.OutboundCall.WeChat;

/// <param name="MiniCode">The picture of the mini-program's code, where that was asked for.</param>
public sealed record MadeCode(PlaceCode Code, byte[]? MiniCode);

/// <summary>Has WeChat make the codes of a division; one that is there is not made again, so a broken run goes on.</summary>
public sealed class PlaceCodeMaker(Database db, PlaceCodes codes, AccountApis accounts, MiniProgramSettings mini)
{
    public const int MiniAtOnceMax = 300;
    const int PictureBytesMax = 1 << 20, WidthPx = 430;
    const string Page = "pages/home/home";
    static readonly TimeSpan timeout = TimeSpan.FromSeconds(20);

    /// <exception cref="Refusal">too_many_codes, no_mini_program, wechat_refused</exception>
    public async Task<IReadOnlyList<MadeCode>> MakeAsync(Scope scope, bool ofMini, CancellationToken ct)
    {
        if (ofMini && mini.AppId.Length == 0) throw new Refusal("no_mini_program", "没有接小程序，先用公众号的码。");
        var all = await db.WriteAsync(tx => codes.Prepare(tx, scope));
        if (ofMini && all.Count > MiniAtOnceMax) throw new Refusal("too_many_codes", $"小程序码一次最多{MiniAtOnceMax}个，请选小一点的范围。");
        var made = new List<MadeCode>();
        try
        {
            foreach (var code in all) made.Add(ofMini ? new(code, await PictureAsync(code.Scene, ct)) : new(code.Url is null ? await MakeAsync(code, ct) : code, null));
        }
        catch (CallFault fault)
        {
            throw new Refusal("wechat_refused", $"做到第 {made.Count + 1} 个时微信没有答应（{fault.Result.Code}），再点一次会接着做。");
        }
        return made;
    }

    async Task<PlaceCode> MakeAsync(PlaceCode code, CancellationToken ct)
    {
        // Printed ones must last: those for a while end after thirty days.
        var reply = await accounts.Mp.CallAsync(token => WeChatWire.Post(accounts.Mp.Url($"/cgi-bin/qrcode/create?access_token={WeChatWire.Query(token)}"),
            new { action_name = "QR_LIMIT_STR_SCENE", action_info = new { scene = new { scene_str = code.Scene } } }), Wire.JsonBytesMax, Wire.AnswerTimeout, ct);
        var url = reply.Json() is { } answer && answer.TryGetProperty("url", out var said) ? said.ToString() : throw new CallFault(new(Services.Outbox.Outcome.Unknown, "no_url"));
        await db.WriteAsync(tx => PlaceCodes.Given(tx, code.Scene, url));
        return code with { Url = url };
    }

    async Task<byte[]> PictureAsync(string scene, CancellationToken ct)
    {
        var reply = await accounts.Mini.CallAsync(token => WeChatWire.Post(accounts.Mini.Url($"/wxa/getwxacodeunlimit?access_token={WeChatWire.Query(token)}"),
            new { scene, page = Page, check_path = false, width = WidthPx }), PictureBytesMax, timeout, ct);
        return Services.Files.MediaTypes.Of(reply.Body) is not null ? reply.Body : throw new CallFault(new(Services.Outbox.Outcome.Unknown, "no_picture"));
    }
}

using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;

namespace OneTable.Sandbox.WeChatPlatform;

/// <summary>
/// WeChat's OCR, pretended: it cannot see, so it reads the card that lies before the camera: a sample of nobody real, or the one that
/// POST /sandbox/wechat/card {type, …} put there. It looks at the photo's form as the real one does.
/// </summary>
sealed class OcrApi
{
    const int BytesMax = 2 << 20, PhotoMin = 1024, CardMax = 8 * 1024;
    const string Identity = """{"type":"Front","name":"程晓禾","id":"420199199203159983","addr":"湖北省示范区东园街道教师新村1栋1单元302","gender":"女","nationality":"汉"}""";
    const string Licence = """
        {"reg_num":"92420199MA4LTEXT0K","serial":"","legal_representative":"周明远","enterprise_name":"示范区顺和便利店","type_of_organization":"个人经营",
        "address":"示范区东园街道东园小区1栋1号门面","type_of_enterprise":"个体工商户","business_scope":"食品、日用百货零售","registered_capital":"","paid_in_capital":"",
        "valid_period":"长期","registered_date":"2019年06月18日"}
        """;

    JsonObject? identity, licence;

    /// <summary>Puts a card before the camera for the photos to come; an empty body takes it away.</summary>
    public async Task<IResult> LayAsync(HttpRequest request)
    {
        if (await Wire.ReadJsonAsync(request, CardMax) is not { ValueKind: JsonValueKind.Object } json) return Wire.Refuse(400, "bad_json", "请求体不是 JSON 对象，或者太大");
        var card = JsonNode.Parse(json.GetRawText())!.AsObject();
        if (card.ContainsKey("enterprise_name") || card.ContainsKey("reg_num")) licence = card;
        else (identity, licence) = card.Count == 0 ? (null, null) : (card, licence);
        return Wire.Json(new { ok = true });
    }

    public Task<IResult> IdentityAsync(HttpRequest request) => ReadAsync(request, identity ?? JsonNode.Parse(Identity)!.AsObject());
    public Task<IResult> LicenceAsync(HttpRequest request) => ReadAsync(request, licence ?? JsonNode.Parse(Licence)!.AsObject());

    static async Task<IResult> ReadAsync(HttpRequest request, JsonObject card)
    {
        if (await FileAsync(request) is not { Length: > 0 } file) return ApiAnswer.Error(41005);
        if (file.Length > BytesMax) return ApiAnswer.Error(40006);
        var bytes = new byte[file.Length];
        await using var stream = file.OpenReadStream();
        await stream.ReadExactlyAsync(bytes);
        if (bytes is not ([0xFF, 0xD8, 0xFF, ..] or [0x89, (byte)'P', (byte)'N', (byte)'G', ..])) return ApiAnswer.Error(101002);
        if (bytes.Length < PhotoMin) return ApiAnswer.Error(101001);
        var answer = new JsonObject { ["errcode"] = 0, ["errmsg"] = "ok" };
        foreach (var (name, value) in card) answer[name] = value?.DeepClone();
        return Wire.Json(answer);
    }

    static async Task<IFormFile?> FileAsync(HttpRequest request)
    {
        if (!request.HasFormContentType) return null;
        try { return (await request.ReadFormAsync()).Files["img"]; }
        catch (Exception error) when (error is InvalidDataException or IOException) { return null; }
    }
}

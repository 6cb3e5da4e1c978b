using System.Text.Json;
using OneTable.OutboundCall.WeChat;
using OneTable.Services;
using OneTable.Services.Cards;

namespace OneTable.OutboundCall.Ocr;

/// <summary>WeChat's OCR: /cv/ocr/idcard and /cv/ocr/bizlicense. The photo goes to WeChat, which takes up to 2 MB.</summary>
public sealed class WeChatCardReader(WeChatClient weChat) : ICardReader
{
    public const int BytesMax = 2 << 20;

    /// <summary>WeChat's field → ours.</summary>
    static readonly Dictionary<string, string> identity = new()
    {
        ["name"] = Card.Name, ["id"] = Card.Number, ["addr"] = Card.Address, ["gender"] = Card.Sex, ["nationality"] = Card.Ethnicity, ["birth"] = Card.Birth,
    };
    static readonly Dictionary<string, string> licence = new()
    {
        ["enterprise_name"] = Card.Firm, ["reg_num"] = Card.CreditCode, ["type_of_enterprise"] = Card.FirmType, ["legal_representative"] = Card.LegalPerson,
        ["address"] = Card.FirmAddress,
    };

    public string Name => "微信识别";

    public async Task<IReadOnlyDictionary<string, string>> ReadAsync(string kind, byte[] photo, string mediaType, CancellationToken ct)
    {
        if (photo.Length > BytesMax) throw new ReaderAway("the photo is larger than WeChat takes");
        JsonElement answer;
        try
        {
            answer = await weChat.ReadCardAsync(kind == CardKind.Identity ? "idcard" : "bizlicense", photo, mediaType, ct);
        }
        catch (CallFault fault)
        {
            throw fault.Result.Code switch
            {
                "101000" or "101002" => new Refusal("photo_unreadable", "这张照片打不开，请重新拍一张。"),
                "101001" => new Refusal("no_card", "照片里没找到证件，请把整张证件拍进去。"),
                _ => new ReaderAway($"{fault.Result.Outcome} {fault.Result.Code}"),
            };
        }
        if (kind == CardKind.Identity && answer.TryGetProperty("type", out var side) && side.ToString() == "Back")
            throw new Refusal("back_side", "这是背面，请拍有照片的那一面。");
        return (kind == CardKind.Identity ? identity : licence)
            .Where(f => answer.TryGetProperty(f.Key, out var value) && value.ValueKind == JsonValueKind.String)
            .ToDictionary(f => f.Value, f => answer.GetProperty(f.Key).GetString()!);
    }
}

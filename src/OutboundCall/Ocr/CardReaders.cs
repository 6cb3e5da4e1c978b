using Microsoft.Extensions.Logging;
using OneTable.OutboundCall.WeChat;
using OneTable.Services;
using OneTable.Services.Cards;
using OneTable.Services.Files;

namespace OneTable.OutboundCall.Ocr;

/// <summary>Who reads cards, section Ocr: Auto (WeChat where it is set up, else this machine), WeChat or Tesseract (photos never leave this machine).</summary>
public sealed class OcrSettings
{
    public OcrReader Reader { get; set; } = OcrReader.Auto;
}

public enum OcrReader { Auto, WeChat, Tesseract }

/// <summary>The one door to card reading: checks the photo, asks the readers in turn, and checks what they read. Keeps nothing.</summary>
public sealed class CardReaders(OcrSettings settings, WeChatSettings weChat, WeChatCardReader byWeChat, TesseractCardReader byTesseract, ILogger<CardReaders> log)
{
    public const int BytesMax = 8 << 20;
    const int SideMin = 240, PixelsMax = 40_000_000;

    IEnumerable<ICardReader> Readers => settings.Reader switch
    {
        OcrReader.WeChat => [byWeChat],
        OcrReader.Tesseract => [byTesseract],
        _ => weChat.AppId.Length > 0 ? [byWeChat, byTesseract] : [byTesseract],
    };

    public async Task<Card> ReadAsync(string kind, byte[] photo, CancellationToken ct)
    {
        if (photo.Length > BytesMax) throw new Refusal("too_big", "照片太大了，8兆以内就够，不用原图。");
        if (MediaTypes.Of(photo) is not (MediaTypes.Jpeg or MediaTypes.Png) || ImageSize.Of(photo) is not { } size)
            throw new Refusal("not_a_photo", "这个不是照片，请拍一张或从相册选。");
        if (Math.Min(size.Width, size.Height) < SideMin) throw new Refusal("photo_too_small", "照片太小，字看不清，请靠近一点拍。");
        if ((long)size.Width * size.Height > PixelsMax) throw new Refusal("too_big", "照片太大了，不用原图，普通拍照就行。");
        foreach (var reader in Readers)
            try
            {
                return CardCheck.Of(kind, reader.Name, await reader.ReadAsync(kind, photo, MediaTypes.Of(photo)!, ct));
            }
            catch (ReaderAway away)
            {
                log.LogWarning("{Reader} could not read a card: {Why}", reader.GetType().Name, away.Message);
            }
        throw new Refusal("no_reader", "这会儿认不了照片，请先照着证件手填。");
    }
}

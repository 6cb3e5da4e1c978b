using OneTable.Services.Files;
using OneTable.Services.Notices;
using OneTable.Services.Outbox;

namespace OneTable.OutboundCall.WeChat;

/// <summary>Customer messages. WeChat keeps no record one could ask: after a lost answer only a person can tell.</summary>
public sealed class WeChatCustomer(WeChatClient client, FileStore files, MiniProgramSettings mini, PublicSettings here) : IChannel
{
    public string Name => ChannelNames.WeChatCustomer;
    public string Vendor => "wechat";

    public Task<SendResult> SendAsync(SendRequest request, CancellationToken ct) => request.Message.Photo is { } photo
        ? SendPhotoAsync(request.Target, photo, ct) : client.SendCustomAsync(request.Target, Tappable(request.Message.Text), ct);

    public Task<SendResult?> AskAsync(SendRequest request, CancellationToken ct) => Task.FromResult<SendResult?>(null);

    /// <summary>A link needs an address; where none is set its words are said alone.</summary>
    string Tappable(string text) => Choices.Tappable(here.Address.Length == 0 ? PageLinks.Plain(text) : PageLinks.Tappable(text, mini.AppId, here.Pages));

    async Task<SendResult> SendPhotoAsync(string openId, long photo, CancellationToken ct) =>
        files.Find(photo) is { } found ? await client.SendPhotoAsync(openId, await File.ReadAllBytesAsync(found.Path, ct), found.File.MediaType, ct)
            : new SendResult(Outcome.PermanentContent, "no_file");
}

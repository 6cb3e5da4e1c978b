using System.Text.Json;
using OneTable.Services;
using OneTable.Services.Residents;

namespace OneTable.OutboundCall.WeChat;

/// <param name="Live">What WeChat shows now.</param>
/// <param name="Faults">Why the wanted one would be refused.</param>
public sealed record MenuState(IReadOnlyList<MenuButton> Live, IReadOnlyList<MenuButton> Wanted, IReadOnlyList<string> Differences, IReadOnlyList<string> Faults);

/// <summary>The account's menu at WeChat: read, compared with the file, and made anew.</summary>
public sealed class AccountMenus(AccountApis accounts, MiniProgramSettings mini, PublicSettings here)
{
    const string NoMenu = "46003";

    IReadOnlyList<MenuButton> Wanted => AccountMenu.Buttons(AccountMenu.Shipped(), mini.AppId, here.Address);

    /// <exception cref="Refusal">wechat_refused</exception>
    public async Task<MenuState> CompareAsync(CancellationToken ct)
    {
        var (live, wanted) = (await LiveAsync(ct), Wanted);
        return new(live, wanted, AccountMenu.Differences(live, wanted), AccountMenu.Faults(wanted));
    }

    /// <exception cref="Refusal">menu_invalid, wechat_refused</exception>
    public async Task<MenuState> ApplyAsync(CancellationToken ct)
    {
        var wanted = Wanted;
        if (AccountMenu.Faults(wanted) is { Count: > 0 } faults) throw new Refusal("menu_invalid", string.Concat(faults));
        try
        {
            await accounts.Mp.CallAsync(token => WeChatWire.Post(accounts.Mp.Url($"/cgi-bin/menu/create?access_token={WeChatWire.Query(token)}"), new { button = wanted.Select(Sent) }),
                Wire.JsonBytesMax, Wire.AnswerTimeout, ct);
        }
        catch (CallFault fault)
        {
            throw Refused(fault);
        }
        return await CompareAsync(ct);
    }

    async Task<IReadOnlyList<MenuButton>> LiveAsync(CancellationToken ct)
    {
        try
        {
            var reply = await accounts.Mp.CallAsync(token => new HttpRequestMessage(HttpMethod.Get, accounts.Mp.Url($"/cgi-bin/menu/get?access_token={WeChatWire.Query(token)}")),
                Wire.JsonBytesMax, Wire.AnswerTimeout, ct);
            return reply.Json() is { } answer && answer.TryGetProperty("menu", out var menu) && menu.TryGetProperty("button", out var buttons) ? Buttons(buttons) : [];
        }
        catch (CallFault fault) when (fault.Result.Code == NoMenu)
        {
            return [];
        }
        catch (CallFault fault)
        {
            throw Refused(fault);
        }
    }

    static Refusal Refused(CallFault fault) => new("wechat_refused", $"微信没有答应（{fault.Result.Code}）。{fault.Result.Detail}");

    static object Sent(MenuButton b) => b.Items.Count > 0
        ? new { name = b.Name, sub_button = b.Items.Select(Sent) }
        : new { name = b.Name, type = b.Type, key = b.Key, url = b.Url, appid = b.AppId, pagepath = b.PagePath };

    static IReadOnlyList<MenuButton> Buttons(JsonElement list) => list.ValueKind != JsonValueKind.Array ? [] : [.. list.EnumerateArray().Select(b =>
        new MenuButton(Text(b, "name") ?? "", Text(b, "type"), Text(b, "key"), Text(b, "url"), Text(b, "appid"), Text(b, "pagepath")) { Items = b.TryGetProperty("sub_button", out var below) ? Buttons(below) : [] })];

    static string? Text(JsonElement of, string name) => of.TryGetProperty(name, out var value) && value.ToString() is { Length: > 0 } text ? text : null;
}

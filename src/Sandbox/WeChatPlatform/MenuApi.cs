using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Http;

namespace OneTable.Sandbox.WeChatPlatform;

/// <summary>The account's menu: made, read and deleted, and refused by the platform's own counts of buttons and bytes.</summary>
sealed class MenuApi
{
    const int BodyMax = 64 * 1024;
    static readonly string[] keyed = ["click", "scancode_push", "scancode_waitmsg", "pic_sysphoto", "pic_photo_or_album", "pic_weixin", "location_select"];
    JsonElement? menu;

    public IResult Get() => menu is { } made ? Wire.Json(new { menu = new { button = made } }) : ApiAnswer.Error(46003);

    public IResult Delete()
    {
        menu = null;
        return ApiAnswer.Ok();
    }

    public async Task<IResult> CreateAsync(HttpRequest request)
    {
        if (await Wire.ReadAsync(request, BodyMax) is not { Length: > 0 } body) return ApiAnswer.Error(44002);
        if (Encoding.UTF8.GetString(body).Contains("\\u", StringComparison.Ordinal)) return ApiAnswer.Error(40033);
        JsonElement buttons;
        try { buttons = JsonSerializer.Deserialize<JsonElement>(body).GetProperty("button"); }
        catch (Exception error) when (error is JsonException or KeyNotFoundException or InvalidOperationException) { return ApiAnswer.Error(47001); }
        if (buttons.ValueKind != JsonValueKind.Array || buttons.GetArrayLength() is 0 or > 3) return ApiAnswer.Error(40016);
        foreach (var button in buttons.EnumerateArray())
        {
            var below = new Fields(button).Items("sub_button").ToList();
            if (below.Count > 5) return ApiAnswer.Error(40023);
            if (Refusal(button, nameBytes: 16, isLeaf: below.Count == 0, below: false) is > 0 and var no) return ApiAnswer.Error(no);
            foreach (var item in below)
                if (Refusal(item, nameBytes: 60, isLeaf: true, below: true) is > 0 and var not) return ApiAnswer.Error(not);
        }
        menu = buttons.Clone();
        return ApiAnswer.Ok();
    }

    /// <summary>40017 type, 40018 name, 40019 key, 40020 url; for what stands below another 40024 to 40027.</summary>
    static int Refusal(JsonElement button, int nameBytes, bool isLeaf, bool below)
    {
        var fields = new Fields(button);
        var shift = below ? 7 : 0;
        if (Bytes(fields.Text("name")) is var name && (name == 0 || name > nameBytes)) return 40018 + shift;
        if (!isLeaf) return 0;
        var type = fields.Text("type") ?? "";
        if (keyed.Contains(type)) return Bytes(fields.Text("key")) is 0 or > 128 ? 40019 + shift : 0;
        if (type is not ("view" or "miniprogram")) return 40017 + shift;
        if (Bytes(fields.Text("url")) is 0 or > 1024) return 40020 + shift;
        if (!Uri.TryCreate(fields.Text("url"), UriKind.Absolute, out var url) || url.Scheme is not ("http" or "https")) return below ? 40054 : 40055;
        return type == "miniprogram" && (fields.Text("appid") != SandboxOptions.MiniAppId || Bytes(fields.Text("pagepath")) == 0) ? 40013 : 0;
    }

    static int Bytes(string? text) => Encoding.UTF8.GetByteCount(text ?? "");
}

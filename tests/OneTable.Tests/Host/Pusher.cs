using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using System.Xml.Linq;
using OneTable.Sandbox;

namespace OneTable.Tests.Host;

/// <summary>
/// Pushes as the platform does, and as it never would. A third reading of its message encryption, beside the product's and
/// the sandbox's.
/// </summary>
sealed class Pusher(HttpClient http, string token = SandboxOptions.Token, string encodingAesKey = SandboxOptions.EncodingAESKey, string appId = SandboxOptions.AppId, string path = "/wechat/mp")
{
    public static Pusher OfMini(HttpClient http) => new(http, SandboxOptions.MiniToken, SandboxOptions.MiniEncodingAESKey, SandboxOptions.MiniAppId, "/wechat/mini");

    readonly byte[] key = Convert.FromBase64String(encodingAesKey + "=");

    public string Path => path;
    public string AppId => appId;

    public async Task<HttpResponseMessage> PushAsync(string xml, string? receiver = null, long? at = null)
    {
        var encrypted = Encrypt(Encoding.UTF8.GetBytes(xml), receiver ?? appId);
        return await PostAsync(xml.StartsWith('{') ? JsonEnvelope(encrypted) : Envelope(encrypted), Query(at, encrypted));
    }

    public Task<HttpResponseMessage> PostAsync(string body, string query) =>
        http.PostAsync($"{path}?{query}", new StringContent(body, Encoding.UTF8, body.StartsWith('{') ? "application/json" : "text/xml"));

    public Task<HttpResponseMessage> VerifyAsync(string echo) => http.GetAsync($"{path}?{Query()}&echostr={Uri.EscapeDataString(echo)}");

    public static string Envelope(string encrypted) => $"<xml><ToUserName><![CDATA[{SandboxOptions.GhId}]]></ToUserName><Encrypt><![CDATA[{encrypted}]]></Encrypt></xml>";

    public static string JsonEnvelope(string encrypted) => $$"""{"ToUserName":"{{SandboxOptions.MiniGhId}}","Encrypt":"{{encrypted}}"}""";

    /// <summary>The query of a push; without the encrypted text it is the signature of plain mode alone.</summary>
    public string Query(long? at = null, string? encrypted = null)
    {
        var (timestamp, nonce) = ((at ?? DateTimeOffset.UtcNow.ToUnixTimeSeconds()).ToString(), RandomNumberGenerator.GetInt32(int.MaxValue).ToString());
        var query = $"timestamp={timestamp}&nonce={nonce}&signature={Sign(timestamp, nonce)}";
        return encrypted is null ? query : $"{query}&encrypt_type=aes&msg_signature={Sign(timestamp, nonce, encrypted)}";
    }

    public string Sign(params string[] parts) =>
        Convert.ToHexStringLower(SHA1.HashData(Encoding.UTF8.GetBytes(string.Concat(parts.Append(token).Order(StringComparer.Ordinal)))));

    public string Encrypt(byte[] message, string receiver)
    {
        var frame = new List<byte>(RandomNumberGenerator.GetBytes(16));
        var length = new byte[4];
        BinaryPrimitives.WriteInt32BigEndian(length, message.Length);
        frame.AddRange([.. length, .. message, .. Encoding.UTF8.GetBytes(receiver)]);
        var pad = 32 - frame.Count % 32;
        frame.AddRange(Enumerable.Repeat((byte)pad, pad));
        return EncryptFrame([.. frame]);
    }

    public string EncryptFrame(byte[] frame)
    {
        using var aes = Aes.Create();
        aes.Key = key;
        return Convert.ToBase64String(aes.EncryptCbc(frame, key.AsSpan(0, 16), PaddingMode.None));
    }

    public byte[] DecryptFrame(string encrypted)
    {
        using var aes = Aes.Create();
        aes.Key = key;
        return aes.DecryptCbc(Convert.FromBase64String(encrypted), key.AsSpan(0, 16), PaddingMode.None);
    }

    /// <summary>The message inside of a passive reply, its signature checked; null for "success".</summary>
    public async Task<XElement?> ReplyAsync(HttpResponseMessage answer)
    {
        var body = await answer.Content.ReadAsStringAsync();
        if (body == "success") return null;
        var outer = XElement.Parse(body);
        var encrypted = outer.Element("Encrypt")!.Value;
        Assert.Equal(Sign(outer.Element("TimeStamp")!.Value, outer.Element("Nonce")!.Value, encrypted), outer.Element("MsgSignature")!.Value);
        var frame = DecryptFrame(encrypted);
        return XElement.Parse(Encoding.UTF8.GetString(frame, 20, BinaryPrimitives.ReadInt32BigEndian(frame.AsSpan(16))));
    }
}

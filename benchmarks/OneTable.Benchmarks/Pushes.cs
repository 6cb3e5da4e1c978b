using System.Buffers;
using System.Globalization;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using OneTable.BotGateway.WeChat;
using OneTable.Sandbox;

namespace OneTable.Benchmarks;

/// <summary>What the platform would push, as files for wrk, and the constant answer they are compared with.</summary>
static class Pushes
{
    const int Residents = 20_000, ConstantLength = 888;
    static readonly string[] texts = ["你好", "进度", "谢谢", "在吗"];

    /// <summary>Repeated: each tenth is one that came shortly before, with a new nonce and signature.</summary>
    public static void Write(string file, int round, int count, bool repeated)
    {
        var crypt = new MessageCrypt(SandboxOptions.Token, SandboxOptions.EncodingAESKey, SandboxOptions.AppId);
        var now = DateTimeOffset.UtcNow.ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture);
        var lines = new string[count];
        Parallel.For(0, count, i =>
        {
            var of = repeated && i % 10 == 9 && i > 200 ? i - 200 : i;
            var openid = $"bench-{of % Residents:000000}-aaaaaaaaaaaaaaa";
            var xml = $"<xml><ToUserName><![CDATA[{SandboxOptions.GhId}]]></ToUserName><FromUserName><![CDATA[{openid}]]></FromUserName><CreateTime>{now}</CreateTime>"
                + $"<MsgType><![CDATA[text]]></MsgType><Content><![CDATA[{texts[of % texts.Length]}]]></Content><MsgId>{round * 10_000_000L + of + 1}</MsgId></xml>";
            var encrypted = crypt.Encrypt(xml);
            var nonce = i.ToString(CultureInfo.InvariantCulture);
            lines[i] = $"signature={crypt.Sign(now, nonce)}&timestamp={now}&nonce={nonce}&openid={openid}&encrypt_type=aes&msg_signature={crypt.Sign(now, nonce, encrypted)} "
                + $"<xml><ToUserName><![CDATA[{SandboxOptions.GhId}]]></ToUserName><Encrypt><![CDATA[{encrypted}]]></Encrypt></xml>";
        });
        File.WriteAllLines(file, lines);
    }

    /// <summary>On the same host, before all else: reads the body whole, answers a constant as long as our encrypted answers to these texts are on average.</summary>
    public static void MapConstant(WebApplication app)
    {
        var answer = Encoding.ASCII.GetBytes(new string('x', ConstantLength));
        app.Map("/constant", constant => constant.Run(async http =>
        {
            var body = ArrayPool<byte>.Shared.Rent(64 * 1024); // as the callback reads it
            await ReadAsync(http, body);
            ArrayPool<byte>.Shared.Return(body);
            http.Response.ContentType = "application/xml; charset=utf-8";
            http.Response.ContentLength = answer.Length;
            await http.Response.Body.WriteAsync(answer);
        }));
    }

    public static async Task<int> ReadAsync(HttpContext http, byte[] body)
    {
        var length = 0;
        while (await http.Request.Body.ReadAsync(body.AsMemory(length)) is var read and > 0) length += read;
        return length;
    }
}

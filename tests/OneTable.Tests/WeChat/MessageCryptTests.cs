using System.Text;
using OneTable.BotGateway.Bot;
using OneTable.BotGateway.WeChat;

namespace OneTable.Tests.WeChat;

/// <summary>The known answers of the platform's own documents and of other readers of them.</summary>
public sealed class MessageCryptTests
{
    const string Folder = "WeChat/Vectors", Key = "abcdefghijklmnopqrstuvwxyz0123456789ABCDEFG";
    static readonly JsonElement[] crypts = TestFiles.Json(Folder, "wxbizmsgcrypt.json"), signatures = TestFiles.Json(Folder, "signature.json");

    public static TheoryData<string> Crypts => [.. crypts.Select(c => Text(c, "name"))];
    public static TheoryData<string> Signatures => [.. signatures.Select(s => Text(s, "name"))];

    [Theory, MemberData(nameof(Crypts))]
    public void What_others_encrypted_is_read(string name)
    {
        var vector = crypts.Single(c => Text(c, "name") == name);
        var crypt = new MessageCrypt(Text(vector, "token"), Text(vector, "encodingAesKey"), Text(vector, "receiverIdInFrame"));
        Assert.Equal(Text(vector, "plainXml"), Encoding.UTF8.GetString(crypt.Decrypt(Text(vector, "encrypt"))!));
    }

    [Theory, MemberData(nameof(Crypts))]
    public void Its_signature_is_right_and_any_other_is_wrong(string name)
    {
        var vector = crypts.Single(c => Text(c, "name") == name);
        if (Text(vector, "msgSignature") is not { Length: 40 } signature) return; // cipher only
        var crypt = new MessageCrypt(Text(vector, "token"), Text(vector, "encodingAesKey"), Text(vector, "appId"));
        var (timestamp, nonce, encrypted) = (Text(vector, "timestamp"), Text(vector, "nonce"), Text(vector, "encrypt"));
        Assert.True(crypt.IsSigned(signature, timestamp, nonce, encrypted));
        Assert.False(crypt.IsSigned(signature, timestamp, nonce, encrypted + "A"));
        Assert.False(crypt.IsSigned(signature.ToUpperInvariant(), timestamp, nonce, encrypted));
        Assert.False(crypt.IsSigned(null, timestamp, nonce, encrypted));
    }

    [Theory, MemberData(nameof(Crypts))]
    public void What_we_encrypt_others_read(string name)
    {
        var vector = crypts.Single(c => Text(c, "name") == name);
        var (key, receiver, plain) = (Text(vector, "encodingAesKey"), Text(vector, "receiverIdInFrame"), Text(vector, "plainXml"));
        var encrypted = new MessageCrypt("token", key, receiver).Encrypt(plain);
        var frame = new Pusher(new HttpClient(), "token", key, receiver).DecryptFrame(encrypted);
        Assert.Equal(plain + receiver, Encoding.UTF8.GetString(frame, 20, frame.Length - 20 - frame[^1]));
        Assert.InRange(frame[^1], 1, 32);
        Assert.Equal(0, frame.Length % 32);
    }

    [Theory, MemberData(nameof(Signatures))]
    public void The_signature_of_an_address_is_right(string name)
    {
        var vector = signatures.Single(s => Text(s, "name") == name);
        string[] parts = [Text(vector, "timestamp"), Text(vector, "nonce"), .. Text(vector, "encrypt") is { Length: > 0 } encrypted ? [encrypted] : Array.Empty<string>()];
        Assert.Equal(Text(vector, "signature"), new MessageCrypt(Text(vector, "token"), Key, "wx").Sign(parts));
    }

    [Fact]
    public void A_message_for_another_app_is_not_read() =>
        Assert.Null(Ours.Decrypt(Theirs.Encrypt("hello"u8.ToArray(), "wxSomebodyElse01")));

    [Theory]
    [InlineData(19), InlineData(30), InlineData(32), InlineData(1)]
    public void Any_padding_from_1_to_32_is_read(int pad)
    {
        var text = new string('x', 96 - pad - 20 - "wxours".Length);
        var encrypted = Theirs.Encrypt(Encoding.UTF8.GetBytes(text), "wxours");
        Assert.Equal(pad, Theirs.DecryptFrame(encrypted)[^1]);
        Assert.Equal(text, Encoding.UTF8.GetString(Ours.Decrypt(encrypted)!));
    }

    [Fact]
    public void Characters_of_four_bytes_survive()
    {
        const string text = "垃圾😀𠮷";
        Assert.Equal(text, Encoding.UTF8.GetString(Ours.Decrypt(Ours.Encrypt(text))!));
    }

    [Theory]
    [InlineData("")]
    [InlineData("not base64!")]
    [InlineData("QUJD")] // three bytes are no block
    public void What_is_no_frame_is_not_read(string encrypted) => Assert.Null(Ours.Decrypt(encrypted));

    [Theory]
    [InlineData(0)]
    [InlineData(33)]
    public void A_padding_that_cannot_be_is_not_read(byte pad) => Assert.Null(Ours.Decrypt(Theirs.EncryptFrame([.. new byte[63], pad])));

    [Fact]
    public void A_padding_of_unlike_bytes_is_not_read()
    {
        var frame = Theirs.DecryptFrame(Theirs.Encrypt("hello"u8.ToArray(), "wxours"));
        Assert.NotNull(Ours.Decrypt(Theirs.EncryptFrame(frame)));
        frame[^2] ^= 1;
        Assert.Null(Ours.Decrypt(Theirs.EncryptFrame(frame)));
    }

    [Fact]
    public void A_length_beyond_the_frame_is_not_read()
    {
        byte[] frame = [.. new byte[16], 0xFF, 0xFF, 0xFF, 0xFF, .. "hello wxours"u8, .. Enumerable.Repeat((byte)32, 32)];
        Assert.Null(Ours.Decrypt(Theirs.EncryptFrame(frame)));
    }

    static MessageCrypt Ours { get; } = new("token", Key, "wxours");
    static Pusher Theirs { get; } = new(new HttpClient(), "token", Key, "wxours");

    static string Text(JsonElement vector, string name) => vector.TryGetProperty(name, out var value) ? value.GetString() ?? "" : "";
}

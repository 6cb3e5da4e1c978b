using System.Security.Cryptography;
using OneTable.Services.Data;

namespace OneTable.Tests.Data;

public sealed class SealTests
{
    static string Key(string name) => name + ":" + Convert.ToBase64String(RandomNumberGenerator.GetBytes(32));

    [Fact]
    public void What_is_sealed_is_opened_and_never_looks_twice_alike()
    {
        var seal = new Seal(Seal.NewKey());
        Assert.NotEqual(seal.Close("19900000080"), seal.Close("19900000080"));
        Assert.Equal("19900000080", seal.Open(seal.Close("19900000080")));
        Assert.Null(seal.Close(""));
        Assert.Null(seal.Open(null));
    }

    [Fact]
    public void After_a_rotation_old_values_open_new_ones_take_the_new_key_and_are_still_found()
    {
        var (old, fresh) = (Key("k1"), Key("k2"));
        var (before, after) = (new Seal(old), new Seal($"{fresh},{old}"));
        Assert.Equal("x", after.Open(before.Close("x")));
        Assert.StartsWith("k2.", after.Close("x"));
        Assert.Equal(before.Hash("42019919461210126X"), after.Hash("42019919461210126x "));
        Assert.Throws<KeyNotFoundException>(() => before.Open(after.Close("x")));
    }

    [Fact]
    public void A_value_that_was_tampered_with_does_not_open()
    {
        var seal = new Seal(Seal.NewKey());
        var box = seal.Close("19900000080")!;
        for (var i = 3; i < box.Length - 1; i += 7)
            Assert.ThrowsAny<CryptographicException>(() => seal.Open(box[..i] + (box[i] == 'A' ? 'B' : 'A') + box[(i + 1)..]));
    }

    [Theory]
    [InlineData("")]
    [InlineData("k1")]
    [InlineData("k1:short")]
    [InlineData("k1:!!!!")]
    [InlineData(":AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=")]
    public void A_key_that_is_none_is_refused(string setting) => Assert.Throws<FormatException>(() => new Seal(setting));
}

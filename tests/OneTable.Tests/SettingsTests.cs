using Microsoft.Extensions.Configuration;
using OneTable.BotGateway;

namespace OneTable.Tests;

/// <summary>A wrong setting stops the start with a sentence that names the key and what is allowed.</summary>
public sealed class SettingsTests : IDisposable
{
    const string Key = "k1:AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=";
    readonly string folder = Directory.CreateTempSubdirectory("onetable-test-").FullName;

    Settings Read(string settings, bool development = true) => Settings.Read(new ConfigurationBuilder().AddInMemoryCollection(
        settings.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(s => s.Split('=', 2)).ToDictionary(s => s[0].Replace("__", ":"), string? (s) => s[1])).Build(), development, folder);

    [Theory]
    [InlineData("Data__Provider=Oracle", "Data__Provider", "Sqlite or MySql")]
    [InlineData("Data__Provider=1", "Data__Provider", "Sqlite or MySql")]
    [InlineData("Data__Provider=MySql", "Data__ConnectionString", "must be set")]
    [InlineData("Data__SealKey=secret", "Data__SealKey", "base64 of 32 bytes")]
    [InlineData("Demo__Enabled=maybe", "Demo__Enabled", "true or false")]
    [InlineData("Demo__Now=tomorrow", "Demo__Now", "an instant with offset")]
    [InlineData("Demo__Now=2026-12-01T09:00:00", "Demo__Now", "an instant with offset")]
    [InlineData("Demo__Enabled=false Demo__Now=2026-12-01T09:00:00+08:00", "Demo__Now", "only with the demo")]
    [InlineData("Demo__People=some", "Demo__People", "500")]
    [InlineData("Demo__People=3", "Demo__People", "500")]
    [InlineData("Sandbox__Enabled=yes", "Sandbox__Enabled", "true or false")]
    [InlineData("Sandbox__Enabled=true WeChat__AppId=wx1 WeChat__Token=abc", "Sandbox__Enabled", "WeChat__AppId")]
    [InlineData("WeChat__AppId=wx-1", "WeChat__AppId", "letters and digits")]
    [InlineData("WeChat__AppId=wx1", "WeChat__Token", "3 to 32 letters and digits")]
    [InlineData("WeChat__AppId=wx1 WeChat__Token=a!", "WeChat__Token", "3 to 32 letters and digits")]
    [InlineData("WeChat__AppId=wx1 WeChat__Token=abc", "WeChat__EncodingAESKey", "43 letters and digits")]
    [InlineData("WeChat__AppId=wx1 WeChat__Token=abc WeChat__EncodingAESKey=short", "WeChat__EncodingAESKey", "43 letters and digits")]
    [InlineData("WeChat__Mode=Compat", "WeChat__Mode", "Safe or Plain")]
    [InlineData("MiniProgram__Mode=Compat", "MiniProgram__Mode", "Safe or Plain")]
    [InlineData("MiniProgram__Token=abc", "MiniProgram__AppId", "MiniProgram__Token")]
    [InlineData("MiniProgram__AppId=wx2 MiniProgram__Token=a!", "MiniProgram__Token", "3 to 32 letters and digits")]
    [InlineData("MiniProgram__AppId=wx2 MiniProgram__Token=abc", "MiniProgram__EncodingAESKey", "43 letters and digits")]
    [InlineData("MiniProgram__AppId=wx2 MiniProgram__EncodingAESKey=aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa", "MiniProgram__Token", "MiniProgram__EncodingAESKey")]
    [InlineData("WeChat__ApiBase=api.weixin.qq.com", "WeChat__ApiBase", "https://")]
    [InlineData("MiniProgram__AppId=wx-2", "MiniProgram__AppId", "letters and digits")]
    [InlineData("MiniProgram__ApiBase=api.weixin.qq.com", "MiniProgram__ApiBase", "https://")]
    [InlineData("MiniProgram__State=Formal", "MiniProgram__State", "developer, trial or formal")]
    [InlineData("WeChat__TemplateIds__notce=ABC", "WeChat__TemplateIds__notce", "notice, todo")]
    [InlineData("WeChat__TemplateIds__notice=ABC:title=thing1;words1", "WeChat__TemplateIds__notice", "ID:title=thing1,words1=thing2")]
    [InlineData("MiniProgram__SubscribeIds__results=ABC", "MiniProgram__SubscribeIds__results", "result or visit")]
    [InlineData("Public__Address=shequ.example.gov.cn", "Public__Address", "https://")]
    public void A_wrong_setting_is_named(string settings, string key, string allowed)
    {
        var sentence = Assert.Throws<SettingException>(() => Read(settings)).Message;
        Assert.StartsWith($"The setting {key} ", sentence);
        Assert.Contains(allowed, sentence);
        Assert.DoesNotContain('\n', sentence);
    }

    [Theory]
    [InlineData("WeChat__TemplateIds__notice=T_a-1")]
    [InlineData("WeChat__TemplateIds__allowance80=T1:title=thing1,words1=thing2,'已有结果'=phrase3")]
    [InlineData("MiniProgram__SubscribeIds__RESULT=T1:title=thing1,words1=thing2")]
    [InlineData("WeChat__ApiBase=http://127.0.0.1:5090/sandbox/wechat/api MiniProgram__State=trial")]
    public void A_right_one_is_taken(string settings) => Assert.NotNull(Read(settings));

    [Fact]
    public void Production_must_be_given_a_seal_key()
    {
        Assert.StartsWith("The setting Data__SealKey ", Assert.Throws<SettingException>(() => Read("WeChat__AppId=wx1 WeChat__Token=abc WeChat__EncodingAESKey=" + new string('a', 43), development: false)).Message);
        Assert.Equal(Key, Read("Data__SealKey=" + Key, development: false).SealKey);
    }

    [Fact]
    public void Development_makes_a_seal_key_once_and_keeps_it_to_itself()
    {
        var made = Read("").SealKey;
        Assert.Equal(made, Read("").SealKey);
        var file = Path.Combine(folder, "data", "seal.key");
        if (!OperatingSystem.IsWindows()) Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(file));
    }

    [Fact]
    public void With_nothing_set_it_is_the_demo_with_the_sandbox_on_SQLite()
    {
        var settings = Read("");
        Assert.True(settings.Demo && settings.Sandbox && settings.Account.SafeMode);
        Assert.Contains("onetable.db", settings.ConnectionString);
        Assert.Equal("http://localhost:5080", settings.Urls);
    }

    [Fact]
    public void Beside_a_real_account_there_is_neither_demo_nor_sandbox()
    {
        var settings = Read($"WeChat__AppId=wx1 WeChat__Token=abc WeChat__EncodingAESKey={new string('a', 43)}");
        Assert.False(settings.Demo || settings.Sandbox);
        Assert.Null(settings.MiniProgram); // a mini-program without a token has no callback
    }

    public void Dispose() => Directory.Delete(folder, recursive: true);
}

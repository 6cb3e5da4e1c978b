using OneTable.OutboundCall.WeChat;
using OneTable.Services.Residents;

namespace OneTable.Tests.WeChat;

/// <summary>The account's menu: held to WeChat's limits before it is sent, compared by name, made from the file.</summary>
[Collection(Street.Name)]
public sealed class MenuTests(Street street)
{
    [Fact]
    public async Task What_is_live_is_compared_with_the_file_and_made_like_it()
    {
        var (street_, community) = (await street.ConsoleAsync("district"), await street.ConsoleAsync("grid"));
        await community.GetAsync("/api/console/menu").RefusedAsync(403, "forbidden");
        var made = await street_.PostAsync("/api/console/menu", new { });
        Assert.Empty(made.List("differences"));
        Assert.Equal(3, made.List("live").Count);
        Assert.All(made.List("live").SelectMany(b => b.List("items")), item => Assert.NotNull(item.Text("type")));
        var state = await street_.GetJsonAsync("/api/console/menu");
        Assert.Equal(made.GetProperty("live").ToString(), state.GetProperty("live").ToString());
    }

    [Fact]
    public void Each_difference_has_its_name()
    {
        MenuButton Top(string name, params MenuButton[] items) => new(name) { Items = items };
        var differences = AccountMenu.Differences([Top("报事", new MenuButton("报修", "click", "a"), new MenuButton("旧的", "click", "b"))], [Top("报事", new MenuButton("报修", "click", "c"), new MenuButton("新的", "click", "d"))]);
        Assert.Equal(["少了「报事 › 新的」。", "多了「报事 › 旧的」。", "「报事 › 报修」现在点了说 a，应该点了说 c。"], differences);
    }

    [Theory]
    [InlineData("- { name: 一二三四五六, key: a }", "「一二三四五六」太长，最多 5 个汉字。")]
    [InlineData("- { name: 一 }\n- { name: 二, key: b }\n- { name: 三, key: c }\n- { name: 四, key: d }", "一级菜单要有 1 到 3 个，现在 4 个。")]
    [InlineData("- { name: 一, url: 'javascript:1' }", "「一」的网址不能用，请先设 Public__Address。")]
    [InlineData("- { name: 一, page: pages/me/me }", "「一」的网址不能用，请先设 Public__Address。")]
    [InlineData("- { name: 一, items: [{name: a, key: k}, {name: b, key: k}, {name: c, key: k}, {name: d, key: k}, {name: e, key: k}, {name: f, key: k}] }", "「一」下面最多 5 个，现在 6 个。")]
    public void What_WeChat_would_refuse_is_said_before_it_is_sent(string yaml, string fault) => Assert.Contains(fault, AccountMenu.Faults(AccountMenu.Buttons(AccountMenu.Read(yaml), "", "")));

    [Fact]
    public void The_shipped_menu_can_be_sent_with_and_without_a_mini_program()
    {
        foreach (var mini in new[] { "", "wx1" }) Assert.Empty(AccountMenu.Faults(AccountMenu.Buttons(AccountMenu.Shipped(), mini, "https://a.example")));
    }
}

using OneTable.Services;
using OneTable.Services.Addresses;
using OneTable.Services.Divisions;

namespace OneTable.Tests.Addresses;

/// <summary>Other names, and what is learned when somebody knows better than the book.</summary>
public sealed class LearningTests(AddressTown town) : IClassFixture<AddressTown>
{
    static readonly string home = AddressTown.Community(1);

    Task<string?> LearnAsync(string said, AddressTarget target) => town.Db.WriteAsync(tx => town.Names.Learn(tx, said, target, "改派事项", "张敏"));

    AddressName Named(string name) => Assert.Single(town.Names.All(new(home)), n => n.Name == name);

    [Fact]
    public async Task A_correction_is_used_the_next_time_and_says_where_it_came_from()
    {
        const string said = "老张修车铺那里漏油三天了，没人管";
        Assert.Null(town.Book.Solve(said, home));
        Assert.Equal("老张修车铺", await LearnAsync(said, new(home, AddressTown.Grid(1, 3))));
        var match = town.Book.Solve("我的车停在老张修车铺门口被划了", home)!;
        Assert.Equal(AddressTown.Grid(1, 3), match.GridCode);
        Assert.Contains("张敏", match.Why);
        Assert.Contains("改派事项时认过“老张修车铺”", match.Why);
        Assert.InRange(match.Confidence, AddressMatch.Sure, 0.95);
        Assert.Null(town.Book.Solve(said, AddressTown.Community(2))); // the neighbours may have one too
    }

    [Fact]
    public async Task A_wrong_correction_is_taken_back_and_a_newer_one_takes_its_place()
    {
        await LearnAsync("三排平房", new(home, AddressTown.Grid(1, 1)));
        await LearnAsync("三排平房", new(home, AddressTown.Grid(1, 2)));
        Assert.Equal(AddressTown.Grid(1, 2), town.Book.Solve("三排平房漏雨", home)!.GridCode);
        var learned = Named("三排平房");
        Assert.False(await town.Db.WriteAsync(tx => town.Names.Remove(tx, new(AddressTown.Community(2)), learned.Id, "外人")));
        Assert.True(await town.Db.WriteAsync(tx => town.Names.Remove(tx, new(home), learned.Id, "书记")));
        Assert.Null(town.Book.Solve("三排平房漏雨", home));
        Assert.DoesNotContain(town.Names.All(new(home)), n => n.Name == "三排平房");
    }

    [Fact]
    public async Task A_text_can_be_learned_to_be_one_house()
    {
        var house = town.Book.Solve("教师新村2栋3单元702", home)!.AddressId;
        await LearnAsync("老校长院子", new(home, AddressId: house));
        var match = town.Book.Solve("老校长院子的门锁坏了", home)!;
        Assert.Equal(house, match.AddressId);
        Assert.Equal(AddressTown.Grid(1, 2), match.GridCode);
    }

    [Fact]
    public async Task What_was_right_in_words_is_not_unlearned_by_moving_the_case()
    {
        await town.Db.WriteAsync(tx => town.Names.LearnMove(tx, null, "东园小区3栋2单元水管爆了", AddressTown.Grid(1, 1), AddressTown.Grid(1, 4), "书记"));
        Assert.Equal(AddressTown.Grid(1, 1), town.Book.Solve("东园小区3栋2单元水管爆了", home)!.GridCode);
        await town.Db.WriteAsync(tx => town.Names.LearnMove(tx, null, "大家好，水管爆了", home, AddressTown.Grid(1, 4), "书记"));
        Assert.Null(town.Book.Solve("水管爆了", home));
    }

    [Fact]
    public async Task An_estate_that_gets_another_name_is_found_by_both()
    {
        var here = AddressTown.Community(4);
        await town.Db.WriteAsync(tx => town.Library.Add(tx, new("船厂大院", AddressTown.Grid(4, 4), 1, 2, 2, 5, 2)));
        var house = town.Book.Solve("船厂大院2栋1单元302", here)!;
        Assert.NotNull(house.AddressId);
        Assert.True(await town.Db.WriteAsync(tx => town.Library.Rename(tx, here, "船厂大院", "滨江雅苑", "书记")));
        Assert.Equal(house.AddressId, town.Book.Solve("滨江雅苑2栋1单元302", here)!.AddressId);
        var old = town.Book.Solve("船厂大院2-1-302", here)!;
        Assert.Equal(house.AddressId, old.AddressId);
        Assert.StartsWith("“船厂大院”是旧名", old.Why);
        await Assert.ThrowsAsync<Refusal>(() => town.Db.WriteAsync(tx => town.Library.Rename(tx, here, "滨江雅苑", "码头宿舍", "书记")));
    }

    [Fact]
    public async Task Adding_the_same_buildings_again_adds_nothing()
    {
        var plan = new NewBuildings("新房", AddressTown.Grid(2, 1), 1, 1, 2, 3, 2);
        Assert.Equal(12, await town.Db.WriteAsync(tx => town.Library.Add(tx, plan)));
        Assert.Equal(0, await town.Db.WriteAsync(tx => town.Library.Add(tx, plan)));
        Assert.Equal(6, await town.Db.WriteAsync(tx => town.Library.Add(tx, plan with { Units = 3 })));
        Assert.Equal(18, town.Library.Estates(new(AddressTown.Community(2))).Single(e => e.Name == "新房").Homes);
    }

    [Theory]
    [InlineData("老张修车铺那里漏油三天了", "老张修车铺")]
    [InlineData("您好，我在老厂后门看到有人倒垃圾", "老厂后门")]
    [InlineData("三排五号", "三排五号")]
    [InlineData("水管爆了快来", null)]
    [InlineData("1栋1单元101", null)]
    [InlineData("三栋二单元门口", null)]
    [InlineData("谢谢", null)]
    [InlineData("", null)]
    public void Only_the_words_for_a_place_are_learned(string said, string? kept) => Assert.Equal(kept, AddressPhrase.In(AddressParts.Clean(said)));
}

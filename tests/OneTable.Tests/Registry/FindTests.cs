using OneTable.Services;
using OneTable.Services.Divisions;
using OneTable.Services.Registry;
using OneTable.Services.Registry.Finding;

namespace OneTable.Tests.Registry;

/// <summary>The one box: names in characters and letters with a slip or two, numbers, addresses; always within the scope.</summary>
[Collection(Street.Name)]
public sealed class FindTests(Street street)
{
    const string Grid = "420199001002003", Community = "420199001002", Whole = "420199001", Everywhere = "420199";
    static readonly Origin origin = new("走访", "测试");

    /// <summary>People of the third grid of 西湖里社区, once for all tests.</summary>
    static readonly SemaphoreSlim once = new(1);

    static readonly string[] names =
        ["柳海涛", "柳海滔", "单雄信", "仇英杰", "尉迟恭礼", "买买提·阿布都", "欧阳若曦梦", "曾乐乐", "李𬀩晟", "娜仁高娃", "冯琴音", "彭贞生", "饶桂瑛"];

    async Task PeopleAsync()
    {
        await once.WaitAsync();
        try
        {
            var there = street.Db.Read(tx => tx.Count<int>("SELECT COUNT(*) FROM people WHERE name = '柳海涛'"));
            if (there == 0) await street.Db.WriteAsync(tx => { foreach (var name in names) Add(tx, name); });
        }
        finally { once.Release(); }
    }

    long Add(OneTable.Services.Data.Tx tx, string name, string? phone = null, string? document = null, string grid = Grid) => street.Get<People>().Write(tx, null,
        new Dictionary<string, string?>
        {
            ["姓名"] = name, ["证件类型"] = document is null ? "99" : "01", ["身份证号"] = document, ["联系电话"] = phone, ["人口类别"] = "1", ["人员状态"] = "1", ["现住网格"] = grid,
        }, origin);

    FoundPeople Find(string q, string scope = Everywhere, int page = 1, int size = 20) => street.Get<Finder>().Find(new Scope(scope), q, page, size);

    [Theory]
    [InlineData("柳海涛", "柳海涛", "姓名相同")]
    [InlineData("柳海", "柳海涛", "姓名开头")]
    [InlineData("海涛", "柳海涛", "名字里有")]
    [InlineData("柳海滔", "柳海涛", "同音")]
    [InlineData("刘海桃", "柳海涛", "同音")]
    [InlineData("柳河涛", "柳海涛", "相近")]
    [InlineData("王海涛涛", "王海涛", "相近")]
    [InlineData("木海涛", "柳海涛", "相近")]
    [InlineData("柳海波", "柳海涛", "相近")]
    [InlineData("柳涛", "柳海涛", "相近")]
    [InlineData("柳海海涛", "柳海涛", "相近")]
    [InlineData("冯勤英", "冯琴音", "音近")]
    [InlineData("彭增森", "彭贞生", "音近")]
    [InlineData("老桂瑛", "饶桂瑛", "相近")]
    [InlineData("liuhaitao", "柳海涛", "拼音")]
    [InlineData("LIU hai tao", "柳海涛", "拼音")]
    [InlineData("liuhait", "柳海涛", "拼音")]
    [InlineData("liuht", "柳海涛", "拼音")]
    [InlineData("lht", "柳海涛", "拼音首字母")]
    [InlineData("niuhaitao", "柳海涛", "音近")]
    [InlineData("fengqingying", "冯琴音", "音近")]
    [InlineData("shanxiongxin", "单雄信", "拼音")]
    [InlineData("danxiongxin", "单雄信", "拼音")]
    [InlineData("qiuyingjie", "仇英杰", "拼音")]
    [InlineData("yuchigongli", "尉迟恭礼", "拼音")]
    [InlineData("zengyueyue", "曾乐乐", "拼音")]
    [InlineData("zll", "曾乐乐", "拼音首字母")]
    [InlineData("买买提阿布都", "买买提·阿布都", "姓名相同")]
    [InlineData("买买提", "买买提·阿布都", "姓名开头")]
    [InlineData("买买提.阿布都", "买买提·阿布都", "姓名相同")]
    [InlineData("李𬀩晟", "李𬀩晟", "姓名相同")]
    [InlineData("liweisheng", "李𬀩晟", "拼音")]
    [InlineData("欧阳若西梦", "欧阳若曦梦", "同音")]
    [InlineData("ｌｈｔ", "柳海涛", "拼音首字母")]
    public async Task A_name_is_found_however_it_is_typed(string typed, string name, string why)
    {
        await PeopleAsync();
        foreach (var scope in new[] { Grid, Community, Whole, Everywhere })
        {
            if (name == "王海涛" && scope is Grid or Community) continue; // lives in the first grid of the street
            var found = Find(typed, scope, size: 200).Items.FirstOrDefault(p => p.Name == name);
            Assert.True(found is not null, $"{typed} does not find {name} in {scope}");
            Assert.Equal(why, found.Why!.Text);
            Assert.Equal("name", found.Why.Column);
            Assert.InRange(found.Why.Start + found.Why.Length, 1, name.Length);
        }
    }

    [Fact]
    public async Task What_is_the_same_comes_first()
    {
        await PeopleAsync();
        Assert.Equal(["柳海涛", "柳海滔"], Find("柳海涛").Items.Take(2).Select(p => p.Name));
        Assert.Equal(["柳海滔", "柳海涛"], Find("柳海滔", Grid).Items.Take(2).Select(p => p.Name));
        var why = Find("海涛", Grid).Items.First(p => p.Name == "柳海涛").Why!;
        Assert.Equal((1, 2), (why.Start, why.Length));
        var beyond = Find("提阿布", Grid).Items.Single(p => p.Name == "买买提·阿布都").Why!;
        Assert.Equal((2, 4), (beyond.Start, beyond.Length));
    }

    [Fact]
    public async Task Half_of_a_name_of_two_is_no_likeness()
    {
        await street.Db.WriteAsync(tx => Add(tx, "阚昊"));
        Assert.DoesNotContain(Find("阚丽", Grid).Items, p => p.Name == "阚昊");
        Assert.DoesNotContain(Find("柳大明", Grid).Items, p => p.Name == "柳海涛");
    }

    [Fact]
    public async Task Somebody_is_found_right_after_the_write_and_under_the_new_name_after_a_change()
    {
        var id = await street.Db.WriteAsync(tx => Add(tx, "甯采薇"));
        foreach (var scope in new[] { Grid, Everywhere }) Assert.Equal(id, Find("ningcaiwei", scope).Items.Single().Id);
        await street.Db.WriteAsync(tx => street.Get<People>().Write(tx, id, new Dictionary<string, string?> { ["姓名"] = "甯采荷" }, origin));
        foreach (var scope in new[] { Grid, Everywhere })
        {
            Assert.Equal(id, Find("甯采荷", scope).Items.Single().Id);
            Assert.DoesNotContain(Find("甯采薇", scope).Items, p => p.Why!.Text == "姓名相同");
        }
    }

    [Fact]
    public async Task Numbers_find_one_person_or_those_with_the_same_last_four()
    {
        var number = IdentityNumber.Complete("42019919500102311");
        var id = await street.Db.WriteAsync(tx => Add(tx, "翟号码", "13871114321", number));
        foreach (var typed in new[] { number, number.ToLowerInvariant(), $"{number[..6]} {number[6..14]} {number[14..]}", "13871114321", "138 7111 4321", "+86 138-7111-4321" })
            Assert.Equal(id, Find(typed).Items.Single().Id);
        Assert.Contains(Find("4321").Items, p => p.Id == id && p.Why!.Text == "手机后四位");
        Assert.Equal("证件号相同", Find(number).Items.Single().Why!.Text);
        Assert.Empty(Find(number, "420199001001").Items); // another community
        Assert.Empty(Find("13871114321", "420199001002001").Items);
    }

    [Fact]
    public void An_address_finds_who_lives_there()
    {
        var (address, building, unit, room) = street.Db.Read(tx => tx.Query<(string, string, string, string)>("""
            SELECT a.text, a.building, a.unit, a.room FROM addresses a JOIN people p ON p.living_address_id = a.id WHERE p.living_grid = '420199001001001' ORDER BY p.id LIMIT 1
            """).First());
        foreach (var typed in new[] { address, $"东园{building}-{unit}-{room}", $"{building}-{unit}-{room}" })
            Assert.All(Find(typed, "420199001001001").Items, p => Assert.Contains(address, p.Living));
        Assert.NotEmpty(Find(address).Items);
        Assert.NotEmpty(Find($"东园小区{building}栋{room}").Items);
        var whole = Find($"{building}栋", "420199001001001", size: 200);
        Assert.True(whole.Total > 10, $"{whole.Total} people live in building {building}");
        Assert.All(whole.Items, p => Assert.Contains($"{building}栋", p.Living));
        Assert.Equal("地址相符", whole.Items[0].Why!.Text);
        Assert.Empty(Find(address, "420199001003").Items);
    }

    [Theory]
    [InlineData("%"), InlineData("_"), InlineData("'; DROP TABLE people; --"), InlineData("···"), InlineData("🙂"), InlineData("\0"), InlineData("xyzzyq")]
    [InlineData("1"), InlineData("999999999999999999999999"), InlineData("一二三四五六七八九十一二三四五六七八九十一二三四五六七八九十")]
    public void What_is_nobody_finds_nobody(string typed)
    {
        foreach (var scope in new[] { Grid, Whole, Everywhere }) Assert.Equal(0, Find(typed, scope).Total);
    }

    [Theory]
    [InlineData("l"), InlineData("w"), InlineData("")]
    public void A_count_ends_at_two_hundred(string typed)
    {
        var (first, last) = (Find(typed, Whole), Find(typed, Whole, page: 10));
        Assert.Equal((200, true), (first.Total, first.More));
        Assert.Equal(20, first.Items.Count);
        Assert.Equal(20, last.Items.Count);
        Assert.Empty(first.Items.Select(p => p.Id).Intersect(last.Items.Select(p => p.Id)));
        Assert.Empty(Find(typed, Whole, page: 11).Items);
        Assert.Equal((200, true), (Find(typed).Total, Find(typed).More));
    }

    [Fact]
    public void Too_long_a_text_is_refused() =>
        Assert.Equal("too_long", Assert.Throws<Refusal>(() => Find(new string('长', 61))).Code);

    [Fact]
    public async Task A_database_from_before_the_book_of_names_takes_its_people_in()
    {
        await PeopleAsync();
        await street.Db.WriteAsync(tx => tx.Run("DELETE FROM names"));
        await NameBook.FillAsync(street.Db);
        Assert.Contains(Find("lht").Items, p => p.Name == "柳海涛");
        Assert.Equal(street.Db.Read(tx => tx.Count<int>("SELECT COUNT(DISTINCT name) FROM people")), street.Db.Read(tx => tx.Count<int>("SELECT COUNT(DISTINCT name) FROM names")));
    }
}

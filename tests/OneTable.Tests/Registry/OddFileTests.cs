using OneTable.Tests.Sheets;

namespace OneTable.Tests.Registry;

/// <summary>Files as they lie on a clerk's desk: nothing of them comes in under a wrong name, and every row says why it stayed out.</summary>
[Collection(Street.Name)]
public sealed class OddFileTests(Street street)
{
    readonly ImportingDesk desk = new(street);

    async Task<string?> ReasonAsync(JsonElement batch, int row) => (await desk.RefusedAsync(batch))[row][^2];

    [Fact]
    public async Task A_formula_in_a_remark_keeps_nobody_out()
    {
        var number = ImportingDesk.Number();
        Assert.Equal("1 1 0 0 0 0", ImportingDesk.Counts(await desk.ImportAsync([["姓名", "身份证号", "备注", "算出来的"], ["备注公式", number, "=HYPERLINK(\"http://x\")", "=1+1"]])));
        Assert.Contains("备注=原表这里是公式", (await desk.PersonAsync(number))!.Value.Text);
    }

    [Fact]
    public async Task What_a_phone_copied_along_and_nobody_sees_is_no_part_of_a_value()
    {
        var number = ImportingDesk.Number();
        Assert.Equal("1 1 0 0 0 0", ImportingDesk.Counts(await desk.ImportAsync(
            [["姓名", "身份证号", "联系电话"], ["\u00A0看不\u200B见\u3000", $"\u202D{number}\u202C", "\u202D139 0000 0001\u202C"]])));
        Assert.Contains("姓名=看不见；", (await desk.PersonAsync(number))!.Value.Text);
    }

    [Fact]
    public async Task A_number_dragged_down_over_other_names_makes_nobody_into_somebody_else()
    {
        var number = ImportingDesk.Number();
        var batch = await desk.ImportAsync([["姓名", "身份证号"], ["填充一", number], ["填充二", number], ["填充一", number]]);
        Assert.Equal("3 1 0 1 0 1", ImportingDesk.Counts(batch));
        Assert.Contains("和本表里另一个人的一样", await ReasonAsync(batch, 1));
        Assert.Contains("姓名=填充一；", (await desk.PersonAsync(number))!.Value.Text);
    }

    [Fact]
    public async Task The_same_number_under_another_name_is_seen_across_chunks_too()
    {
        var number = ImportingDesk.Number();
        string?[][] rows = [["姓名", "身份证号"], ["远处一", number], .. Enumerable.Range(0, 2_100).Select(_ => (string?[])["错号", "1"]), ["远处二", number]];
        var batch = await desk.ImportAsync(rows);
        Assert.Equal("2102 1 0 0 0 2101", ImportingDesk.Counts(batch));
        Assert.Contains("姓名=远处一；", (await desk.PersonAsync(number))!.Value.Text);
    }

    [Fact]
    public async Task Rows_under_a_second_header_that_disagrees_stay_out_until_the_first_one_comes_back()
    {
        string[] ids = [ImportingDesk.Number(), ImportingDesk.Number(), ImportingDesk.Number()];
        var batch = await desk.ImportAsync([["姓名", "身份证号", "户籍地址", "现住地址"], ["上面的", ids[0]], ["姓名", "身份证号", "现住地址", "户籍地址"], ["下面的", ids[1], "别处"], ["姓名", "身份证号", "户籍地址", "现住地址"], ["又对了", ids[2]]]);
        Assert.Equal("3 2 0 0 0 1", ImportingDesk.Counts(batch));
        Assert.Contains("第 3 行又是一个表头", await ReasonAsync(batch, 1));
        Assert.Null(await desk.PersonAsync(ids[1]));
    }

    [Fact]
    public async Task Of_two_header_rows_the_one_over_the_values_counts()
    {
        var number = ImportingDesk.Number();
        Assert.Equal("1 1 0 0 0 0", ImportingDesk.Counts(await desk.ImportAsync([["姓名", "身份证号", "电话", "地址"], ["身份证号", "姓名", "住址", "手机号码"], [number, "近的表头", "东园小区3栋2单元501", ImportingDesk.Phone()]])));
        Assert.Contains("姓名=近的表头；", (await desk.PersonAsync(number))!.Value.Text);
    }

    [Fact]
    public async Task A_card_of_one_person_is_no_list() => await (await desk.Desk).PostAsync("/api/console/imports?name=a.xlsx", new ByteArrayContent(Xlsx.Of(
        [["居民信息卡"], ["姓名", "卡片人", "性别", "男"], ["身份证号", ImportingDesk.Number(), "民族", "汉族"], ["现住地址", "东园小区3栋2单元501", "电话", ImportingDesk.Phone()]])))
        .RefusedAsync(400, "no_people");

    [Fact]
    public async Task A_door_without_its_estate_is_put_behind_the_column_that_says_it()
    {
        var number = ImportingDesk.Number();
        await desk.ImportAsync([["姓名", "身份证号", "小区", "住址"], ["门牌人", number, "东园小区", "3栋2单元501"]]);
        Assert.Contains("现住地址=东园小区3栋2单元501", (await desk.PersonAsync(number))!.Value.Text);
    }

    [Fact]
    public async Task A_name_that_lost_its_dot_contradicts_nobody()
    {
        var number = ImportingDesk.Number();
        Assert.Equal("2 1 0 1 0 0", ImportingDesk.Counts(await desk.ImportAsync([["姓名", "身份证号"], ["买买提·艾力", number], ["买买提艾力", number]])));
        Assert.Equal("1 0 0 1 0 0", ImportingDesk.Counts(await desk.ImportAsync([["姓名", "身份证号"], ["买买提艾力", number]], source: "公安")));
        Assert.Contains("姓名=买买提·艾力；", (await desk.PersonAsync(number))!.Value.Text);
    }

    [Fact]
    public async Task Page_numbers_between_the_rows_are_nobody()
    {
        var batch = await desk.ImportAsync([["姓名", "身份证号"], ["页前人", ImportingDesk.Number()], ["第1页 共2页"], ["页后人", ImportingDesk.Number()], ["第 2 页"]]);
        Assert.Equal("2 2 0 0 0 0", ImportingDesk.Counts(batch));
    }

    [Fact]
    public async Task A_name_alone_is_nobody_and_a_second_of_that_name_and_birthday_is_asked_about()
    {
        var batch = await desk.ImportAsync([["姓名"], ["只有名字"], ["只有名字"]]);
        Assert.Equal("2 0 0 0 0 2", ImportingDesk.Counts(batch));
        Assert.Contains("认不出是谁", await ReasonAsync(batch, 1));
        string?[][] rows = [["姓名", "出生日期"], ["生日相同", "1949-10-02"]];
        Assert.Equal("1 1 0 0 0 0", ImportingDesk.Counts(await desk.ImportAsync(rows)));
        batch = await desk.ImportAsync(rows);
        Assert.Equal("1 0 0 0 0 1", ImportingDesk.Counts(batch));
        Assert.Contains("同名同生日", await ReasonAsync(batch, 1));
    }

    [Fact]
    public async Task A_header_over_nothing_is_said_at_once() =>
        await (await desk.Desk).PostAsync("/api/console/imports?name=a.xlsx", new ByteArrayContent(Xlsx.Of([["姓名", "身份证号", "住址"]]))).RefusedAsync(400, "no_people");
}

using OneTable.Services.Registry.Import;
using OneTable.Tests.Sheets;

namespace OneTable.Tests.Registry;

/// <summary>A file of people comes in whole: what is right is in the registry, what is not comes back with its reason.</summary>
[Collection(Street.Name)]
public sealed class ImportTests(Street street)
{
    readonly ImportingDesk desk = new(street);

    [Fact]
    public async Task A_ledger_as_a_community_keeps_it_comes_in_and_the_wrong_row_comes_back()
    {
        var (first, second, third) = (ImportingDesk.Number("19460305"), ImportingDesk.Number("19500101", man: false), ImportingDesk.Number("20100601"));
        var bad = first[..17] + (first[17] == '1' ? '2' : '1');
        var batch = await desk.RunAsync(await desk.TakeAsync(Xlsx.Of([
            ["东园社区人口台账"], ["填报单位：东园社区"],
            ["序号", "基本信息", null, null, "户主", "户号", "与户主关系", "居住", null, "联系电话", "月收入"], [null, "姓 名", "身份证号码（必填）", "出生日期", null, null, null, "现住址", "网格", null, null],
            ["1", "买买提·艾力", first, "1946年3月5日", "买买提·艾力", "H" + first[..6], "户主", "东园小区3栋2单元501", "第一网格", ImportingDesk.Phone(), "x"],
            ["2", "𠅤 丽", second, "18264", null, null, "妻", "东园小区3栋2单元501", "第一网格"],
            ["3", "王小明", bad, "2010.6.1", null, null, "子"], ["4", "王小红", third, "二〇一〇年六月一日"], ["合计", "4人"], ["填表人：王五"]],
            "A1:K1", "B3:D3", "H3:I3", "E5:E6", "F5:F6")));
        Assert.Equal("4 3 0 0 0 1", ImportingDesk.Counts(batch));
        var refused = await desk.RefusedAsync(batch);
        Assert.Equal(2, refused.Count);
        Assert.Contains("校验位", refused[1][^2]);
        Assert.Equal((bad, "7"), (refused[1][2], refused[1][^1]));
        var head = (await desk.PersonAsync(first))!.Value.Text;
        Assert.Contains("姓名=买买提·艾力；", head);
        Assert.Contains("性别=男；出生日期=1946-03-05", head);
        Assert.Contains("现住网格=东园社区 第一网格", head);
        Assert.Contains("户主=买买提·艾力", (await desk.PersonAsync(second))!.Value.Text);
        Assert.Contains("姓名=𠅤丽；", (await desk.PersonAsync(second))!.Value.Text);
        Assert.Contains("人口类别=待核；人员状态=正常", (await desk.PersonAsync(third))!.Value.Text.Replace("；居住类型", ""));
    }

    public static TheoryData<string, string, string> Wrong() => new()
    {
        { "身份证号", "4.20106194601011E+17", "位数已丢" },
        { "身份证号", "42010619460231001", "有 17 位" },
        { "身份证号", "420106194602300011", "出生日期不存在" },
        { "身份证号", "H12345678", "证件类型" },
        { "身份证号", "=HYPERLINK(\"http://x\",\"1\")", "公式" },
        { "工作单位", "#REF!", "公式出错" },
        { "姓名", "=cmd|' /C calc'!A0", "公式" },
        { "姓名", "张三2", "姓名" },
        { "性别", "11010119900307803X", "没有“1101**********803X”" },
        { "姓名", "", "没有填" },
        { "出生日期", "2024-02-30", "不是日期" },
        { "出生日期", "1981-01-01", "写的是1981-01-01，身份证号里是1980-01-01" },
        { "出生日期", "1979年", "身份证号里是1980-01-01" },
        { "性别", "女", "写的是女，身份证号里是男" },
        { "联系电话", "139000", "不是电话号码" },
        { "联系电话", "13900000001/13900000002", "几个电话" },
        { "文化程度", "上过学", "没有“上过学”" },
        { "现住网格", "第九十九网格", "没有“第九十九网格”" },
        { "现住网格", "北苑社区第一网格", "不在你的辖区" },
        { "医保缴费年度", "去年", "不是整数" },
    };

    [Theory, MemberData(nameof(Wrong))]
    public async Task A_row_that_cannot_be_right_comes_back_with_the_reason(string heading, string value, string reason)
    {
        var row = new Dictionary<string, string> { ["姓名"] = "张某某", ["身份证号"] = ImportingDesk.Number(), [heading] = value };
        var batch = await desk.ImportAsync([[.. row.Keys], [.. row.Values]]);
        Assert.Equal("1 0 0 0 0 1", ImportingDesk.Counts(batch));
        Assert.Contains(reason, (await desk.RefusedAsync(batch))[1][^2]);
        Assert.DoesNotContain(row["身份证号"], street.Db.Read(tx => tx.Value<string>("SELECT reason FROM import_refusals WHERE import_id = @p0", long.Parse(batch.Text("id")!))));
    }

    [Fact]
    public async Task Lunar_birthdays_and_days_nobody_knows_stay_as_they_were_said()
    {
        var number = ImportingDesk.Number("19460412");
        var batch = await desk.ImportAsync([["姓名", "身份证号", "出生日期", "电话"], ["木合塔尔•买买提", number, "农历三月初八", "139****0009"], ["老人甲乙", null, "农历三月初八", ImportingDesk.Phone()], ["老人丙丁", null, "1946年", ImportingDesk.Phone()]]);
        Assert.Equal("3 3 0 0 0 0", ImportingDesk.Counts(batch));
        var text = (await desk.PersonAsync(number))!.Value.Text;
        Assert.Contains("姓名=木合塔尔·买买提", text);
        Assert.Contains("出生日期=1946-04-12", text);
        Assert.Contains("备注=出生日期原文：农历三月初八", text);
    }

    [Fact]
    public async Task The_same_file_again_changes_nothing_and_another_source_that_disagrees_is_a_conflict()
    {
        var number = ImportingDesk.Number();
        string?[][] rows = [["姓名", "身份证号", "文化程度", "备注"], ["某甲乙", number, "大学本科", null]];
        Assert.Equal("1 1 0 0 0 0", ImportingDesk.Counts(await desk.ImportAsync(rows)));
        Assert.Equal("1 0 0 1 0 0", ImportingDesk.Counts(await desk.ImportAsync(rows)));
        rows[1][3] = "常年在外";
        Assert.Equal("1 0 1 0 0 0", ImportingDesk.Counts(await desk.ImportAsync(rows)));
        rows[1][2] = "硕士研究生";
        Assert.Equal("1 0 0 0 1 0", ImportingDesk.Counts(await desk.ImportAsync(rows, source: "人社")));
        Assert.Contains("文化程度=大学本科", (await desk.PersonAsync(number))!.Value.Text);
        Assert.Equal("1 0 1 0 0 0", ImportingDesk.Counts(await desk.ImportAsync(rows)));
        Assert.Contains("文化程度=硕士研究生", (await desk.PersonAsync(number))!.Value.Text);
    }

    [Fact]
    public async Task Who_has_no_number_is_known_by_name_birth_date_and_phone_and_gets_the_number_later()
    {
        var (number, phone) = (ImportingDesk.Number("19530709"), ImportingDesk.Phone());
        Assert.Equal("1 1 0 0 0 0", ImportingDesk.Counts(await desk.ImportAsync([["姓名", "出生日期", "电话"], ["无号老人", "1953/7/9", phone]])));
        Assert.Equal("1 0 0 1 0 0", ImportingDesk.Counts(await desk.ImportAsync([["姓名", "出生日期", "电话"], ["无号老人", "19530709", phone]])));
        Assert.Equal("1 1 0 0 0 0", ImportingDesk.Counts(await desk.ImportAsync([["姓名", "出生日期", "电话"], ["无号老人", "1953-07-09", ImportingDesk.Phone()]])));
        Assert.Equal("1 0 1 0 0 0", ImportingDesk.Counts(await desk.ImportAsync([["姓名", "身份证号", "电话"], ["无号老人", number, phone]])));
        Assert.NotNull(await desk.PersonAsync(number));
    }

    [Fact]
    public async Task One_of_another_community_is_refused_and_nobody_there_sees_the_batch()
    {
        var number = ImportingDesk.Number();
        var other = new ImportingDesk(street, "community3");
        var batch = await other.ImportAsync([["姓名", "身份证号"], ["别处的人", number]]);
        Assert.Equal("1 1 0 0 0 0", ImportingDesk.Counts(batch));
        var mine = await desk.ImportAsync([["姓名", "身份证号", "备注"], ["别处的人", number, "改一下"]]);
        Assert.Equal("1 0 0 0 0 1", ImportingDesk.Counts(mine));
        Assert.Contains("不归你管", (await desk.RefusedAsync(mine))[1][^2]);
        await (await desk.Desk).GetAsync("/api/console/imports/" + batch.Text("id")).ContinueWith(t => Assert.Equal(HttpStatusCode.NotFound, t.Result.StatusCode));
        Assert.DoesNotContain((await (await desk.Desk).GetJsonAsync("/api/console/imports?size=100")).List("items"), b => b.Text("id") == batch.Text("id"));
        await (await street.ConsoleAsync("grid")).PostAsync("/api/console/imports?name=a.csv", new ByteArrayContent([65])).RefusedAsync(403, "forbidden");
    }

    [Fact]
    public async Task A_try_counts_and_writes_nothing()
    {
        var number = ImportingDesk.Number();
        var batch = await desk.RunAsync(await desk.TakeAsync(Xlsx.Of([["姓名", "身份证号"], ["只试一下", number], ["又是一行", "1"]])), "try");
        Assert.Equal("2 1 0 0 0 1", ImportingDesk.Counts(batch));
        Assert.Equal("checked", batch.Text("state"));
        Assert.Single((await desk.RefusedAsync(batch))[1..]);
        Assert.Null(await desk.PersonAsync(number));
        Assert.Equal("2 1 0 0 0 1", ImportingDesk.Counts(await desk.RunAsync(batch)));
        Assert.NotNull(await desk.PersonAsync(number));
        await (await desk.Desk).PostAsync($"/api/console/imports/{batch.Text("id")}/run", null).RefusedAsync(400, "import_done");
    }

    [Fact]
    public async Task What_a_column_means_is_said_once()
    {
        byte[] File(string number) => Xlsx.Of([["姓名", "身份证号", "甲类代号甲", "手机二"], ["列不明白", number, "本科", ImportingDesk.Phone()]]);
        var batch = await desk.TakeAsync(File(ImportingDesk.Number()));
        Assert.Null(batch.List("columns")[2].Text("target"));
        var said = await (await (await desk.Desk).PutAsJsonAsync($"/api/console/imports/{batch.Text("id")}/columns", new { columns = new Dictionary<string, string?> { ["甲类代号甲"] = "备注", ["手机二"] = null } })).JsonAsync();
        Assert.Equal("备注", said.List("columns")[2].Text("target"));
        var next = await desk.TakeAsync(File(ImportingDesk.Number()));
        Assert.Equal(("备注", "learned"), (next.List("columns")[2].Text("target")!, next.List("columns")[2].Text("how")!));
        Assert.DoesNotMatch("[0-9]{7}", next.List("columns")[3].GetProperty("samples").ToString());
        await (await desk.Desk).PutAsJsonAsync($"/api/console/imports/{batch.Text("id")}/columns", new { columns = new Dictionary<string, string> { ["手机二"] = "没有的字段" } }).RefusedAsync(400, "unknown_field");
    }

    [Fact]
    public async Task A_file_that_is_refused_leaves_nothing()
    {
        var before = street.Db.Read(tx => tx.Count<int>("SELECT COUNT(*) FROM imports"));
        foreach (var (name, bytes, code) in new (string, byte[], string)[] { ("a.xlsx", Compound.Of(("EncryptedPackage", [1])), "sheet_password"), ("a.et", [1, 2, 3], "sheet_kind"), ("a.xlsx", Xlsx.Of([["甲", "乙"], ["1", "2"]]), "no_people") })
            await (await desk.Desk).PostAsync($"/api/console/imports?name={name}", new ByteArrayContent(bytes)).RefusedAsync(400, code);
        Assert.Equal(before, street.Db.Read(tx => tx.Count<int>("SELECT COUNT(*) FROM imports")));
    }

    [Fact]
    public async Task A_kept_file_is_sealed_and_forgotten_after_thirty_days()
    {
        var batch = await desk.TakeAsync(Xlsx.Of([["姓名", "身份证号"], ["存着的人", ImportingDesk.Number()]]));
        var id = long.Parse(batch.Text("id")!);
        await street.Db.WriteAsync(tx => tx.Run("UPDATE imports SET created_at = created_at - 3000000000 WHERE id = @p0", id));
        Assert.True(await street.Get<ImportFiles>().SweepAsync() >= 1); // what the job forget_imported_files does at night
        await (await desk.Desk).PostAsync($"/api/console/imports/{id}/run", null).RefusedAsync(400, "file_gone");
    }

    [Fact]
    public async Task The_fact_names_of_the_policy_data_are_columns()
    {
        var number = ImportingDesk.Number(man: false);
        var facts = new Dictionary<string, string?>
        {
            ["residentId"] = "resident-009", ["name"] = "刘奶奶", ["身份证号"] = number, ["gender"] = "女", ["politicalStatus"] = "群众", ["workUnit"] = "退休，无固定单位",
            ["workUnitCategory"] = "退休及无固定单位", ["gridName"] = "第一网格", ["villageGroup"] = "测试一组", ["householdCode"] = "测试1组-009户" + number[..6], ["familyPopulation"] = "3",
            ["householdTags"] = "本市户籍、合成评测", ["familySummary"] = "与女儿同住", ["enjoyedPolicies"] = null, ["profileSummary"] = "用于验证", ["maskedPhone"] = "139****0009",
            ["recordSource"] = "合成验证夹具", ["verificationStatus"] = "已核实", ["updatedAt"] = "2026-07-12 09:30", ["age"] = "83", ["hukou"] = "北京市", ["livingStatus"] = "与女儿同住",
            ["lowIncomeStatus"] = "已核实非低保且非低收入", ["disabilityStatus"] = "能力综合评估为重度失能", ["insuranceStatus"] = "缴费信息已核实", ["labels"] = "高龄、重度失能",
            ["isStudent"] = "false", ["isGovernmentOrPublicInstitutionStaff"] = "false", ["coveredByEmployeePensionInsurance"] = "false", ["contributionYears"] = "18",
            ["receivesOtherBasicPensionBenefit"] = "false", ["hukouType"] = "北京市城镇户籍家庭", ["householdMonthlyIncomePerCapitaPrevious12Months"] = "4200",
            ["householdHasHousingInBeijing"] = "false", ["householdNetAssets"] = "570000", ["familyStatus"] = "无特殊家庭身份", ["disabilityCertificate"] = "false",
            ["administrativeVillage"] = "东园社区",
        };
        var batch = await desk.ImportAsync([[.. facts.Keys], [.. facts.Values]]);
        Assert.All(batch.List("columns"), c => Assert.NotNull(c.Text("target")));
        Assert.Equal("1 1 0 0 0 0", ImportingDesk.Counts(batch));
        Assert.Contains("居家状况=与子女同住", (await desk.PersonAsync(number))!.Value.Text);
        Assert.All(facts.Keys, name => Assert.NotNull(street.Get<OneTable.Services.Dictionary.FieldCatalog>().Find(name)));
    }
}

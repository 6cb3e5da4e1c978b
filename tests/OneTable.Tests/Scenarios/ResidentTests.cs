using OneTable.Services.Data;
using OneTable.Services.Dictionary;
using OneTable.Services.Registry;
using OneTable.Services.Scenarios;
using OneTable.Services.Staff;
using OneTable.Tests.Registry;

namespace OneTable.Tests.Scenarios;

/// <summary>
/// The two made-up residents of the policy data (residents.json, MIT) come in as a sheet whose headings are the names of their facts;
/// then every one of the five policies says of them what the law says.
/// </summary>
[Collection(Street.Name)]
public sealed class ResidentTests(Street street)
{
    static readonly DateOnly day = new(2026, 7, 12);

    static Dictionary<string, string?> Liu(string number) => new()
    {
        ["residentId"] = number, ["name"] = "刘奶奶", ["age"] = "83", ["hukou"] = "北京市", ["livingStatus"] = "与女儿同住", ["lowIncomeStatus"] = "已核实非低保且非低收入",
        ["disabilityStatus"] = "能力综合评估为重度失能", ["insuranceStatus"] = "城乡居民养老保险缴费信息已核实", ["labels"] = "高龄、重度失能、合成评测", ["gender"] = "女",
        ["politicalStatus"] = "群众", ["workUnit"] = "退休，无固定单位", ["workUnitCategory"] = "退休及无固定单位", ["villageGroup"] = "测试一组", ["administrativeVillage"] = "合成测试社区", ["gridName"] = "评测第一网格",
        ["householdCode"] = "测试1组-009户", ["familyPopulation"] = "3", ["householdTags"] = "本市户籍、合成评测", ["familySummary"] = "与女儿同住，评估为重度失能，其他信息完整。",
        ["enjoyedPolicies"] = "[]", ["maskedPhone"] = "139****0009", ["recordSource"] = "合成验证夹具", ["verificationStatus"] = "已核实", ["updatedAt"] = "2026-07-12 09:30",
        ["isStudent"] = "false", ["isGovernmentOrPublicInstitutionStaff"] = "false", ["coveredByEmployeePensionInsurance"] = "false", ["contributionYears"] = "18",
        ["receivesOtherBasicPensionBenefit"] = "false", ["hukouType"] = "北京市城镇户籍家庭", ["householdMonthlyIncomePerCapitaPrevious12Months"] = "4200",
        ["householdHasHousingInBeijing"] = "false", ["householdNetAssets"] = "570000", ["familyStatus"] = "无特殊家庭身份", ["disabilityCertificate"] = "false",
    };

    static Dictionary<string, string?> Ma(string number) => new(Liu(number))
    {
        ["name"] = "马阿姨", ["age"] = "78", ["livingStatus"] = "与配偶同住", ["disabilityStatus"] = "能力综合评估未达到重度失能", ["labels"] = "计划生育特殊家庭、持有效残疾人证、合成评测",
        ["workUnit"] = "社区便民服务站", ["workUnitCategory"] = "社区及村务岗位", ["householdCode"] = "测试2组-010户", ["familySummary"] = "计划生育特殊家庭，养老缴费信息完整。",
        ["maskedPhone"] = "139****0010", ["contributionYears"] = "16", ["householdNetAssets"] = "570001", ["familyStatus"] = "计划生育特殊家庭", ["disabilityCertificate"] = "true",
    };

    [Fact]
    public async Task The_five_policies_say_of_the_two_residents_what_the_law_says()
    {
        var (liu, ma) = await ComeInAsync(Liu, Ma);
        Assert.Equal("eligible 100", Says("policy-001", liu));
        Assert.Equal("not_eligible", Says("policy-001", ma));
        Assert.Equal("not_eligible", Says("policy-002", liu));
        Assert.Equal("eligible 100", Says("policy-002", ma));
        Assert.Equal("eligible 600", Says("policy-003", liu));
        Assert.Equal("unknown 残疾等级", Says("policy-003", ma).Split('、')[0]); // that she holds a certificate says neither kind nor grade
        Assert.Equal("eligible", Says("policy-004", liu));
        Assert.Equal("eligible", Says("policy-004", ma));
        Assert.Equal("eligible", Says("policy-014", liu)); // 570000 for three people: exactly the limit
        Assert.Equal("not_eligible", Says("policy-014", ma)); // one yuan above
    }

    [Fact]
    public async Task An_age_alone_counts_and_is_said_to_be_reckoned()
    {
        var (liu, _) = await ComeInAsync(Liu, Ma);
        var age = Explain("allowance80", liu).Conditions.Single(c => c.Text.Contains("周岁"));
        Assert.Equal((true, "83岁（按填报年龄推算）", "导入"), (age.Held, age.Value, age.Source));
        var area = Explain("allowance80", liu).Conditions.First(c => c.Text.Contains("户籍省市"));
        Assert.Equal((true, "北京市", "导入"), (area.Held, area.Value, area.Source));
        await street.Db.WriteAsync(tx => street.Get<Subjects>().Write(tx, Subject.Person, Id(tx, liu),
            new Dictionary<string, string?> { [Facts.BirthDate] = "1947-03-05" }, new("社区", "测试")));
        Assert.Equal("not_eligible", Says("allowance80", liu)); // a real birth date counts
    }

    [Fact]
    public async Task The_same_file_again_finds_the_same_people_and_an_odd_sentence_leaves_nobody_out()
    {
        var (liu, _) = await ComeInAsync(Liu, number => new(Ma(number)) { ["lowIncomeStatus"] = "正在申请低保", ["disabilityStatus"] = "说不清", ["hukou"] = "河北省保定市", ["age"] = null });
        var rows = Liu(liu);
        Assert.Equal("1 0 0 1 0 0", ImportingDesk.Counts(await new ImportingDesk(street).ImportAsync([[.. rows.Keys], [.. rows.Values]])));
        var number = liu[..^1] + "m";
        Assert.Equal("not_eligible", Says("policy-001", number)); // registered in Hebei, whatever the age
        Assert.Null(Explain("policy-002", number).Conditions.First(c => c.Text.Contains("救助类别")).Held);
    }

    [Fact]
    public async Task Who_is_registered_elsewhere_than_in_the_city_is_not_meant_and_nobody_is_severe_before_being_assessed()
    {
        var (liu, ma) = await ComeInAsync(number => new(Liu(number)) { ["hukou"] = "非北京市" }, number => new(Ma(number)) { ["disabilityStatus"] = "未评估", ["disabilityCertificate"] = "false", ["familyStatus"] = "普通家庭" });
        Assert.Equal("not_eligible", Says("policy-001", liu));
        Assert.Equal("unknown 评估为重度失能", Says("policy-003", ma).Split('、')[0]);
        Assert.Equal("not_eligible", Says("policy-002", ma));
    }

    /// <summary>One fact of 刘奶奶 is another one or unknown; what the text says then.</summary>
    [Theory]
    [InlineData("hukou=", "policy-001", "unknown 本地户籍")]
    [InlineData("age=", "policy-001", "unknown 年龄")]
    [InlineData("age=79", "policy-001", "not_eligible")]
    [InlineData("age=80岁", "policy-001", "eligible 100")]
    [InlineData("age=90", "policy-001", "eligible 500")]
    [InlineData("age=100", "policy-001", "eligible 800")]
    [InlineData("hukou=外埠户籍", "policy-001", "not_eligible")]
    [InlineData("enjoyedPolicies=[\"高龄老年人津贴\"]", "policy-001", "eligible 100")]
    [InlineData("lowIncomeStatus=低保", "policy-002", "eligible 300")]
    [InlineData("lowIncomeStatus=低收入但未享受低保", "policy-002", "eligible 200")]
    [InlineData("lowIncomeStatus=", "policy-002", "unknown 救助类别")]
    [InlineData("enjoyedPolicies=城市居民生活困境补助金", "policy-002", "eligible 300")]
    [InlineData("disabilityStatus=;disabilityCertificate=true", "policy-003", "unknown 自理能力")]
    [InlineData("disabilityStatus=肢体残疾一级;disabilityCertificate=true", "policy-003", "eligible 600")]
    [InlineData("disabilityStatus=能力综合评估未达到重度失能;disabilityCertificate=视力残疾二级", "policy-003", "eligible 400")]
    [InlineData("disabilityStatus=持听力2级残疾证，能力综合评估未达到重度失能;disabilityCertificate=true", "policy-003", "eligible 200")]
    [InlineData("disabilityStatus=能力综合评估未达到重度失能;disabilityCertificate=言语三级", "policy-003", "not_eligible")]
    [InlineData("disabilityStatus=正在申请肢体一级", "policy-003", "unknown 自理能力")]
    [InlineData("contributionYears=15年", "policy-004", "eligible")]
    [InlineData("contributionYears=14.9", "policy-004", "not_eligible")]
    [InlineData("contributionYears=14年11个月", "policy-004", "not_eligible")]
    [InlineData("contributionYears=", "policy-004", "unknown 养老保险缴费年限")]
    [InlineData("hukou=", "policy-014", "eligible")]
    [InlineData("hukou=;hukouType=外省市城镇户籍家庭", "policy-014", "not_eligible")]
    [InlineData("hukou=北京市城镇户籍;hukouType=", "policy-014", "eligible")]
    [InlineData("hukouType=", "policy-014", "unknown 户口性质")]
    [InlineData("householdNetAssets=57万元", "policy-014", "eligible")]
    [InlineData("householdNetAssets=57.0001万元", "policy-014", "not_eligible")]
    [InlineData("familyPopulation=4人;householdNetAssets=76万", "policy-014", "eligible")]
    [InlineData("familyPopulation=;householdNetAssets=600000", "policy-014", "unknown 申请家庭人口")]
    [InlineData("householdMonthlyIncomePerCapitaPrevious12Months=4200.01元", "policy-014", "not_eligible")]
    public async Task A_fact_said_in_other_words_or_not_at_all_counts_as_the_text_means_it(string changes, string policy, string says)
    {
        var (liu, _) = await ComeInAsync(number => changes.Split(';').Select(c => c.Split('=', 2)).Aggregate(Liu(number), (facts, c) => new(facts) { [c[0]] = c[1].Length == 0 ? null : c[1] }), Ma);
        Assert.Equal(says, Says(policy, liu));
    }

    [Fact]
    public void Who_comes_in_without_a_place_is_seen_by_the_one_street_whose_office_handles_incomes()
    {
        var tree = street.Get<OneTable.Services.Divisions.DivisionTree>();
        var only = tree.All.Single(d => d.Level == OneTable.Services.Divisions.Division.Street).Code;
        Assert.Equal(only, tree.StreetWhereOne(tree.Find(only)!.ParentCode!));
        Assert.Equal(only, tree.StreetWhereOne(only));
    }

    async Task<(string Liu, string Ma)> ComeInAsync(Func<string, Dictionary<string, string?>> one, Func<string, Dictionary<string, string?>> other)
    {
        var key = Guid.NewGuid().ToString("N")[..12];
        var (liu, ma) = (one(key + "l"), other(key + "m"));
        var batch = await new ImportingDesk(street).ImportAsync([[.. liu.Keys], [.. liu.Values], [.. ma.Values]]);
        Assert.Equal("2 2 0 0 0 0", ImportingDesk.Counts(batch));
        return (key + "l", key + "m");
    }

    static long Id(Tx tx, string number) => tx.Value<long>("SELECT id FROM people WHERE source_number = @p0", number);

    Verdict Explain(string scenario, string number) => street.Db.Read(tx => street.Get<ScenarioDesk>().Explain(
        tx, street.Get<ScenarioList>().Require(tx, scenario), street.Get<ScenarioDesk>().PersonOf(tx, number), day, new StaffMember(0, "cli", "命令行", Posts.Platform, "", null, null, null).Reader)!);

    string Says(string scenario, string number)
    {
        var verdict = Explain(scenario, number);
        return $"{verdict.Outcome.Word()} {verdict.Outcome switch { Outcome.Unknown => string.Join('、', verdict.Missing.Select(m => m.Field)), Outcome.Eligible => verdict.Amount?.Yuan, _ => null }}".Trim();
    }
}

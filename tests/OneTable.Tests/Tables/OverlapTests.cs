using OneTable.Services.Dictionary;
using OneTable.Services.Tables.Overlap;
using OneTable.Tests.Sheets;
using Xunit.Abstractions;

namespace OneTable.Tests.Tables;

/// <summary>How much of a set of tables is asked more than once (H16, H17).</summary>
[Collection(Street.Name)]
public sealed class OverlapTests(Street street, ITestOutputHelper output)
{
    [Fact]
    public void Of_838_fields_218_remain()
    {
        var asked = Enumerable.Range(0, 838).Select(i => new AskedField($"表{i / 20}", $"字段{i % 218}", $"字段{i % 218}", null)).ToList();
        var report = OverlapReport.Of(asked);
        Assert.Equal((838, 218, 73.99), (report.Fields, report.Distinct, report.Reduction));
    }

    [Fact]
    public void Of_115_reports_63_remain_when_52_make_themselves()
    {
        var name = street.Get<FieldCatalog>().Find("姓名");
        var asked = Enumerable.Range(0, 115).SelectMany(t => new AskedField[] { new($"表{t}", "姓名", "姓名", name), t < 52 ? new($"表{t}", "序号", "序号", null) : new($"表{t}", "满意吗", "满意吗", null) }).ToList();
        var report = OverlapReport.Of(asked);
        Assert.Equal((115, 52, 63, 45.2), (report.Tables, report.Automatic, report.ReportsLeft, report.ReportsReduction));
        Assert.Equal(["满意吗"], report.ByTable[^1].Asked);
    }

    [Fact]
    public void Forms_in_other_words_ask_the_same()
    {
        var desk = street.Get<OverlapDesk>();
        var folder = Directory.CreateTempSubdirectory();
        try
        {
            string Put(string name, string?[] headings)
            {
                File.WriteAllBytes(Path.Combine(folder.FullName, name), Xlsx.Of([headings, ["1"]]));
                return Path.Combine(folder.FullName, name);
            }
            var report = OverlapReport.Of([.. desk.OfFile(Put("甲.xlsx", ["序号", "姓名", "公民身份号码", "手机号"])), .. desk.OfFile(Put("乙.xlsx", ["序号", "姓 名", "身份证", "联系方式", "血型"]))]);
            Assert.Equal((9, 5, 44.44, 1), (report.Fields, report.Distinct, report.Reduction, report.Automatic));
            Assert.Equal([true, false], report.ByTable.Select(t => t.Automatic));
            Assert.Equal("血型", Assert.Single(report.ByTable[1].Asked));
            Assert.Equal(["公民身份号码", "身份证"], report.MostAsked.Single(f => f.Field == "身份证号").Written);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    [Fact]
    public async Task The_console_tells_it_of_our_own_tables()
    {
        var report = await (await street.ConsoleAsync("community")).GetJsonAsync("/api/console/tables/overlap");
        Assert.True(report.GetProperty("reduction").GetDouble() > 30);
        Assert.Equal(report.GetProperty("tables").GetInt32(), report.List("byTable").Count);
    }

    const string Corpus = "shared/data/templates";

    [NeedsFact(Corpus)]
    public void The_tables_of_real_offices_overlap()
    {
        var report = OverlapReport.Of(street.Get<OverlapDesk>().OfFile(Path.Combine(TestFiles.Beside(Corpus)!, "real-table-fields.csv")));
        output.WriteLine($"{report.Tables} tables, {report.Fields} fields, {report.Distinct} distinct: {report.Reduction} % less; {report.Known} known, {report.Automatic} make themselves");
        foreach (var field in report.MostAsked.Take(15)) output.WriteLine($"{field.Field} in {field.Tables} tables: {string.Join('、', field.Written)}");
        Assert.Equal(1440, report.Fields);
        Assert.True(report.Distinct < 728);
    }
}

using OneTable.Services.Dictionary;

namespace OneTable.Tests.Dictionary;

/// <summary>Provinces and cities by code and by every name people use.</summary>
public sealed class AreaTests
{
    const string Published = "shared/data/divisions";

    [Theory]
    [InlineData("陕西", "61")]
    [InlineData("陕西省", "61")]
    [InlineData("陕", "61")]
    [InlineData("内蒙", "15")]
    [InlineData("内蒙古", "15")]
    [InlineData("新疆", "65")]
    [InlineData("广西", "45")]
    [InlineData("湖北省", "42")]
    [InlineData("北京", "11")]
    [InlineData("香港", "81")]
    [InlineData("吉林", "22")]
    [InlineData("吉林市", "2202")]
    [InlineData("西安", "6101")]
    [InlineData("陕西西安", "6101")]
    [InlineData("陕西省 西安市", "6101")]
    [InlineData("恩施", "4228")]
    [InlineData("延边", "2224")]
    [InlineData("克孜勒苏", "6530")]
    [InlineData("海西", "6328")]
    [InlineData("襄樊", "4206")]
    [InlineData("仙桃", "429004")]
    [InlineData("锡林郭勒", "1525")]
    public void A_name_leads_to_the_first_digits_of_its_codes(string name, string code) => Assert.Equal(code, Areas.Find(name));

    [Theory]
    [InlineData("610113", "陕西省 西安市")]
    [InlineData("6101", "陕西省 西安市")]
    [InlineData("61", "陕西省")]
    [InlineData("110105", "北京市")]
    [InlineData("429004", "湖北省 仙桃市")]
    [InlineData("422301", "湖北省 咸宁地区")]
    [InlineData("619999", "陕西省")]
    [InlineData("990000", null)]
    [InlineData("", null)]
    [InlineData(null, null)]
    public void A_code_reads_as_province_and_city(string? code, string? name) => Assert.Equal(name, Areas.Name(code));

    [Fact]
    public void A_word_that_is_no_place_is_none() => Assert.All(["", "独居", "省", "自治区", "陕西人"], word => Assert.Null(Areas.Find(word)));

    [NeedsFact(Published)]
    public void The_list_is_the_published_one()
    {
        static IEnumerable<string[]> Rows(string file) => File.ReadLines(Path.Combine(TestFiles.Beside(Published)!, file)).Skip(1).Select(l => l.Replace("\"", "").Split(','));
        var published = Rows("provinces.csv").Concat(Rows("cities.csv").Where(c => c[1] is not ("市辖区" or "县") && !c[1].Contains("直辖县级")))
            .Concat(Rows("areas.csv").Where(a => a[2].EndsWith("90"))).Select(r => $"{r[0]} {r[1]}").ToHashSet();
        var ours = Areas.InForce.Select(a => $"{a.Code} {a.Name}").Where(a => a[..2] is not ("71" or "81" or "82")).ToHashSet();
        Assert.Equal("", string.Join('，', published.Except(ours)));
        Assert.Equal("", string.Join('，', ours.Except(published)));
    }
}

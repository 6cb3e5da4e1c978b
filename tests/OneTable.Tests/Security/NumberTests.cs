namespace OneTable.Tests.Security;

/// <summary>Identity numbers and phones as people really write them, in every field that takes words.</summary>
[Collection(Street.Name)]
public sealed class NumberTests(Street street)
{
    [Theory]
    [InlineData("灯坏了，打138 1234 5678", "灯坏了，打138****5678")]
    [InlineData("灯坏了，打138-1234-5678", "灯坏了，打138****5678")]
    [InlineData("灯坏了，打8613812345678", "灯坏了，打138****5678")]
    [InlineData("灯坏了，打+86 13812345678", "灯坏了，打+138****5678")]
    [InlineData("灯坏了，打013812345678吧", "灯坏了，打138****5678吧")]
    [InlineData("灯坏了，打１３８１２３４５６７８", "灯坏了，打１３８****５６７８")]
    [InlineData("我420199 19461210 1264，灯坏了", "我4201**********1264，灯坏了")]
    [InlineData("我420199 1946 1210 126X，灯坏了", "我4201**********126X，灯坏了")]
    [InlineData("TS2611210007那件，座机027-88201234", "TS2611210007那件，座机027-88201234")]
    public async Task However_a_number_is_written_it_is_masked(string words, string kept)
    {
        var me = await street.NewResident().OpenMiniProgramAsync();
        var opened = await me.PostAsync("/api/mini/cases", new { key = "k", kind = "complaint", content = words, place = words });
        Assert.Equal(kept, opened.Text("content"));
        Assert.Equal(kept, opened.Text("place"));
    }

    [Fact]
    public async Task A_worker_s_words_are_masked_too()
    {
        var me = await street.NewResident().OpenMiniProgramAsync();
        var number = (await me.PostAsync("/api/mini/cases", new { key = "w", kind = "complaint", content = "水厂宿舍1栋门口积水" })).Text("number")!;
        var (worker, todo) = await Work.FindAsync(street, number);
        await worker.PostAsync(todo + "/partner", new { unit = "物业公司", dueAt = street.Db.Time.GetUtcNow().AddDays(1).ToUnixTimeMilliseconds(), note = "找13812345678" });
        await worker.PostAsync(todo + "/contact", new { words = "打了13812345678" });
        await worker.PostAsync(todo + "/close", new { words = "住户13812345678已处理" });
        Assert.DoesNotContain("13812345678", (await me.GetJsonAsync("/api/mini/cases/" + number)).ToString());
        Assert.Equal("找138****5678", street.Db.Read(tx => tx.Value<string>("SELECT partner_note FROM cases WHERE number = @p0", number)));
        Assert.Equal("住户138****5678已处理", street.Db.Read(tx => tx.Value<string>("SELECT result FROM todos WHERE id = @p0", long.Parse(todo.Split('/')[^1]))));
    }

    [Theory]
    [InlineData("text")]
    [InlineData("location")]
    [InlineData("voice")]
    public async Task A_number_lies_sealed_in_the_inbox_whatever_it_came_in(string type)
    {
        var phone = street.NewResident();
        await phone.PushAsync(type switch
        {
            "text" => new { openid = phone.Openid, type, content = "楼道灯坏了，打138 1234 5678" },
            "location" => (object)new { openid = phone.Openid, type, lat = 30.55, lon = 114.36, label = "找13812345678" },
            _ => new { openid = phone.Openid, type, recognition = "灯坏了，打13812345678" },
        });
        var body = street.Db.Read(tx => tx.Value<string>("SELECT body FROM inbound WHERE dedup_key LIKE @p0", $"%{phone.Openid}%"));
        Assert.Matches(@"^k1\.", body);
        Assert.DoesNotContain("13812345678", street.Db.Read(tx => tx.Value<string>("SELECT draft FROM conversations WHERE openid = @p0", phone.Openid)));
    }
}

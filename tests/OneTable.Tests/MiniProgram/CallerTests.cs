namespace OneTable.Tests.MiniProgram;

/// <summary>Who reports by telephone has no WeChat to be answered in.</summary>
[Collection(Street.Name)]
public sealed class CallerTests(Street street)
{
    [Fact]
    public async Task A_caller_who_left_a_number_reads_the_result_as_an_sms()
    {
        const string phone = "19912345670";
        var worker = await street.WorkerAsync("grid11");
        var made = await worker.PostAsync("/api/mini/takedowns", new
        {
            key = Guid.NewGuid(), source = "call", content = "下水道堵了两天，污水漫到门口", place = "", reporterName = "孙师傅", reporterPhone = phone,
        });
        await Work.CloseAsync(street, made.Text("number")!, "疏通好了");
        var text = await Wait.ForAsync(async () => (await street.Http.GetFromJsonAsync<JsonElement[]>("/sandbox/sms/" + phone))!
            .Select(m => m.GetProperty("text").GetString()).FirstOrDefault(), "an SMS to the caller");
        Assert.Contains(made.Text("number")!, text);
        Assert.Contains("疏通好了", text);
    }
}

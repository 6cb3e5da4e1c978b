namespace OneTable.Tests.MiniProgram;

/// <summary>One resident in two places: the official account and the mini-program share a unionid.</summary>
[Collection(Street.Name)]
public sealed class JoinTests(Street street)
{
    [Fact]
    public async Task What_was_said_in_the_account_is_among_my_cases_in_the_mini_program()
    {
        var phone = street.NewResident();
        var number = CaseNumber(await phone.SayAsync("楼道灯坏了三天，晚上看不见路"));
        using var mini = await phone.OpenMiniProgramAsync();
        Assert.Equal([number], await NumbersAsync(mini, 1));
    }

    [Fact]
    public async Task Cases_of_before_following_stay_with_the_one_resident()
    {
        var phone = street.NewResident();
        using var mini = await phone.OpenMiniProgramAsync();
        var sent = await mini.PostAsJsonAsync("/api/mini/cases", new { key = Guid.NewGuid(), kind = "complaint", content = "门口积水很深", place = "东园小区" });
        var first = (await sent.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("number").GetString()!;
        var second = CaseNumber(await phone.SayAsync("电梯又坏了，老人上不去"));
        Assert.Equal(new[] { first, second }.Order(), (await NumbersAsync(mini, 2)).Order());
    }

    static string CaseNumber(string reply) => System.Text.RegularExpressions.Regex.Match(reply, "[A-Z]{2}[0-9]{10}").Value;

    static Task<string[]> NumbersAsync(HttpClient mini, int count) => Wait.ForAsync(async () =>
        (await mini.GetFromJsonAsync<JsonElement[]>("/api/mini/cases"))!.Select(c => c.GetProperty("number").GetString()!).ToArray() is var numbers
            && numbers.Length == count ? numbers : null, $"{count} cases in the mini-program");
}

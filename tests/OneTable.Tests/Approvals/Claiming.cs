using OneTable.Tests.Registry;

namespace OneTable.Tests.Approvals;

/// <summary>Steps of a claim, as the people of the street take them.</summary>
sealed class Claiming(Street street)
{
    public const string Allowance = "allowance80";
    static int phones = 10_000_000;

    /// <summary>Somebody of 86 who lives and is registered in the first community.</summary>
    public static Task<long> ElderAsync(Street street, string name, string born = "19400101") =>
        Neighbour.NewAsync(street, name, facts: [("身份证号", Neighbour.NewNumber(born)), ("联系电话", $"188{Interlocked.Increment(ref phones)}"), ("电话归属", "1")]);

    public static async Task<JsonElement> StartAsync(HttpClient worker, long person, string scenario = Allowance) =>
        await worker.PostAsync("/api/mini/claims", new { personId = $"{person}", scenario });

    public static string IdOf(JsonElement page) => page.GetProperty("claim").Text("id")!;
    public static string StepOf(JsonElement page) => page.GetProperty("claim").Text("step")!;
    public static string StateOf(JsonElement page) => page.GetProperty("claim").Text("state")!;

    /// <summary>A photo of every material and a signature of every signer.</summary>
    public static async Task<object[]> PapersAsync(HttpClient worker, JsonElement page)
    {
        var papers = new List<object>();
        foreach (var material in page.List("materials").Where(m => m.GetProperty("needed").GetBoolean()))
            papers.Add(new { name = material.Text("label"), files = new[] { await worker.UploadPhotoAsync() } });
        foreach (var signer in page.List("signers")) papers.Add(new { name = "签字", signerId = signer.Text("personId"), files = new[] { await worker.UploadPhotoAsync() } });
        return [.. papers];
    }

    public static object Visit(JsonElement page, object[] papers, object? answers = null, string? key = null) => new
    {
        verb = "done", key = key ?? $"{Guid.NewGuid()}", round = page.GetProperty("round").GetInt32(), openedAt = page.GetProperty("openedAt").GetInt64(), answers, materials = papers,
    };

    public static string UrlAtDoor(string id) => $"/api/mini/claims/{id}/steps";

    /// <summary>At a desk: opens the page, then takes the step that was seen.</summary>
    public async Task<JsonElement> DeskAsync(string user, string id, string verb, string? reason = null, object? answers = null)
    {
        var desk = await street.ConsoleAsync(user);
        var page = await desk.GetJsonAsync("/api/console/claims/" + id);
        await desk.PostAsync($"/api/console/claims/{id}/steps", new { verb, round = page.GetProperty("round").GetInt32(), openedAt = page.GetProperty("openedAt").GetInt64(), reason, answers });
        return await (await street.ConsoleAsync("street")).GetJsonAsync("/api/console/claims/" + id);
    }

    /// <summary>A claim whose visit is done.</summary>
    public async Task<(long Person, string Id)> VisitedAsync(string name, string born = "19400101")
    {
        var (person, worker) = (await ElderAsync(street, name, born), await street.WorkerAsync("grid"));
        var page = await StartAsync(worker, person);
        await worker.PostAsync(UrlAtDoor(IdOf(page)), Visit(page, await PapersAsync(worker, page)));
        return (person, IdOf(page));
    }
}

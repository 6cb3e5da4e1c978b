using OneTable.Services.Registry;
using OneTable.Services.Sheets;
using OneTable.Tests.Sheets;

namespace OneTable.Tests.Registry;

/// <summary>Somebody at the console who brings files of people in; nobody in them is real.</summary>
sealed class ImportingDesk(Street street, string user = "community")
{
    static int numbers;

    /// <summary>An identity number nobody else in the run has: of a man for odd sequences, born as said.</summary>
    public static string Number(string born = "19800101", bool man = true)
    {
        var next = Interlocked.Increment(ref numbers);
        return IdentityNumber.Complete($"42{next % 10_000:0000}{born}{next / 10_000 % 50 * 2 + (man ? 1 : 0):000}");
    }

    public static string Phone() => $"166{Interlocked.Increment(ref numbers) + 10_000_000:00000000}"[..11];

    public Task<HttpClient> Desk => street.ConsoleAsync(user);

    public async Task<JsonElement> TakeAsync(byte[] file, string name = "人员.xlsx", string source = "导入") =>
        await (await (await Desk).PostAsync($"/api/console/imports?name={Uri.EscapeDataString(name)}&source={Uri.EscapeDataString(source)}", new ByteArrayContent(file))).JsonAsync();

    /// <summary>Uploads rows with headings and brings them in; the batch as it ended.</summary>
    public async Task<JsonElement> ImportAsync(string?[][] rows, string source = "导入") => await RunAsync(await TakeAsync(Xlsx.Of(rows), source: source));

    public async Task<JsonElement> RunAsync(JsonElement batch, string what = "run")
    {
        var run = await (await (await Desk).PostAsync($"/api/console/imports/{batch.Text("id")}/{what}", null)).JsonAsync();
        var url = "/api/console/imports/" + batch.Text("id");
        await Wait.ForAsync(async () => (await (await Desk).GetJsonAsync(url)).GetProperty("run") is var now && now.Text("id") == run.Text("id") ? now.Text("endedAt") : null,
            "the end of the import");
        return await (await Desk).GetJsonAsync(url);
    }

    /// <summary>The refused rows as they come back: cells, with the reason last but one.</summary>
    public async Task<List<string?[]>> RefusedAsync(JsonElement batch)
    {
        var bytes = await (await (await Desk).GetAsync($"/api/console/imports/{batch.Text("id")}/refused")).Content.ReadAsByteArrayAsync();
        using var file = SheetFile.Open(new MemoryStream(bytes), "a.xlsx");
        return [.. file.Rows(0).Select(r => r.Cells)];
    }

    public static string Counts(JsonElement batch) => string.Join(' ',
        new[] { "rowsRead", "added", "updated", "unchanged", "conflicts", "rejected" }.Select(name => batch.GetProperty(name).GetInt32()));

    /// <summary>The person of this identity number as the page shows it, with all values in one text.</summary>
    public async Task<(string Id, string Text)?> PersonAsync(string number)
    {
        var found = (await (await Desk).GetJsonAsync("/api/console/people?q=" + number)).List("items");
        if (found.Count == 0) return null;
        var page = await (await Desk).GetJsonAsync("/api/console/people/" + found[0].Text("id"));
        return (found[0].Text("id")!, string.Join('；', page.List("groups").SelectMany(g => g.List("fields")).Select(f => $"{f.Text("label")}={f.Text("value")}")));
    }
}

namespace OneTable.Tests.Host;

/// <summary>What workers do, for tests that are about somebody else.</summary>
static class Work
{
    /// <summary>The user name of the worker who has the case.</summary>
    public static string WorkerOf(Street street, string number) => street.Db.Read(tx => tx.Value<string>(
        "SELECT s.user_name FROM cases c JOIN staff s ON s.id = c.staff_id WHERE c.number = @p0", number))!;

    /// <summary>The worker's client and the address of the to-do of that case.</summary>
    public static async Task<(HttpClient Worker, string Url)> FindAsync(Street street, string number)
    {
        var worker = await street.WorkerAsync(WorkerOf(street, number));
        var todo = (await worker.GetJsonAsync("/api/mini/todos")).List("todos")
            .Single(t => t.GetProperty("case") is { ValueKind: JsonValueKind.Object } of && of.Text("number") == number);
        return (worker, "/api/mini/todos/" + todo.Text("id"));
    }

    public static async Task CloseAsync(Street street, string number, string words)
    {
        var (worker, url) = await FindAsync(street, number);
        await worker.PostAsync(url + "/close", new { words });
    }
}

using OneTable.Services.Data;
using OneTable.Services.Dictionary;
using OneTable.Services.Registry;

namespace OneTable.Tests.Registry;

/// <summary>People of whom a test knows everything, because it made them.</summary>
static class Neighbour
{
    public const string Grid = "420199001001001", Grid2 = "420199001001002", Grid9 = "420199001003001", Community = "420199001001", Community3 = "420199001003";
    static int made;

    /// <summary>A number of GB 11643 that no other test has.</summary>
    public static string NewNumber(string birth = "19520607")
    {
        var n = Interlocked.Increment(ref made);
        return IdentityNumber.Complete($"42{9004 + n / 1000}{birth}{n % 1000:000}");
    }

    /// <summary>Somebody who lives in a grid and is registered in its community, unless the facts say otherwise.</summary>
    public static Task<long> NewAsync(Street street, string name, string grid = Grid, string source = "走访", params (string Label, string? Value)[] facts)
    {
        var known = new Dictionary<string, string?>
        {
            ["姓名"] = name, ["证件类型"] = "01", ["身份证号"] = NewNumber(), ["人口类别"] = "1", ["人员状态"] = "1", ["现住网格"] = grid,
            ["户籍社区"] = grid[..12], ["本地户籍"] = "1",
        };
        foreach (var (label, value) in facts) known[label] = value;
        return street.Db.WriteAsync(tx => street.Get<People>().Write(tx, null, known, new(source, "测试")));
    }

    public static Task WriteAsync(Street street, long id, string source, params (string Label, string? Value)[] facts) =>
        street.Db.WriteAsync(tx => street.Get<People>().Write(tx, id, facts.ToDictionary(f => f.Label, f => f.Value), new(source, "测试")));

    public static Task ProposeAsync(Street street, long id, string source, params (string Label, string? Value)[] facts) =>
        street.Db.WriteAsync(tx => street.Get<Subjects>().Propose(tx, Subject.Person, id, facts.ToDictionary(f => f.Label, f => f.Value), new(source, "测试")));

    public static async Task<IReadOnlyDictionary<string, JsonElement>> FieldsAsync(HttpClient desk, long id, string query = "") =>
        (await desk.GetJsonAsync($"/api/console/people/{id}{query}")).List("groups").SelectMany(g => g.List("fields")).ToDictionary(f => f.Text("label")!);

    public static string Url(long id, string label) => $"/api/console/people/{id}/field?label={Uri.EscapeDataString(label)}";

    public static Task<HttpResponseMessage> SaveAsync(HttpClient desk, long id, string label, string? value, string? reason = null, string? phoneOwner = null, long? since = null) =>
        desk.PutAsJsonAsync($"/api/console/people/{id}/field", new { label, value, reason, phoneOwner, since });
}

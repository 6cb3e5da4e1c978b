using System.Text.RegularExpressions;
using OneTable.Tests.Registry;

namespace OneTable.Tests.Residents;

/// <summary>A person on record with a phone of their own, and the WeChat user who wants to be known as that person.</summary>
sealed class Kin(Street street, Phone phone, HttpClient mini, long id, string name, string number)
{
    static int made;

    public Phone Phone => phone;
    public HttpClient Mini => mini;
    public long Id => id;
    public string Name => name;
    public string Number => number;

    /// <param name="owner">Code of 电话归属: 1 is 本人.</param>
    public static async Task<Kin> NewAsync(Street street, string owner = "1", string birth = "1980-06-07", string? name = null, params (string Label, string? Value)[] facts)
    {
        var n = Interlocked.Increment(ref made);
        var (called, number) = (name ?? $"认{(char)(0x4E00 + n)}", $"1980001{n:0000}");
        var id = await Neighbour.NewAsync(street, called, facts: [("联系电话", number), ("电话归属", owner), ("身份证号", Neighbour.NewNumber(birth.Replace("-", ""))), .. facts]);
        var phone = street.NewResident();
        await phone.FollowAsync();
        var mini = await phone.OpenMiniProgramAsync();
        await Wait.ForAsync(() => Task.FromResult(street.Db.Read(tx => tx.Value<string>("SELECT mp_openid FROM residents WHERE mini_openid = @p0", "mini-" + phone.Openid))), "one resident of account and mini-program");
        return new(street, phone, mini, id, called, number);
    }

    public static async Task<Kin> BoundAsync(Street street, string birth = "1980-06-07", string? name = null)
    {
        var kin = await NewAsync(street, birth: birth, name: name);
        await kin.AskCodeAsync();
        await kin.Mini.PostAsync("/api/mini/bind/confirm", new { code = await kin.CodeAsync() });
        return kin;
    }

    public Task<JsonElement> AskCodeAsync() => mini.PostAsync("/api/mini/bind/code", new { name, phone = number });

    public Task<string> CodeAsync() => ReadsAsync("绑定码", text => Regex.Match(text, "绑定码([0-9]{6})").Groups[1].Value);

    /// <summary>The last SMS with these words.</summary>
    public Task<string> ReadsAsync(string part, Func<string, string>? read = null) => Wait.ForAsync(async () =>
        (await TextsAsync()).LastOrDefault(t => t.Contains(part)) is { } text ? read is null ? text : read(text) : null, $"an SMS with “{part}”");

    public async Task<IReadOnlyList<string>> TextsAsync() => [.. (await street.Http.GetFromJsonAsync<JsonElement[]>("/sandbox/sms/" + number))!.Select(m => m.Text("text")!)];

    public Task<JsonElement> AnswerAsync(string text, string? sequence = null) => street.Http.PostAsync($"/sandbox/sms/{number}/reply", new { text, sequence });

    public async Task<long> LevelAsync() => (await mini.GetJsonAsync("/api/mini/me")).GetProperty("level").GetInt64();

    /// <summary>What this resident was answered lies so long ago.</summary>
    public Task PassAsync(TimeSpan time) => street.Db.WriteAsync(tx => tx.Run("""
        UPDATE bind_codes SET created_at = created_at - @p1, expires_at = expires_at - @p1 WHERE resident_id = (SELECT id FROM residents WHERE mini_openid = @p0)
        """, "mini-" + phone.Openid, (long)time.TotalMilliseconds));
}

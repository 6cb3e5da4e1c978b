using OneTable.Services.Tables.Forms;
using OneTable.Tests.Sheets;

namespace OneTable.Tests.Tables;

/// <summary>交一张表来: taken in, shown, corrected by a tap, and known the next time.</summary>
[Collection(Street.Name)]
public sealed class FormDeskTests(Street street)
{
    static readonly byte[] form = Xlsx.Of([["低保动态表"], ["序号", "姓名", "身份证号", "帮扶责任科室", "乡贤号"], ["1"]], "A1:E1");

    async Task<HttpResponseMessage> TakeAsync(byte[] file, string name = "低保动态.xlsx", string user = "community") =>
        await (await street.ConsoleAsync(user)).PostAsync("/api/console/tables/forms?name=" + Uri.EscapeDataString(name), new ByteArrayContent(file));

    static string Shown(JsonElement form) => $"{form.GetProperty("columns")} {form.GetProperty("known")} {form.GetProperty("asked")}";

    [Fact]
    public async Task A_form_is_shown_with_what_is_to_be_asked_and_a_correction_is_known_the_next_time()
    {
        var first = await (await TakeAsync(form)).JsonAsync();
        Assert.Equal("5 3 2", Shown(first));
        var desk = await street.ConsoleAsync("community");
        var url = $"/api/console/tables/forms/{first.Text("id")}";
        await (await desk.PutAsJsonAsync(url + "/columns", new { sheet = 0, column = 3, target = "备注" })).JsonAsync();
        Assert.Equal("5 5 0", Shown(await (await desk.PutAsJsonAsync(url + "/columns", new { sheet = 0, column = 4, target = (string?)null })).JsonAsync()));
        Assert.Equal("5 5 0", Shown(await desk.GetJsonAsync(url)));
        var again = await (await TakeAsync(form)).JsonAsync();
        Assert.Equal("5 5 0", Shown(again));
        Assert.Equal(["learned", "learned"], again.List("sheets")[0].List("columns").Skip(3).Select(c => c.Text("how")));
        Assert.Contains((await desk.GetJsonAsync("/api/console/tables/forms")).List("items"), f => f.Text("id") == again.Text("id"));
    }

    [Fact]
    public async Task A_form_is_its_divisions_own_and_nobody_corrects_it_into_nonsense()
    {
        var taken = await (await TakeAsync(form, user: "street")).JsonAsync();
        var url = $"/api/console/tables/forms/{taken.Text("id")}";
        await (await street.ConsoleAsync("community")).GetAsync(url).RefusedAsync(404, "not_found");
        await TakeAsync(form, user: "grid").RefusedAsync(403, "forbidden");
        var desk = await street.ConsoleAsync("street");
        await desk.PutAsJsonAsync(url + "/columns", new { sheet = 0, column = 3, target = "没有的" }).RefusedAsync(400, "unknown_field");
        await desk.PutAsJsonAsync(url + "/columns", new { sheet = 7, column = 3, target = "备注" }).RefusedAsync(400, "unknown_column");
    }

    [Fact]
    public async Task The_file_is_forgotten_after_a_week()
    {
        var taken = await (await TakeAsync(form)).JsonAsync();
        var (desk, id) = (street.Get<FormDesk>(), long.Parse(taken.Text("id")!));
        KeptForm Kept() => street.Db.Read(tx => KeptForm.Find(tx, new("420199"), id))!;
        using (var stream = desk.Open(Kept())) Assert.Equal(form.Length, stream.Length);
        await street.Db.WriteAsync(tx => tx.Run("UPDATE forms SET created_at = 1 WHERE id = @p0", id));
        Assert.True(await desk.SweepAsync() > 0);
        Assert.Equal("file_gone", Assert.Throws<OneTable.Services.Refusal>(() => desk.Open(Kept())).Code);
    }
}

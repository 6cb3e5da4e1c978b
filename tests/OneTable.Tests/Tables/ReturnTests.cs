using System.IO.Compression;
using System.Security;
using System.Text.RegularExpressions;
using OneTable.Services.Data;
using OneTable.Services.Dictionary;
using OneTable.Services.Registry;
using OneTable.Services.Sheets;
using OneTable.Services.Tables.Returning;
using OneTable.Tests.Sheets;

namespace OneTable.Tests.Tables;

/// <summary>A table goes out, a clerk fills cells in, and it comes back: only what is new is recorded.</summary>
[Collection(Street.Name)]
public sealed class ReturnTests(Street street)
{
    const string Community = "420199001001";

    /// <summary>Types into cells of a made table, as a spreadsheet program would; what it does not touch stays.</summary>
    internal static byte[] Typed(byte[] file, params (string Cell, string Text)[] typed)
    {
        var bytes = new MemoryStream();
        bytes.Write(file);
        using (var zip = new ZipArchive(bytes, ZipArchiveMode.Update, leaveOpen: true))
        {
            var entry = zip.GetEntry("xl/worksheets/sheet1.xml")!;
            string sheet;
            using (var reader = new StreamReader(entry.Open())) sheet = reader.ReadToEnd();
            foreach (var (cell, text) in typed)
            {
                var with = $"<c r=\"{cell}\" t=\"inlineStr\"><is><t xml:space=\"preserve\">{SecurityElement.Escape(text)}</t></is></c>";
                var put = new Regex($"<c r=\"{cell}\"[^>]*?(/>|>.*?</c>)", RegexOptions.Singleline).Replace(sheet, with, 1);
                Assert.NotEqual(sheet, put);
                sheet = put;
            }
            entry.Delete();
            using var to = new StreamWriter(zip.CreateEntry("xl/worksheets/sheet1.xml").Open());
            to.Write(sheet);
        }
        return bytes.ToArray();
    }

    static Dictionary<int, SheetRow> Rows(byte[] file) => ForeignForm.Rows(file).ToDictionary(r => r.Number);

    /// <summary>The rows of people who came with the street: those that other tests made live nowhere.</summary>
    static List<int> Settled(Dictionary<int, SheetRow> rows) => [.. rows.Keys.Order().Where(n => n > 3 && rows[n][6] is { Length: > 0 })];

    async Task<byte[]> MakeAsync(string table, string user = "community") =>
        await (await (await street.ConsoleAsync(user)).GetAsync($"/api/console/tables/{table}/file")).Content.ReadAsByteArrayAsync();

    async Task<JsonElement> ReturnAsync(byte[] file, string name = "交回.xlsx", string user = "community")
    {
        var desk = await street.ConsoleAsync(user);
        var taken = await (await desk.PostAsync("/api/console/tables/returns?name=" + Uri.EscapeDataString(name), new ByteArrayContent(file))).JsonAsync();
        var url = $"/api/console/tables/returns/{taken.GetProperty("head").Text("id")}";
        return await SeenAsync(desk, url, "run");
    }

    static string Id(JsonElement shown) => shown.GetProperty("head").Text("id")!;
    static string Counts(JsonElement shown, params string[] names) => string.Join(' ', names.Select(n => shown.GetProperty("head").GetProperty("counts").GetProperty(n)));

    async Task<IReadOnlyList<JsonElement>> RowsOf(JsonElement shown, string kind = "") =>
        (await (await street.ConsoleAsync("community")).GetJsonAsync($"/api/console/tables/returns/{Id(shown)}/rows?kind={kind}&size=100")).List("items");

    async Task<JsonElement> AcceptAsync(JsonElement shown, object which)
    {
        var desk = await street.ConsoleAsync("community");
        await desk.PostAsync($"/api/console/tables/returns/{Id(shown)}/accept", which);
        return await SeenAsync(desk, $"/api/console/tables/returns/{Id(shown)}", "accepting");
    }

    /// <summary>Once its run has ended.</summary>
    static async Task<JsonElement> SeenAsync(HttpClient desk, string url, string run) => (JsonElement)await Wait.ForAsync<object>(async () =>
        await desk.GetJsonAsync(url) is var shown && shown.GetProperty(run).Text("state") is not "running" ? shown : null, "the run ends");

    [Fact]
    public async Task What_a_clerk_typed_into_a_made_table_is_recorded_and_contradictions_wait()
    {
        var made = await MakeAsync("T01");
        var rows = Rows(made);
        var at = Settled(rows)[0];
        var typed = Typed(made, ($"M{at}", "本月新增"), ($"G{at}", "别处的小区9栋901"), ($"H{at}", "138****1234"), ($"E{at}", "3"), ($"L{at}", "不清楚什么时候"));
        var shown = await ReturnAsync(typed);
        Assert.Equal("高龄津贴名册", shown.GetProperty("head").Text("tableName"));
        Assert.Equal($"{rows.Count - 3} {rows.Count - 3} 1 1 1 0", Counts(shown, "rows", "matched", "conflicts", "unreadable", "masked", "unknownRows"));
        var cells = (await RowsOf(shown)).First(r => r.Text("row") == $"{at}").List("cells").ToDictionary(c => c.Text("heading")!);
        var address = cells["现住地址"];
        Assert.Equal(("conflict", "别处的小区9栋901", rows[at][6], "演示数据"), (address.Text("kind"), address.Text("text"), address.Text("old"), address.Text("oldSource")));
        Assert.Contains("按出生日期算", cells["年龄"].Text("why"));
        Assert.Contains($"L{at}", (await RowsOf(shown, "unreadable")).Single().List("cells").First(c => c.Text("kind") == "unreadable").Text("why"));

        var accepted = await AcceptAsync(shown, new { });
        Assert.Equal("""{"written":1,"conflicts":1,"refused":0}""", accepted.GetProperty("accepting").Text("result"));
        var row = (await RowsOf(accepted)).First(r => r.Text("row") == $"{at}");
        Assert.All(row.List("cells").Where(c => c.Text("kind") is "new" or "conflict"), c => Assert.Equal("accepted", c.Text("state")));
        var desk = await street.ConsoleAsync("community");
        var said = (await desk.GetJsonAsync($"/api/console/people/{row.Text("subjectId")}/field?label=近期动态")).GetProperty("history").List("entries")[0];
        Assert.Equal(("表格", $"「高龄津贴名册」第 {at} 行，{Actor(shown)}交回", "本月新增"), (said.Text("source"), said.Text("reason"), said.Text("new")));

        var again = await ReturnAsync(typed);
        Assert.Equal("0 0 1", Counts(again, "new", "changed", "conflicts"));
        Assert.Equal(Actor(shown), again.GetProperty("before").Text("actor"));
        Assert.Equal("""{"written":0,"conflicts":0,"refused":0}""", (await AcceptAsync(again, new { })).GetProperty("accepting").Text("result"));
    }

    static string Actor(JsonElement shown) => shown.GetProperty("head").Text("actor")!;

    [Fact]
    public async Task What_changed_here_since_the_file_was_made_is_told_and_not_written_over()
    {
        var made = await MakeAsync("T01");
        var rows = Rows(made);
        var number = rows[Settled(rows)[1]][3]!;
        var (id, seal) = (street.Db.Read(tx => tx.Value<long>("SELECT id FROM people WHERE document_hash = @p0", street.Get<Seal>().Hash(number))), street.Get<Subjects>());
        await street.Db.WriteAsync(tx => seal.Write(tx, Subject.Person, id, new Dictionary<string, string?> { ["现住地址"] = "做表以后搬的" }, new("走访", "李敏")));
        var shown = await ReturnAsync(Typed(made, ($"M{Settled(rows)[0]}", "身体还好")));
        Assert.Equal("0 1", Counts(shown, "conflicts", "stale"));
        var cell = (await RowsOf(shown, "stale")).Single().List("cells").Single(c => c.Text("kind") == "stale");
        Assert.Equal(("现住地址", "做表以后搬的", "走访"), (cell.Text("heading"), cell.Text("old"), cell.Text("oldSource")));
        Assert.Contains("做表以后", cell.Text("why"));
    }

    [Fact]
    public async Task A_file_without_a_trace_is_matched_too_and_rows_of_nobody_are_recorded_or_left()
    {
        var known = Rows(await MakeAsync("T01"))[6];
        var (fresh, other) = (IdentityNumber.Parse("420199198506150018")?.Value ?? IdentityNumber.Complete("42019919850615001"), IdentityNumber.Complete("42019919860616002"));
        var shown = await ReturnAsync(Xlsx.Of([["高龄老人补充表"], ["序号", "姓名", "身份证号", "现住地址", "近期动态", "谁来送餐"],
            ["1", known[1], known[3], null, "每周上门", "张阿姨"], ["2", "钱多多", fresh, "东园小区3栋2单元501", null, "李阿姨"],
            ["3", "孙少少", other, null, null, null], ["4", null, null, null, "写错了行", null], ["5", known[1], known[3], null, "又写了一次", null]], "A1:F1"), "补充表.xlsx");
        Assert.Equal("5 1 4 1", Counts(shown, "rows", "matched", "unknownRows", "oneOff"));
        Assert.Equal(["谁来送餐"], shown.List("oneOffs").Select(c => c.Text("heading")));
        var strangers = await RowsOf(shown, "unknown");
        Assert.Equal(["unknown", "unknown", "unknown", "repeated"], strangers.Select(r => r.Text("outcome")));
        Assert.DoesNotContain(strangers[0].List("texts"), t => t.Text("text") == fresh); // masked on a screen
        var desk = await street.ConsoleAsync("community");
        var url = $"/api/console/tables/returns/{Id(shown)}";
        await desk.PostAsync(url + "/rows/0/4", new { act = "add" });
        await desk.PostAsync(url + "/rows/0/4", new { act = "add" });
        await desk.PostAsync(url + "/rows/0/5", new { act = "leave" });
        await desk.PostAsJsonAsync(url + "/rows/0/6", new { act = "add" }).RefusedAsync(400, "row_refused");
        Assert.Equal(["added", "left"], (await RowsOf(shown, "unknown")).Take(2).Select(r => r.Text("outcome")));
        Assert.Equal(1, street.Db.Read(tx => tx.Count<int>("SELECT COUNT(*) FROM people WHERE document_hash = @hash", new { hash = street.Get<Seal>().Hash(fresh) })));

        var file = await (await desk.GetAsync(url + "/file")).Content.ReadAsByteArrayAsync();
        Assert.Equal("3 " + known[1] + " 张阿姨", string.Join(" ", Rows(file)[3].Cells));
        var corrected = await (await desk.PutAsJsonAsync(url + "/columns", new { sheet = 0, column = 5, target = "备注" })).JsonAsync();
        var read = await SeenAsync(desk, url, "run");
        Assert.Equal("0", Counts(read, "oneOff"));
        Assert.Empty(read.List("oneOffs"));
        await desk.PutAsJsonAsync(url + "/columns", new { sheet = 0, column = 5, target = "没有的" }).RefusedAsync(400, "unknown_field");
    }

    [Fact]
    public async Task A_house_a_firm_and_a_place_come_back_too()
    {
        string Named(string sql) => street.Db.Read(tx => tx.Count<string>(sql + " AND p.grid_code LIKE '420199001001%' ORDER BY p.id LIMIT 1"));
        var address = Named("SELECT a.text FROM houses p JOIN addresses a ON a.id = p.address_id WHERE p.recent_note IS NULL");
        var house = await ReturnAsync(Xlsx.Of([["房屋台账"], ["序号", "房屋地址", "房屋性质", "房屋近期动态"], ["1", address, null, "房东换人了"], ["2", "没有的小区9栋", null, "x"]], "A1:D1"), "房屋.xlsx");
        Assert.Equal("2 1 1 1", Counts(house, "rows", "matched", "unknownRows", "new"));
        Assert.Equal("""{"written":1,"conflicts":0,"refused":0}""", (await AcceptAsync(house, new { sheet = 0, row = 3 })).GetProperty("accepting").Text("result"));
        var name = Named("SELECT p.name FROM organisations p WHERE p.recent_note IS NULL AND (SELECT COUNT(*) FROM organisations o WHERE o.name = p.name) = 1");
        var firm = await ReturnAsync(Xlsx.Of([["企业台账"], ["序号", "单位名称", "统一社会信用代码", "单位近期动态"], ["1", name, null, "要搬走了"], ["2", "新开的店", "错的代码", "x"]], "A1:D1"), "企业.xlsx");
        Assert.Equal("2 1 1 1", Counts(firm, "rows", "matched", "unknownRows", "new"));
        Assert.Equal("""{"written":1,"conflicts":0,"refused":0}""", (await AcceptAsync(firm, new { kind = "new" })).GetProperty("accepting").Text("result"));
        Assert.Equal("0", Counts(await ReturnAsync(Xlsx.Of([["企业台账"], ["序号", "单位名称", "统一社会信用代码", "单位近期动态"], ["1", name, null, "要搬走了"]], "A1:D1")), "new"));
    }

    [Fact]
    public async Task A_return_is_its_divisions_own_and_what_is_no_table_is_refused()
    {
        var desk = await street.ConsoleAsync("community");
        Task<HttpResponseMessage> Send(HttpClient from, byte[] file, string name) => from.PostAsync("/api/console/tables/returns?name=" + Uri.EscapeDataString(name), new ByteArrayContent(file));
        var taken = await ReturnAsync(await MakeAsync("T01", "street"), user: "street");
        await desk.GetAsync($"/api/console/tables/returns/{Id(taken)}").RefusedAsync(404, "not_found");
        await desk.GetAsync($"/api/console/tables/returns/{Id(taken)}/rows").RefusedAsync(404, "not_found");
        await Send(await street.ConsoleAsync("grid"), [1], "a.xlsx").RefusedAsync(403, "forbidden");
        await Send(desk, "不是表"u8.ToArray(), "a.xlsx").RefusedAsync(400, "form_unknown");
        await Send(desk, [1], "申请表.docx").RefusedAsync(400, "return_docx");
        await Send(desk, Xlsx.Of([["序号", "文化程度", "近期动态"], ["1", "小学", "好"]]), "无名.xlsx").RefusedAsync(400, "return_nobody");
        // F07: what the post may not see is not compared, not even said to be there.
        var one = Rows(await MakeAsync("T01"))[4];
        var secret = await ReturnAsync(Xlsx.Of([["姓名", "身份证号", "重点人群"], [one[1], one[3], "社区矫正"]]), "重点.xlsx", "street");
        Assert.Equal("1", Counts(secret, "matched"));
        Assert.Equal("0 0 0", Counts(secret, "new", "conflicts", "oneOff"));
    }

    [Fact]
    public async Task What_came_back_is_forgotten_after_some_weeks()
    {
        var shown = await ReturnAsync(await MakeAsync("T01"));
        await street.Db.WriteAsync(tx => tx.Run("UPDATE returns SET created_at = 1 WHERE id = @p0", long.Parse(Id(shown))));
        Assert.True(await street.Get<ReturnDesk>().SweepAsync() > 0); // forget_returns
        Assert.Empty(await RowsOf(shown));
        var desk = await street.ConsoleAsync("community");
        await desk.PutAsJsonAsync($"/api/console/tables/returns/{Id(shown)}/columns", new { sheet = 0, column = 5, target = "备注" }).RefusedAsync(400, "file_gone");
    }
}

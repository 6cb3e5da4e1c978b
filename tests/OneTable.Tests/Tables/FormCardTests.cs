using System.IO.Compression;
using System.Xml.Linq;
using OneTable.Services.Sheets;
using OneTable.Tests.Sheets;
using static OneTable.Tests.Tables.Docx;

namespace OneTable.Tests.Tables;

/// <summary>A Word form of one person: what it asks is found wherever it stands, and comes back filled with its looks.</summary>
[Collection(Street.Name)]
public sealed class FormCardTests(Street street)
{
    static readonly XNamespace w = "http://schemas.openxmlformats.org/wordprocessingml/2006/main";

    static readonly string body = P("高龄津贴申请表", "<w:b/>") + P("填报单位：____________  填报日期：    年  月  日")
        + Table(
            Row("姓  名", "", "性别", "□男  □女") + Cell("贴照片处", "<w:vMerge w:val=\"restart\"/>"),
            Row("身份证\n号码", P("", ""), "出生日期", "    年  月  日") + Cell("", "<w:vMerge/>"),
            Row("年龄", "<w:p><w:pPr><w:rPr><w:b/><w:sz w:val=\"32\"/></w:rPr></w:pPr></w:p>", "民族", "<w:p><w:sdt><w:sdtPr><w:showingPlcHdr/></w:sdtPr><w:sdtContent><w:r><w:rPr><w:rStyle w:val=\"a\"/></w:rPr><w:t>点此输入</w:t></w:r></w:sdtContent></w:sdt></w:p>"),
            Cell("监护人", "<w:vMerge w:val=\"restart\"/>") + Row("姓名", "", "联系电话", ""),
            Cell("", "<w:vMerge/>") + Row("与本人关系", ""))
        + P("本地户籍： ☐是 ☐否    现住址：" + "____________________________") + P("鞋码：____    备注：")
        + P("婚姻状况 □未婚");

    async Task<JsonElement> TakeAsync(string user = "community", byte[]? file = null) => await (await (await street.ConsoleAsync(user))
        .PostAsync("/api/console/tables/forms?name=" + Uri.EscapeDataString("高龄津贴申请表.docx"), new ByteArrayContent(file ?? Docx.Of(body)))).JsonAsync();

    [Fact]
    public async Task What_a_Word_form_asks_is_found()
    {
        var form = await TakeAsync();
        var sheet = form.List("sheets")[0];
        Assert.Equal("高龄津贴申请表", sheet.Text("title"));
        Assert.Equal("姓名=姓名 性别=性别 身份证号码=身份证号 出生日期=出生日期 年龄=年龄 民族=民族 姓名=监护人 联系电话=监护人电话 与本人关系=? 本地户籍=本地户籍 现住址=现住地址 鞋码=? 备注=备注",
            string.Join(' ', sheet.List("columns").Select(c => $"{c.Text("heading")}={(c.GetProperty("accepted").GetBoolean() ? c.Text("target") : "?")}")));
        Assert.Equal(["填报单位", "填报日期"], sheet.List("furniture").Select(f => f.GetString()));
    }

    [Fact]
    public async Task It_comes_back_filled_for_one_person_and_what_nobody_knows_is_coloured()
    {
        var desk = await street.ConsoleAsync("community");
        var id = Somebody();
        var person = await desk.GetJsonAsync($"/api/console/people/{id}");
        var page = person.List("groups").SelectMany(g => g.List("fields")).ToDictionary(f => f.Text("label")!, f => f.Text("value")!);
        var text = await CardAsync(desk, (await TakeAsync()).Text("id")!, new { person = id.ToString(), date = "2026-10-31" });
        var plain = string.Concat(text.Descendants(w + "t").Select(t => t.Value));
        Assert.Contains("姓  名" + person.Text("name"), plain);
        Assert.Contains(person.Text("sex") == "男" ? "☑男  □女" : "□男  ☑女", plain);
        Assert.Matches("号码[0-9]{17}[0-9X]", plain);
        Assert.Contains(DateOnly.Parse(page["出生日期"]).ToString("出生日期yyyy年M月d日"), plain);
        Assert.Contains("贴照片处", plain);
        Assert.Contains("鞋码：____", plain);
        Assert.Contains("现住址： " + page["现住地址"], plain);
        Assert.Matches("填报日期：2026年1[0-9]月[0-9]+日", plain);
        var age = text.Descendants(w + "tc").First(c => c.Value == "年龄").ElementsAfterSelf().First();
        var born = DateOnly.Parse(page["出生日期"]);
        Assert.Equal(2026 - born.Year - (born.AddYears(2026 - born.Year) > new DateOnly(2026, 10, 31) ? 1 : 0), int.Parse(age.Value));
        Assert.Equal("32", age.Descendants(w + "sz").Last().Attribute(w + "val")!.Value);
        Assert.Empty(text.Descendants(w + "showingPlcHdr"));
        Assert.Contains("FFF3C4", string.Concat(text.Descendants(w + "shd").Attributes(w + "fill").Select(a => a.Value)));
        Assert.DoesNotContain("FFF3C4", (await CardAsync(desk, (await TakeAsync()).Text("id")!, new { person = id.ToString(), clean = true })).ToString());
    }

    [Fact]
    public async Task Nobody_is_written_into_a_form_from_outside_and_a_list_is_no_card()
    {
        var desk = await street.ConsoleAsync("community");
        var form = (await TakeAsync()).Text("id");
        var stranger = street.Db.Read(tx => tx.Value<long>("SELECT MIN(id) FROM people WHERE living_grid < '420199001001' OR living_grid >= '420199001002'"));
        await desk.PostAsJsonAsync($"/api/console/tables/forms/{form}/card", new { person = "1" }).RefusedAsync(404, "not_found");
        if (stranger > 0 && street.Db.Read(tx => tx.Value<string>("SELECT registered_community FROM people WHERE id = @p0", stranger)) is not "420199001001")
            await desk.PostAsJsonAsync($"/api/console/tables/forms/{form}/card", new { person = stranger.ToString() }).RefusedAsync(404, "not_found");
        var list = await (await desk.PostAsync("/api/console/tables/forms?name=a.csv", new StringContent("姓名,身份证号,电话\n张三,,"))).JsonAsync();
        await desk.PostAsJsonAsync($"/api/console/tables/forms/{list.Text("id")}/card", new { person = "1" }).RefusedAsync(400, "form_of_many");
    }

    static readonly byte[] sheet = Xlsx.Of([
        ["高龄津贴申请审批表"], ["姓名", null, "性别", "□男 □女", "照片"], ["身份证号码", null, "年龄", null, null], ["户籍地址", null, null, null, null],
        ["监护人", "姓名", null, "电话", null], ["监护人", "与本人关系", null, null, null], ["填表人", null, "填表日期", null, null]],
        "A1:E1", "E2:E3", "B4:E4", "A5:A6", "C6:E6");

    [Fact]
    public async Task A_sheet_about_one_person_is_no_list_and_comes_back_filled_too()
    {
        var desk = await street.ConsoleAsync("community");
        var form = await (await desk.PostAsync("/api/console/tables/forms?name=a.xlsx", new ByteArrayContent(sheet))).JsonAsync();
        Assert.Equal("姓名=姓名 性别=性别 身份证号码=身份证号 年龄=年龄 户籍地址=户籍地址 姓名=监护人 电话=监护人电话 与本人关系=",
            string.Join(' ', form.List("sheets")[0].List("columns").Select(c => $"{c.Text("heading")}={c.Text("target")}")));
        Assert.True(form.GetProperty("ofOnePerson").GetBoolean());
        var answer = await desk.PostAsJsonAsync($"/api/console/tables/forms/{form.Text("id")}/card", new { person = Somebody().ToString() });
        using var file = SheetFile.Open(new MemoryStream(await answer.Content.ReadAsByteArrayAsync()), "a.xlsx");
        var rows = file.Rows(0).ToDictionary(r => r.Number);
        var person = await desk.GetJsonAsync($"/api/console/people/{Somebody()}");
        Assert.Equal(person.Text("name"), rows[2][1]);
        Assert.Equal(person.Text("sex") == "男" ? "☑男 □女" : "□男 ☑女", rows[2][3]);
        Assert.Equal("照片", rows[2][4]);
        Assert.Matches("^[0-9]{17}[0-9X]$", rows[3][1]);
        Assert.Equal(person.GetProperty("age").GetInt32().ToString(), rows[3][3]);
        Assert.Null(rows[6][2]);
        Assert.Matches("^2026年1[0-9]月", rows[7][3]);
    }

    long Somebody() => street.Db.Read(tx => tx.Value<long>("""
        SELECT MIN(id) FROM people WHERE living_grid >= '420199001001' AND living_grid < '420199001002' AND document_kind = '01' AND living_address IS NOT NULL AND registered_here = 1
        """));

    async Task<XDocument> CardAsync(HttpClient desk, string form, object request)
    {
        var answer = await desk.PostAsJsonAsync($"/api/console/tables/forms/{form}/card", request);
        Assert.True(answer.IsSuccessStatusCode, await answer.Content.ReadAsStringAsync());
        Assert.Contains("wordprocessingml", answer.Content.Headers.ContentType!.MediaType);
        using var zip = new ZipArchive(new MemoryStream(await answer.Content.ReadAsByteArrayAsync()));
        foreach (var entry in zip.Entries)
            using (var xml = entry.Open()) XDocument.Load(xml);
        using (var footer = zip.GetEntry("word/footerTrace.xml")!.Open()) Assert.Contains("追溯码", XDocument.Load(footer).Root!.Value);
        using var part = zip.GetEntry("word/document.xml")!.Open();
        return XDocument.Load(part, LoadOptions.PreserveWhitespace);
    }
}

using System.IO.Compression;
using System.Text.RegularExpressions;
using OneTable.Services.Tables.Tracing;

namespace OneTable.Tests.Tables;

/// <summary>追溯: what was taken away carries a code, and the code says who took it and when.</summary>
[Collection(Street.Name)]
public sealed class TraceTests(Street street)
{
    [Fact]
    public async Task A_table_carries_its_code_in_footer_properties_and_styles_and_in_no_cell()
    {
        var desk = await street.ConsoleAsync("community");
        var file = await (await desk.GetAsync("/api/console/tables/T01/file")).Content.ReadAsByteArrayAsync();
        using var zip = new ZipArchive(new MemoryStream(file));
        string Part(string name)
        {
            using var text = new StreamReader(zip.GetEntry(name)!.Open());
            return text.ReadToEnd();
        }
        var (sheet, properties) = (Part("xl/worksheets/sheet1.xml"), Part("docProps/custom.xml"));
        var code = Regex.Match(sheet, "&amp;R追溯码 ([A-Z0-9]{8})</oddFooter>").Groups[1].Value;
        Assert.Equal(2, Regex.Count(sheet + properties, code));
        Assert.Contains($"<cellStyle name=\"追溯码 {code}\"", Part("xl/styles.xml"));
        Assert.DoesNotContain(code, sheet[..sheet.IndexOf("</sheetData>", StringComparison.Ordinal)]);

        var trace = await desk.GetJsonAsync("/api/console/traces/" + code.ToLowerInvariant().Insert(4, "-"));
        Assert.Equal(("高龄津贴名册", "一套表", "东园社区"), (trace.Text("what"), trace.Text("kind"), trace.Text("division")));
        Assert.EndsWith(".xlsx", trace.Text("fileName"));
        Assert.True(trace.GetProperty("rows").GetInt32() > 0);
        Assert.Contains((await desk.GetJsonAsync("/api/console/traces?size=100")).List("items"), t => t.Text("code") == code);
        await (await street.ConsoleAsync("grid")).GetAsync("/api/console/traces/" + code).RefusedAsync(404, "not_found");
    }

    [Fact]
    public async Task A_print_asks_for_a_code_of_its_own()
    {
        var desk = await street.ConsoleAsync("community");
        var print = await (await desk.PostAsJsonAsync("/api/console/traces", new { what = "高龄老人统计", rows = 12 })).JsonAsync();
        var trace = street.Db.Read(tx => TraceLog.ByCode(tx, print.Text("code")!))!;
        Assert.Equal((TraceKind.Print, "高龄老人统计", 12L), (trace.Kind, trace.What, trace.RowsWritten));
        Assert.Contains("追溯码 " + trace.Code, print.Text("footer"));
        await desk.PostAsJsonAsync("/api/console/traces", new { what = "" }).RefusedAsync(400, "words_needed");
    }
}

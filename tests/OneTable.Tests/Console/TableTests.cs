using System.IO.Compression;
using System.Xml.Linq;

namespace OneTable.Tests.Console;

/// <summary>一套表: what was made opens as a workbook and says what the registry says.</summary>
[Collection(Street.Name)]
public sealed class TableTests(Street street)
{
    static readonly XNamespace sheet = "http://schemas.openxmlformats.org/spreadsheetml/2006/main";

    [Fact]
    public async Task The_allowance_list_opens_with_identity_numbers_as_text()
    {
        var rows = await RowsAsync("community", "高龄津贴名册");
        var header = rows.First(r => r.Contains("身份证号"));
        var (at, number) = (rows.ToList().IndexOf(header), header.ToList().IndexOf("身份证号"));
        Assert.Equal("高龄津贴名册", rows[0][0]);
        Assert.Contains("东园社区", rows[1][0]);
        Assert.NotEmpty(rows.Skip(at + 1));
        Assert.All(rows.Skip(at + 1), r => Assert.Matches("^([0-9]{17}[0-9X]|)$", r[number]));
        var total = (await (await street.ConsoleAsync("community")).GetJsonAsync("/api/console/tables/" + Uri.EscapeDataString("高龄津贴名册") + "/preview")).GetProperty("total").GetInt32();
        Assert.Equal(total, rows.Count - at - 1);
    }

    [Fact]
    public async Task On_the_screen_every_sealed_value_is_masked()
    {
        var preview = await (await street.ConsoleAsync("community")).GetJsonAsync("/api/console/tables/" + Uri.EscapeDataString("高龄津贴名册") + "/preview");
        var number = preview.List("columns").Select(c => c.GetString()).ToList().IndexOf("身份证号");
        Assert.All(preview.List("rows"), row => Assert.DoesNotMatch("[0-9]{15}", row[number].GetString()));
        Assert.InRange(preview.List("rows").Count, 1, 20);
    }

    [Fact]
    public async Task Every_table_is_made_for_every_post()
    {
        foreach (var user in new[] { "district", "community", "grid" })
            foreach (var table in (await (await street.ConsoleAsync(user)).GetJsonAsync("/api/console/tables")).EnumerateArray())
                Assert.NotEmpty(await RowsAsync(user, table.Text("id")!));
    }

    [Fact]
    public async Task A_table_that_is_not_there_is_said_so()
    {
        var answer = await (await street.ConsoleAsync("community")).GetAsync("/api/console/tables/T99/preview");
        Assert.InRange((int)answer.StatusCode, 400, 404);
        Assert.Equal("table_unknown", (await answer.Content.ReadFromJsonAsync<JsonElement>()).Text("code"));
        await (await street.ConsoleAsync("community")).GetAsync("/api/console/tables/T09/preview?date=tomorrow").RefusedAsync(400, "bad_date");
    }

    async Task<IReadOnlyList<IReadOnlyList<string>>> RowsAsync(string user, string table)
    {
        var answer = await (await street.ConsoleAsync(user)).GetAsync($"/api/console/tables/{Uri.EscapeDataString(table)}/file");
        Assert.Equal("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", answer.Content.Headers.ContentType?.MediaType);
        using var zip = new ZipArchive(new MemoryStream(await answer.Content.ReadAsByteArrayAsync()));
        foreach (var part in zip.Entries)
            using (var stream = part.Open()) XDocument.Load(stream);
        using var rows = zip.GetEntry("xl/worksheets/sheet1.xml")!.Open();
        return [.. XDocument.Load(rows).Descendants(sheet + "row").Select(row => row.Elements(sheet + "c").Select(Text).ToList())];
    }

    /// <summary>A number is a cell with a value, everything else a text in the cell itself.</summary>
    static string Text(XElement cell) => cell.Attribute("t")?.Value == "inlineStr"
        ? cell.Element(sheet + "is")!.Element(sheet + "t")!.Value : cell.Element(sheet + "v")?.Value ?? "";
}

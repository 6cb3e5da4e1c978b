using OneTable.Services;
using OneTable.Services.Data;
using OneTable.Services.Dictionary;
using OneTable.Services.Sheets;
using OneTable.Services.Sheets.Editing;
using OneTable.Services.Staff;
using OneTable.Services.Tables.Filling;
using OneTable.Services.Tables.Forms;
using OneTable.Tests.Sheets;

namespace OneTable.Tests.Tables;

/// <summary>A department's form comes back filled: for whom the words say, or for those it names itself.</summary>
[Collection(Street.Name)]
public sealed class FillTests(Street street)
{
    const string Community = "420199001001";

    StaffMember Viewer(string user) => street.Db.Read(tx => street.Get<StaffList>().Find(tx, tx.Count<long>("SELECT id FROM staff WHERE user_name = @user", new { user })))!;

    (FillResult Result, IReadOnlyDictionary<int, SheetRow> Rows, byte[] File) Fill(byte[] form, string? where, string user = "community", FillVersion version = FillVersion.Working, string division = Community)
    {
        using var file = SheetFile.Open(new MemoryStream(form), "表.xlsx");
        var read = new FormReader(street.Db, street.Get<FieldCatalog>(), street.Get<LearnedHeadings>()).Read(file, "表.xlsx", division, null);
        var to = new MemoryStream();
        var result = street.Get<FormFiller>().Fill(read, () => new MemoryStream(form), new(new(division), where, null, version, Viewer(user)), to, new("K7Q2M9AB", "王芳", "2026-11-22 09:30"));
        return (result, ForeignForm.Rows(to.ToArray()).ToDictionary(r => r.Number), to.ToArray());
    }

    static readonly string?[] blank = [null];

    static byte[] Form(params string?[][] body) => Zipped(Xlsx.Of([
        ["低保对象花名册"], ["填报单位（盖章）：　　　　填表人：      审核人：      "], ["统计截止日：2026年10月31日"],
        ["序号", "姓名", "性别（1男2女）", "身份证号", "出生日期", "年龄", "联系电话", "所属社区", "救助类别", "本月变化原因"], .. body, ["合计"], ["说明：年龄按周岁填写，截至统计截止日。"]], "A1:J1"));

    /// <summary>With the list of parts that every workbook of a spreadsheet program has.</summary>
    static byte[] Zipped(byte[] form)
    {
        using var zip = new System.IO.Compression.ZipArchive(new MemoryStream(form));
        const string kind = "application/vnd.openxmlformats-officedocument.spreadsheetml", package = "http://schemas.openxmlformats.org/package/2006";
        var parts = new Dictionary<string, string>
        {
            ["[Content_Types].xml"] = $"""
                <Types xmlns="{package}/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/><Override PartName="/xl/workbook.xml" ContentType="{kind}.sheet.main+xml"/><Override PartName="/xl/worksheets/sheet1.xml" ContentType="{kind}.worksheet+xml"/><Override PartName="/xl/styles.xml" ContentType="{kind}.styles+xml"/><Override PartName="/xl/sharedStrings.xml" ContentType="{kind}.sharedStrings+xml"/></Types>
                """,
        };
        foreach (var entry in zip.Entries)
        {
            using var text = new StreamReader(entry.Open());
            parts[entry.FullName] = text.ReadToEnd().Replace("<Relationships>", $"<Relationships xmlns=\"{package}/relationships\">");
        }
        return Xlsx.Zip(parts);
    }

    [Fact]
    public void Those_of_whom_the_words_are_true_are_filled_in_by_the_columns_own_format()
    {
        var (result, rows, _) = Fill(Form([null, null, null, null, "1960.5.3"]), "低保户");
        var known = Known("低保");
        Assert.Equal((10, 9, 1, known.Count), (result.Columns, result.Known, result.Asked, result.Rows));
        Assert.Equal(result.Rows, result.CellsAsked - Blank(rows, result.Rows));
        Assert.StartsWith("填报单位（盖章）：东园社区", rows[2][0]);
        Assert.Contains("填表人：" + Viewer("community").Name, rows[2][0]);
        for (var i = 0; i < result.Rows; i++)
        {
            var row = rows[5 + i];
            Assert.Equal((i + 1).ToString(), row[0]);
            Assert.Contains(row[2], new[] { "1", "2" });
            Assert.Matches("^[0-9]{17}[0-9X]$", row[3]);
            Assert.Matches(@"^\d{4}\.\d{1,2}\.\d{1,2}$", row[4]);
            Assert.Equal(Age.On(DateText.Day(row[4]!)!.Value, new(2026, 10, 31)).ToString(), row[5]);
            Assert.Equal("东园社区", row[7]);
            Assert.Null(row[9]);
        }
        Assert.Equal("合计", rows[5 + result.Rows][0]);
    }

    [Fact]
    public void A_list_keeps_what_it_says_and_gets_the_rest_of_whom_it_surely_means()
    {
        var (_, rows, _) = Fill(Form(blank), "60岁以上有身份证号");
        var (one, two) = (rows[5], rows[6]);
        var (result, filled, _) = Fill(Form(["7", one[1], null, one[3]], ["8", two[1], null, null, two[4]], ["9", "查无此人", null, "420199190001010014"]), null);
        Assert.Equal((3, 1), (result.Rows, result.Unknown));
        Assert.Equal(["7", one[1], one[2], one[3], one[4], one[5]], filled[5].Cells.Take(6));
        Assert.Equal(("8", two[3]), (filled[6][0], filled[6][3]));
        Assert.Equal(["9", "查无此人", null, "420199190001010014"], filled[7].Cells.Take(4));
    }

    [Fact]
    public void For_all_to_read_names_are_masked_and_numbers_and_sensitive_columns_stay_away()
    {
        var (_, rows, file) = Fill(Form(blank), "低保户", version: FillVersion.Public);
        Assert.Matches(@"^.\*+$", rows[5][1]);
        Assert.All(new[] { 3, 4, 6 }, c => Assert.Null(rows[5][c]));
        Assert.Equal("东园社区", rows[5][7]);
        Assert.Equal(2, ForeignForm.Rows(file).Count(r => r.Cells.Contains("低保对象花名册") || r.Cells.Contains("合计")));
    }

    [Fact]
    public void What_may_not_be_asked_or_is_not_understood_is_refused()
    {
        Assert.Equal("field_hidden", Assert.Throws<Refusal>(() => Fill(Form(blank), "重点人群")).Code);
        Assert.Equal("where_unclear", Assert.Throws<Refusal>(() => Fill(Form(blank), "会飞的")).Code);
        Assert.Contains("几种意思", Assert.Throws<Refusal>(() => Fill(Form(blank), "陕西籍")).Message);
    }

    [NeedsFact(NeedsFactAttribute.Office)]
    public async Task LibreOffice_opens_a_filled_form()
    {
        var (result, rows, file) = Fill(Form(blank), "低保户");
        var theirs = ForeignForm.Rows(await Soffice.ConvertAsync(file)).ToDictionary(r => r.Number);
        for (var i = 0; i < result.Rows; i++) Assert.Equal(rows[5 + i].Cells.Take(9), theirs[5 + i].Cells.Take(9));
    }

    IReadOnlyList<long> Known(string words)
    {
        var (condition, scope) = street.Get<FillWhere>().Read(words, new(Community), Viewer("community").Reader, street.Db.Time.Today());
        return street.Db.Read(tx => FillIds(tx, condition!, scope));
    }

    static List<long> FillIds(Tx tx, Condition condition, OneTable.Services.Divisions.Scope scope)
    {
        var query = new ConditionSql(new(2026, 10, 31)).Where("(p.living_grid >= {0} AND p.living_grid < {1} OR p.registered_community >= {0} AND p.registered_community < {1})", scope.From, scope.To).Where(condition);
        return [.. tx.Query<long>(query.Select("p.id"), query.Arguments)];
    }

    /// <summary>Cells of other columns that nobody knows.</summary>
    static int Blank(IReadOnlyDictionary<int, SheetRow> rows, int count) => Enumerable.Range(5, count).Sum(r => Enumerable.Range(1, 8).Count(c => rows[r][c] is null));
}

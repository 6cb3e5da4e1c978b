using System.Globalization;
using System.IO.Compression;
using System.Text;
using OneTable.Services.Sheets;

namespace OneTable.Benchmarks;

/// <summary>Rows of nobody, a few thousand of them again and again, so that the data weighs nothing beside what is measured.</summary>
sealed class TableBenchmarkRows
{
    public static readonly string[] Headings =
    [
        "序号", "年龄", "姓名", "性别", "身份证号", "出生日期", "联系电话", "民族", "文化程度", "婚姻状况", "户籍地址", "现住地址", "现住网格", "人口类别", "人员状态", "社保卡开户行", "社保卡账号",
        "救助类别", "救助起始月", "备注",
    ];

    const string Surnames = "王李张刘陈杨黄赵吴周徐孙马朱胡郭何高林罗", Given = "伟芳娜秀英敏静丽强磊军洋勇艳杰娟涛明超兰霞平刚桂";

    readonly (int Age, string[] Texts)[] rows;

    public TableBenchmarkRows(int count)
    {
        var random = new Random(42);
        string Pick(string from) => from[random.Next(from.Length)].ToString();
        rows = [.. Enumerable.Range(0, count).Select(i =>
        {
            var born = new DateOnly(1930, 1, 1).AddDays(random.Next(33_000));
            return (2026 - born.Year, (string[])
            [
                Pick(Surnames) + Pick(Given) + Pick(Given), i % 2 == 0 ? "男" : "女", string.Create(CultureInfo.InvariantCulture, $"420199{born:yyyyMMdd}{random.Next(1000):000}X"),
                born.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture), $"139{random.Next(100_000_000):00000000}", "汉族", "大学本科", "已婚", $"湖北省武汉市东园街{i % 900 + 1}号",
                $"东园小区{i % 6 + 1}栋{i % 3 + 1}单元{random.Next(1, 7)}0{i % 2 + 1}室", $"东园社区 第{i % 16 + 1}网格", "人户一致", "正常", "示范农商银行", $"62170000{random.Next():0000000000}",
                i % 40 == 0 ? "城市低保" : "无", "2020-01", i % 50 == 0 ? "独居 & 失能" : "无异常",
            ]);
        })];
    }

    public (int Age, string[] Texts) this[int row] => rows[row % rows.Length];

    /// <summary>Somebody else's form: a title, these headings, two styled rows, a total and who signs.</summary>
    public static byte[] Form()
    {
        const string main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main", office = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
        const string kind = "application/vnd.openxmlformats-officedocument.spreadsheetml";
        static string Cell(int column, int row, string? text) => text is null ? $"<c r=\"{SheetFile.Letter(column)}{row}\" s=\"1\"/>"
            : $"<c r=\"{SheetFile.Letter(column)}{row}\" s=\"1\" t=\"inlineStr\"><is><t>{text}</t></is></c>";
        string Row(int row, Func<int, string?> text) => $"<row r=\"{row}\" ht=\"20\" customHeight=\"1\">{string.Concat(Headings.Select((_, c) => Cell(c, row, text(c))))}</row>";
        var parts = new Dictionary<string, string>
        {
            ["[Content_Types].xml"] = $"""<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/><Override PartName="/xl/workbook.xml" ContentType="{kind}.sheet.main+xml"/><Override PartName="/xl/worksheets/sheet1.xml" ContentType="{kind}.worksheet+xml"/><Override PartName="/xl/styles.xml" ContentType="{kind}.styles+xml"/></Types>""",
            ["_rels/.rels"] = $"""<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="{office}/officeDocument" Target="xl/workbook.xml"/></Relationships>""",
            ["xl/_rels/workbook.xml.rels"] = $"""<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="{office}/worksheet" Target="worksheets/sheet1.xml"/><Relationship Id="rId2" Type="{office}/styles" Target="styles.xml"/></Relationships>""",
            ["xl/workbook.xml"] = $"""<workbook xmlns="{main}" xmlns:r="{office}"><sheets><sheet name="名册" sheetId="1" r:id="rId1"/></sheets></workbook>""",
            ["xl/styles.xml"] = $"""<styleSheet xmlns="{main}"><fonts count="1"><font><sz val="11"/><name val="仿宋"/></font></fonts><fills count="2"><fill><patternFill patternType="none"/></fill><fill><patternFill patternType="gray125"/></fill></fills><borders count="2"><border/><border><left style="thin"/><right style="thin"/><top style="thin"/><bottom style="thin"/></border></borders><cellStyleXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0"/></cellStyleXfs><cellXfs count="2"><xf numFmtId="0" fontId="0" fillId="0" borderId="0" xfId="0"/><xf numFmtId="0" fontId="0" fillId="0" borderId="1" xfId="0" applyBorder="1"/></cellXfs></styleSheet>""",
            ["xl/worksheets/sheet1.xml"] = $"""<worksheet xmlns="{main}"><sheetData><row r="1"><c r="A1" t="inlineStr"><is><t>名册</t></is></c></row>{Row(2, c => Headings[c])}{Row(3, _ => null)}{Row(4, _ => null)}{Row(5, c => c == 0 ? "合计" : null)}<row r="6"><c r="A6" t="inlineStr"><is><t>填表人：</t></is></c></row></sheetData><mergeCells count="1"><mergeCell ref="A1:T1"/></mergeCells></worksheet>""",
        };
        var bytes = new MemoryStream();
        using (var zip = new ZipArchive(bytes, ZipArchiveMode.Create, leaveOpen: true))
            foreach (var (name, text) in parts)
                using (var part = zip.CreateEntry(name).Open()) part.Write(Encoding.UTF8.GetBytes(text));
        return bytes.ToArray();
    }
}

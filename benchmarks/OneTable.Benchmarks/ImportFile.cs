using System.Globalization;
using OneTable.Services.Registry;
using OneTable.Services.Sheets;

namespace OneTable.Benchmarks;

/// <summary>A workbook of people who are nobody's: 42 columns as a community keeps them.</summary>
static class ImportFile
{
    static readonly string[] headings =
    [
        "姓名", "曾用名", "性别", "出生日期", "公民身份号码", "民族", "籍贯", "文化程度", "婚姻状况", "政治面貌", "联系电话", "电话归属", "联系偏好", "紧急联系人", "紧急联系电话",
        "户号", "户主", "与户主关系", "户籍地址", "本地户籍", "现住地址", "人口类别", "居住类型", "人员状态", "来本地日期", "居家状况", "自理能力", "社保卡开户行", "社保卡账号",
        "健康状况", "残疾类别", "残疾等级", "救助类别", "救助起始月", "享受待遇", "就业状况", "工作单位", "养老保险", "医疗保险", "医保缴费年度", "最近走访日期", "备注",
    ];

    const string Surnames = "王李张刘陈杨黄赵吴周徐孙马朱胡郭何高林罗", Given = "伟芳娜秀英敏静丽强磊军洋勇艳杰娟涛明超兰霞平刚桂";

    public static async Task WriteAsync(string path, int people)
    {
        var random = new Random(42);
        await using var stream = File.Create(path);
        await using var sheet = new XlsxWriter(stream, new("人员", [.. headings.Select(_ => 12d)], 2, "测量"));
        sheet.Row();
        sheet.Text("东园街道人口信息台账", CellStyle.Title);
        sheet.MergeRow();
        sheet.Row();
        foreach (var heading in headings) sheet.Text(heading, CellStyle.Header);
        string name = "", number = "";
        for (var i = 0; i < people; i++)
        {
            var first = i % 3 == 0; // three to a household
            var mine = $"{Pick(random, Surnames)}{Pick(random, Given)}{Pick(random, Given)}";
            if (first) (name, number) = (mine, (4201990000L + i).ToString(CultureInfo.InvariantCulture));
            sheet.Row();
            foreach (var text in Cells(i, random, mine, name, number, first)) sheet.Text(text);
            await sheet.FlushAsync();
        }
    }

    static string[] Cells(int i, Random random, string mine, string head, string number, bool first)
    {
        var born = new DateOnly(1930, 1, 1).AddDays(random.Next(33_000));
        var man = random.Next(2) == 0;
        var document = IdentityNumber.Complete(string.Create(CultureInfo.InvariantCulture, $"{420100 + i % 90_000 / 1_000:000000}{born:yyyyMMdd}{i / 2 % 500 * 2 + (man ? 1 : 0):000}"));
        var old = born.Year < 1960;
        return
        [
            mine, "", man ? "男" : "女", born.ToString(i % 2 == 0 ? "yyyy-MM-dd" : "yyyy年M月d日", CultureInfo.InvariantCulture), document, "汉族", "湖北省", "大学本科", "已婚", "群众",
            $"139{i:00000000}", "本人", "打电话", $"{Pick(random, Surnames)}{Pick(random, Given)}", $"138{i:00000000}",
            number, head, first ? "户主" : "其他", $"湖北省武汉市东园街{i / 3 % 900 + 1}号", "是", $"东园小区{i / 3 % 6 + 1}栋{i / 18 % 3 + 1}单元{i / 54 % 6 + 1}0{i % 2 + 1}室",
            "人户一致", "自有住房自住", "正常", "2001-09-01", old ? "独居" : "", old ? "能自理" : "", old ? "示范农商银行" : "", old ? $"62170000{i:0000000000}" : "",
            "健康或良好", "", "", i % 40 == 0 ? "城市低保" : "", i % 40 == 0 ? "2020-01" : "", old ? "高龄津贴" : "", "", $"示范公司{i % 500}", "城乡居民养老", "城乡居民医保", "2026", $"2026-0{i % 9 + 1}-15", "无异常",
        ];
    }

    static string Pick(Random random, string from) => from[random.Next(from.Length)].ToString();
}

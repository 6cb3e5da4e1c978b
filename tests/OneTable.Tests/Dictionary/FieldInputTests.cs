using OneTable.Services;
using OneTable.Services.Dictionary;

namespace OneTable.Tests.Dictionary;

/// <summary>What clerks type into cells, and what is kept of it.</summary>
[Collection(Street.Name)]
public sealed class FieldInputTests(Street street)
{
    [Theory]
    [InlineData("出生日期", "2024-1-5", "2024-01-05")]
    [InlineData("出生日期", "2024.01.05", "2024-01-05")]
    [InlineData("出生日期", "2024/1/5", "2024-01-05")]
    [InlineData("出生日期", "20240105", "2024-01-05")]
    [InlineData("出生日期", "2024年1月5日", "2024-01-05")]
    [InlineData("出生日期", "２０２４年１月５日", "2024-01-05")]
    [InlineData("出生日期", "一九四六年三月八日", "1946-03-08")]
    [InlineData("出生日期", "二〇〇一年十二月二十三日", "2001-12-23")]
    [InlineData("出生日期", "2024-01-05 00:00:00", "2024-01-05")]
    [InlineData("救助起始月", "2024年3月", "2024-03")]
    [InlineData("救助起始月", "202403", "2024-03")]
    [InlineData("性别", "男性", "1")]
    [InlineData("民族", "汉", "01")]
    [InlineData("文化程度", "初中", "71")]
    [InlineData("享受待遇", "高龄津贴、低保金", "01,06")]
    [InlineData("本地户籍", "√", "1")]
    [InlineData("联系电话", "199 1234 5678", "19912345678")]
    [InlineData("联系电话", "+86-199-1234-5678", "19912345678")]
    [InlineData("联系电话", "027-88886666", "02788886666")]
    [InlineData("家庭月人均收入", "¥1,234.50元", "123450")]
    [InlineData("医保缴费年度", "2026年", "2026")]
    [InlineData("籍贯", "陕西", "610000")]
    [InlineData("籍贯", "陕西西安", "610100")]
    [InlineData("籍贯", "6101", "610100")]
    [InlineData("工作单位", "不知道", "?1")]
    [InlineData("工作单位", "不愿说", "?2")]
    [InlineData("联系电话", "无", "?3")]
    [InlineData("工作单位", "  ", null)]
    [InlineData("工作单位", "/", null)]
    [InlineData("工作单位", "买买提·艾力", "买买提·艾力")]
    public void Is_kept_in_one_form(string field, string typed, string? kept) =>
        Assert.Equal(kept, FieldInput.Read(street.Get<FieldCatalog>().Find(field)!, typed));

    [Theory]
    [InlineData("出生日期", "2023-02-29")]
    [InlineData("出生日期", "46.3.8")]
    [InlineData("出生日期", "农历三月初八")]
    [InlineData("出生日期", "1700-01-01")]
    [InlineData("救助起始月", "2024-13")]
    [InlineData("性别", "南")]
    [InlineData("享受待遇", "高龄津贴、月饼")]
    [InlineData("本地户籍", "大概")]
    [InlineData("联系电话", "1991234567")]
    [InlineData("联系电话", "打儿子电话")]
    [InlineData("家庭月人均收入", "三千")]
    [InlineData("医保缴费年度", "2026.5")]
    [InlineData("籍贯", "火星")]
    public void Or_is_refused_with_the_name_of_the_field(string field, string typed) =>
        Assert.Contains(field, Assert.Throws<Refusal>(() => FieldInput.Read(street.Get<FieldCatalog>().Find(field)!, typed)).Message);
}

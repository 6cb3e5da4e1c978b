using OneTable.OutboundCall.WeChat;
using OneTable.Services.Notices;
using OneTable.Services.Outbox;

namespace OneTable.Tests.Outbound;

/// <summary>Values of template messages: each type's limits, cut between whole characters.</summary>
public sealed class FieldTests
{
    const string Family = "👨‍👩‍👧"; // one character for the eye, eight UTF-16 units

    [Theory]
    [InlineData("thing1", "一二三四五六七八九十一二三四五六七八九十多", "一二三四五六七八九十一二三四五六七八九十")]
    [InlineData("thing12", "路灯\r\n不亮\t了", "路灯 不亮 了")]
    [InlineData("thing1", "一二三四五六七八九十一二三四五" + Family, "一二三四五六七八九十一二三四五")]
    [InlineData("thing1", "", "无")]
    [InlineData("phrase2", "已经办好了吧", "已经办好了")]
    [InlineData("phrase2", "已办结 OK", "已办结")]
    [InlineData("phrase2", "OK", null)]
    [InlineData("number3", "共 12.5 元", "12.5")]
    [InlineData("number3", "没有", null)]
    [InlineData("letter4", "A1b2", "Ab")]
    [InlineData("symbol5", "★好★★★★★", "★★★★★")]
    [InlineData("character_string6", "编号 GD2026120001", "GD2026120001")]
    [InlineData("character_string6", "A234567890123456789012345678901234567890", "A2345678901234567890123456789012")]
    [InlineData("time7", "2026年12月1日 15:01", "2026年12月1日 15:01")]
    [InlineData("time7", "下午15:01来", "15:01")]
    [InlineData("time7", "明天", null)]
    [InlineData("date8", "2026年12月1日 15:01", "2026年12月1日")]
    [InlineData("amount9", "¥300.5元", "¥300.5元")]
    [InlineData("phone_number10", "027-8820 1234 转 5", "027-882012345")]
    [InlineData("phone_number10", "+86-13800000000-1234567890", "+86-13800000000-1")]
    [InlineData("car_number11", "鄂A 123456789", "鄂A123456")]
    [InlineData("name12", "欧阳一二三四五六七八九十", "欧阳一二三四五六七八")]
    [InlineData("name12", "Alexander Maximilian Berg", "Alexander Maximilian")]
    [InlineData("const13", "已受理", "已受理")]
    public void A_value_is_cut_to_what_its_type_may_be(string field, string value, string? fitted)
    {
        Assert.Equal(fitted, TemplateFields.Fit(field, value));
        if (fitted is not null) Assert.Equal(fitted, TemplateFields.Fit(field, fitted));
    }

    [Fact]
    public void A_setting_names_which_words_fill_which_field()
    {
        var template = PlatformTemplate.Parse("long SM_1:title=thing1, '已办结'=phrase2,words1=thing3,time=time4")!;
        var words = TemplateFields.Of(new Message("灯已换好，请您看看。谢谢", "路灯\n不亮", ""), new DateTimeOffset(2026, 12, 1, 1, 2, 0, TimeSpan.Zero));
        var (values, _) = TemplateFields.Fill(template, words);
        Assert.Equal(("SM_1", true), (template.Id, template.LongTerm));
        Assert.Equal(new() { ["thing1"] = "路灯 不亮", ["phrase2"] = "已办结", ["thing3"] = "灯已换好，请您看看。谢谢", ["time4"] = "2026年12月1日 09:02" }, values);
    }

    [Fact]
    public void Where_nothing_fits_nothing_is_sent_and_the_field_is_named()
    {
        var (values, unfit) = TemplateFields.Fill(PlatformTemplate.Parse("SM_1:title=number1")!, TemplateFields.Of(new Message("好", "路灯", ""), DateTimeOffset.UnixEpoch));
        Assert.Null(values);
        Assert.Equal("number1", unfit);
    }
}

using OneTable.Services.Registry.Comparing;

namespace OneTable.Tests.Registry;

/// <summary>How alike two names, numbers and addresses are.</summary>
public sealed class CompareMatchTests
{
    [Theory]
    [InlineData("买买提·艾力", "买买提艾力", "Same")]
    [InlineData("买买提•艾力", "买买提.艾力", "Same")]
    [InlineData("张 三", "张三", "Same")]
    [InlineData("王芳（女）", "王芳", "Same")]
    [InlineData("ＡＬＩ", "ali", "Same")]
    [InlineData("买买提", "买买提·艾力", "Alike")]
    [InlineData("𠅤小明", "?小明", "Alike")]
    [InlineData("张*三", "张小三", "Alike")]
    [InlineData("李小龙", "李晓龙", "Alike")]
    [InlineData("王芳", "王方", "Different")]
    [InlineData("王", "王芳", "Different")]
    [InlineData("**", "王芳", "Different")]
    [InlineData("张三", "李四", "Different")]
    public void Names(string one, string other, string likeness) =>
        Assert.Equal(likeness, ListedName.Compare(ListedName.Plain(one), ListedName.Plain(other)).ToString());

    [Theory]
    [InlineData("420199195003071232", "420199195003071232", "Same")]
    [InlineData("４２０１９９１９５００３０７１２３２", "420199195003071232", "Same")]
    [InlineData("'420199195003071232", "420199195003071232", "Same")]
    [InlineData("4201**********1232", "420199195003071232", "Masked")]
    [InlineData("4201**********9999", "420199195003071232", "Another")]
    [InlineData("420199195003071323", "420199195003071232", "Another")]
    [InlineData("420199195003072132", "420199195003071232", "NearlySame")]
    [InlineData("42019919500307123", "420199195003071232", "NearlySame")]
    [InlineData("4.20E+17", "420199195003071232", null)]
    [InlineData("**", "420199195003071232", null)]
    [InlineData("", "420199195003071232", null)]
    public void Numbers(string written, string number, string? fit) => Assert.Equal(fit, ListedNumber.Of(written).To(number)?.ToString());

    [Theory]
    [InlineData("420199195003071232", "4201**********1232")]
    [InlineData("H90081279", "H****1279")]
    [InlineData("E1234", "****4")]
    public void A_short_number_is_not_told_by_its_mask(string number, string masked) => Assert.Equal(masked, OneTable.Services.Dictionary.Mask.Identity(number));

    [Theory]
    [InlineData("东园小区3栋2单元501", "武汉市东园小区三号楼2单元501室", true)]
    [InlineData("东园小区3-2-501", "东园小区3栋2单元501", true)]
    [InlineData("东园小区3栋2单元501", "东园小区3栋2单元502", false)]
    [InlineData("东园小区3栋2单元501", "西苑小区3栋2单元501", false)]
    [InlineData("东园小区3栋", "东园小区3栋2单元501", null)]
    [InlineData(null, "东园小区3栋", null)]
    public void Addresses(string? one, string? other, bool? same) => Assert.Equal(same, AddressLikeness.Same(one, other));
}

using System.Text.RegularExpressions;
using OneTable.Services.Registry;

namespace OneTable.Services.Sheets;

/// <summary>What a column holds by its own values, for headings that say nothing.</summary>
public static partial class ColumnGuess
{
    const int SamplesMin = 3;
    const double ShareMin = 0.8;

    static readonly (string Target, Func<string, bool> Fits)[] kinds =
    [
        (Facts.Document, text => IdentityNumber.Parse(text) is not null),
        (Facts.Phone, text => Mobile().IsMatch(text)),
        (Facts.Sex, text => text is "男" or "女"),
        (Facts.BirthDate, text => BirthDate().IsMatch(text)),
        (Facts.Name, text => Name().IsMatch(text)),
    ];

    public static string? Of(IReadOnlyList<string> samples)
    {
        if (samples.Count < SamplesMin) return null;
        var found = kinds.FirstOrDefault(k => samples.Count(k.Fits) >= samples.Count * ShareMin).Target;
        // Whatever repeats much is a word of some list and no name.
        return found == Facts.Name && samples.Distinct().Count() < samples.Count * 0.7 ? null : found;
    }

    /// <summary>No heading looks like this.</summary>
    public static bool IsValue(string text) => text.Length is 11 or 15 or 18 && (IdentityNumber.Parse(text) is not null || Mobile().IsMatch(text));

    [GeneratedRegex(@"^1[3-9]\d{9}$")]
    private static partial Regex Mobile();

    [GeneratedRegex(@"^(?:19|20)\d\d(?:[-./年月]?\d{1,2}){2}日?$")]
    private static partial Regex BirthDate();

    // The two hundred names most people have, and the dot inside of Uyghur and Tibetan ones.
    [GeneratedRegex(@"^(?:[赵钱孙李周吴郑王冯陈褚卫蒋沈韩杨朱秦尤许何吕施张孔曹严华金魏陶姜戚谢邹喻柏水窦章云苏潘葛范彭郎鲁韦昌马苗凤花方俞任袁柳史唐费廉岑薛雷贺倪汤罗毕郝邬安常乐于时傅皮卞齐康伍余元卜顾孟平黄和穆萧尹姚邵汪祁毛禹狄米贝明臧计伏成戴谈宋茅庞熊纪舒屈项祝董梁杜阮蓝闵席季麻强贾路娄危江童颜郭梅盛林刁钟徐邱骆高夏蔡田樊胡凌霍虞万支柯管卢莫房解应宗丁宣邓郁单杭洪包诸左石崔吉龚程邢裴陆荣翁荀羊甄曲封储段侯武刘龙叶白赖谭涂肖聂闫冉欧覃桂简游向][\u4E00-\u9FFF]{1,3}|[\u4E00-\u9FFF]{2,8}·[\u4E00-\u9FFF]{2,8})$")]
    private static partial Regex Name();
}

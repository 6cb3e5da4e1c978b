using OneTable.Services;
using OneTable.Services.Data;
using OneTable.Services.Dictionary;
using OneTable.Services.Dictionary.Asking;
using OneTable.Services.Divisions;
using OneTable.Services.Registry.Questions;

namespace OneTable.Tests.Dictionary;

/// <summary>
/// What clerks type, and what is understood of it: one case a line in Questions.txt, as the secretary of 东园社区 on 1 December 2026.
/// @ a division, &amp; and, | or, {a ? b} a choice, ! not understood, * a note.
/// </summary>
[Collection(Street.Name)]
public sealed class AskingTests(Street street)
{
    const string Cases = "Questions.txt", Arrow = " → ";
    static readonly DateOnly today = new(2026, 12, 1);

    public static IEnumerable<object[]> Questions => TestFiles.Read("Dictionary", Cases).Split('\n').Select(l => l.TrimEnd('\r').Split(Arrow))
        .Where(l => l.Length == 2);

    Understood Read(string words, string scope = "420199001001") => street.Get<Asker>().Read(words, new Scope(scope), today);

    [Theory]
    [MemberData(nameof(Questions))]
    public void A_sentence_is_understood(string words, string understood) => Assert.Equal(understood, Said(Read(words)));

    [Fact]
    public void There_are_enough_sentences_to_trust_it() => Assert.True(Questions.Count() >= 80);

    /// <summary>A chip can be typed again as it reads.</summary>
    [Theory]
    [MemberData(nameof(Questions))]
    public void A_chip_reads_back_as_itself(string words, string _)
    {
        foreach (var chip in Read(words).Parts.SelectMany(Chips).Where(c => !c.Condition.Sentence().Contains("当年", StringComparison.Ordinal)))
        {
            var sentence = Sentence(chip.Condition);
            var again = Read(sentence);
            Assert.Equal(sentence, string.Join("，", again.Parts.SelectMany(Chips).Select(c => Sentence(c.Condition))));
            Assert.Empty(again.Rest);
        }
    }

    [Fact]
    public void Whatever_is_typed_is_an_answer()
    {
        var random = new Random(20261201);
        var pieces = TestFiles.Read("Dictionary", Cases).Where(c => c != '\n').ToArray();
        const string odd = "0123456789零一二三百千岁月日年以上以下满内不没有或且、，。（）「」“”-~<>=!|&*%$#@'\"\\/\t ☃𠅤\ud83d\ude00\ud83dé％＞８";
        for (var i = 0; i < 1000; i++)
        {
            var words = string.Concat(Enumerable.Range(0, random.Next(0, 60)).Select(_ => random.Next(3) == 0 ? odd[random.Next(odd.Length)] : pieces[random.Next(pieces.Length)]));
            foreach (var condition in Read(words, random.Next(2) == 0 ? "420199" : "420199001001001").Parts.SelectMany(Chips).Select(c => c.Condition))
            {
                Assert.NotEmpty(Sentence(condition));
                var sql = new ConditionSql(today).Where(ConditionReader.Read(condition.ToJson(), street.Get<FieldCatalog>(), words));
                if (i % 100 == 0) street.Db.Read(tx => tx.Count<int>(sql.Select("COUNT(*)"), sql.Arguments));
            }
        }
        Assert.Throws<Refusal>(() => Read(new string('满', Asker.WordsMax + 1)));
    }

    [Fact]
    public void What_is_written_for_the_page_is_read_as_the_same_condition()
    {
        foreach (var chip in Questions.SelectMany(q => Read((string)q[0]).Parts).SelectMany(Chips))
            Assert.Equal(Sentence(chip.Condition), Sentence(ConditionReader.ReadAsWritten(chip.Condition.ToJson(), street.Get<FieldCatalog>(), "x")));
    }

    [Fact]
    public async Task A_new_field_and_a_new_code_are_understood_at_once()
    {
        var (desk, name) = (street.Get<DictionaryDesk>(), "爱好" + Guid.NewGuid().ToString("N")[..4]);
        await desk.KeepAsync(new CodeSetEntry { Name = name, Values = [new() { Code = "1", Label = "广场舞" + name[2..], Aliases = ["跳舞" + name[2..]] }] }, "测试");
        await desk.KeepAsync(new FieldEntry { Label = name, Group = "状态", Type = "code", Codeset = name, Sensitivity = "低" }, "测试");
        Assert.Equal($"{name}是广场舞{name[2..]}", Said(Read($"{name}是跳舞{name[2..]}的")));
        Assert.Equal($"年满60周岁 & {name}是广场舞{name[2..]}", Said(Read($"60岁以上跳舞{name[2..]}的")));
        Assert.Equal($"没有登记{name}", Said(Read($"没有登记{name}的")));
    }

    [Fact]
    public void A_division_is_bounded_by_what_the_viewer_sees()
    {
        Assert.Equal("@西湖里社区 & 标签有「老年人」", Said(Read("西湖里社区的老人", "420199001")));
        Assert.Equal("@第三网格 & 标签有「老年人」", Said(Read("西湖里社区第3网格的老人", "420199001")));
        Assert.Contains("请把社区一起说上", Said(Read("第一网格的老人", "420199001")));
        Assert.Contains("不在您的辖区", Said(Read("西湖里社区的老人")));
    }

    string Sentence(Condition condition) => street.Get<QuestionWords>().Sentence(condition);

    static IEnumerable<Part.Chip> Chips(Part part) => part switch
    {
        Part.Chip chip => [chip],
        Part.Choice choice => choice.Options,
        Part.All all => all.Parts.SelectMany(Chips),
        Part.Any any => any.Parts.SelectMany(Chips),
        _ => [],
    };

    string Said(Understood understood) => string.Join(" & ",
    [
        .. understood.Places.Select(p => "@" + p.Name), .. understood.Parts.Select(Said), .. understood.Rest.Select(r => "!" + r),
        .. understood.Notes.Select(n => "*" + n),
    ]);

    string Said(Part part) => part switch
    {
        Part.Chip chip => Sentence(chip.Condition),
        Part.Choice choice => $"{{{string.Join(" ? ", choice.Options.Select(o => Sentence(o.Condition)))}}}",
        Part.All all => $"({string.Join(" & ", all.Parts.Select(Said))})",
        Part.Any any => $"({string.Join(" | ", any.Parts.Select(Said))})",
        _ => "",
    };
}

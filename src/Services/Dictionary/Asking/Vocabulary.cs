using OneTable.Services.Divisions;
using static OneTable.Services.Dictionary.Condition;

namespace OneTable.Services.Dictionary.Asking;

/// <summary>What a word of the dictionary may stand for.</summary>
sealed class Word
{
    public List<Condition> Meanings { get; } = [];
    public Field? Field { get; set; }

    /// <summary>A date is spoken of by what happened on it: 去世, 入党, 走访.</summary>
    public Field? Event { get; set; }

    /// <summary>What runs out on a day: 残疾证, 居住证.</summary>
    public Field? Expiry { get; set; }

    public List<Division> Places { get; } = [];

    /// <summary>A word of 重点人群 (F07).</summary>
    public bool IsRestricted { get; set; }
}

/// <summary>
/// All words of the dictionary: labels and aliases of fields and codes, tags, names of divisions. Made anew with every
/// version of the dictionary, so that a new field or code is understood at once.
/// </summary>
sealed class Vocabulary
{
    /// <summary>Fields whose codes say nothing without the field's name: 子女, 短信.</summary>
    static readonly HashSet<string> onlyWithName = ["电话归属", "联系偏好", "走访结果", "与户主关系", "证件类型", "与紧急联系人关系"];

    static readonly HashSet<string> weak =
        ["其他", "不详", "无", "否", "是", "有", "未知", "未说明", "待核", "一般", "正常", "健康", "良好", "未评估", "空置", "大学", "残疾", "自理", "经营", "办公", "视力", "听力", "言语", "肢体", "智力", "精神", "多重", "群租", "学历"];

    static readonly string[] kinds = ["等级", "类别", "类型", "状况", "状态", "情况", "程度", "能力"];

    readonly Dictionary<string, Word> words = [];
    readonly FieldCatalog fields;
    int longest;

    public Vocabulary(FieldCatalog fields, DivisionTree divisions)
    {
        this.fields = fields;
        foreach (var field in fields.Person.Where(f => !f.IsKey)) Add(field);
        if (fields.Find(Tag.FieldLabel) is { } tagField)
            foreach (var tag in fields.Tags.All) Add(tagField, tag);
        foreach (var division in divisions.All)
            foreach (var name in NamesOf(division)) Of(name).Places.Add(division);
    }

    /// <summary>The longest word at this place that is of the kind asked for.</summary>
    public (int Length, Word Word)? At(string text, int at, Func<Word, bool> isWanted)
    {
        for (var length = Math.Min(longest, text.Length - at); length > 0; length--)
            if (words.TryGetValue(text.Substring(at, length), out var word) && isWanted(word)) return (length, word);
        return null;
    }

    Word Of(string text)
    {
        text = Plain.Of(text).Replace(" ", "");
        longest = Math.Max(longest, text.Length);
        return words.TryGetValue(text, out var word) ? word : words[text] = new Word();
    }

    void Add(Field field)
    {
        foreach (var name in field.Aliases.Prepend(field.Label).Where(n => n.Length > 1))
        {
            if (field.IsRestricted) Of(name).IsRestricted = true;
            else Of(name).Field ??= field;
        }
        if (field.IsRestricted) AddRestricted(field);
        else if (field.Type is FieldType.Code or FieldType.Codes && field.Label != Tag.FieldLabel) AddCodes(field);
        else if (field.Type == FieldType.Bool)
            foreach (var name in field.Aliases.Prepend(field.Label)) Of(name).Meanings.Add(new Leaf(field, ConditionOp.In, ["1"]));
        else if (field.Type is FieldType.Date or FieldType.Month) AddEvent(field);
    }

    void AddRestricted(Field field)
    {
        foreach (var code in field.CodeSet?.Codes ?? [])
            foreach (var name in NamesOf(code).Where(n => !weak.Contains(n))) Of(name).IsRestricted = true;
    }

    void AddCodes(Field field)
    {
        var stem = kinds.FirstOrDefault(k => field.Label.EndsWith(k, StringComparison.Ordinal)) is { } kind ? field.Label[..^kind.Length] : "";
        foreach (var code in field.CodeSet!.Codes)
            foreach (var name in NamesOf(code))
            {
                if (MeansSomethingAlone(field, name)) Mean(name, field, code.Value);
                if (stem.Length < 2 || name.Contains(stem, StringComparison.Ordinal) || weak.Contains(name) && name != "无") continue;
                Mean(stem + name, field, code.Value);
                Mean(name + stem, field, code.Value);
            }
        foreach (var one in field.CodeSet.Codes.Where(c => c.Label.Length == 2))
            foreach (var two in field.CodeSet.Codes.Where(c => c.Label.Length == 2 && c.Label[1] == one.Label[1] && c != one))
                foreach (var text in new[] { $"{one.Label[0]}{two.Label}", $"{one.Label[0]}、{two.Label}", $"{one.Label[0]}至{two.Label}", $"{one.Label[0]}到{two.Label}" })
                {
                    if (!OnlyDigits(text[..^1])) continue; // 一二级, 一、二级
                    Mean(text, field, one.Value, two.Value);
                    if (stem.Length > 1) Mean(text + stem, field, one.Value, two.Value);
                }
    }

    static bool OnlyDigits(string text) => text.All(c => "一二三四五六七八九十、至到".Contains(c));

    static bool MeansSomethingAlone(Field field, string name) => name == "户主"
        || (name.Length > 1 || field.CodeSet!.Name == "性别") && !weak.Contains(name) && !onlyWithName.Contains(field.Label);

    void Mean(string text, Field field, params string[] codes)
    {
        var meaning = new Leaf(field, ConditionOp.In, codes);
        var word = Of(text);
        if (!word.Meanings.OfType<Leaf>().Any(l => l.Field == field)) word.Meanings.Add(meaning);
    }

    void AddEvent(Field field)
    {
        foreach (var end in new[] { "到期日", "到期日期", "有效期" })
            if (field.Label.EndsWith(end, StringComparison.Ordinal)) Of(field.Label[..^end.Length]).Expiry ??= field;
        var label = field.Label.StartsWith("最近", StringComparison.Ordinal) ? field.Label[2..] : field.Label;
        if (label.EndsWith("日期", StringComparison.Ordinal) && label.Length > 3) Of(label[..^2]).Event ??= field;
    }

    /// <summary>A tag by condition takes the place of the codes it speaks of: one word, one meaning.</summary>
    void Add(Field field, Tag tag)
    {
        foreach (var name in tag.Names)
        {
            var word = Of(name);
            if (fields.Tags.RuleOf(tag) is { } rule) word.Meanings.RemoveAll(m => m is Leaf said && rule.Terms.OfType<Leaf>().Any(l => Covers(l, said)));
            word.Meanings.Insert(word.Meanings.Count(m => m is Leaf l && l.Field == field), new Leaf(field, ConditionOp.In, [tag.Code]));
        }
    }

    static bool Covers(Leaf rule, Leaf said) =>
        rule.Field == said.Field && (rule.Op == ConditionOp.Filled || rule.Op == ConditionOp.In && said.Values.All(rule.Values.Contains));

    /// <summary>Label, aliases, and a label without what it explains in brackets.</summary>
    public static IEnumerable<string> NamesOf(Code code) =>
        code.Aliases.Prepend(code.Label).SelectMany(n => n.IndexOf('（') is > 0 and var at ? new[] { n, n[..at] } : [n]).Distinct();

    static IEnumerable<string> NamesOf(Division division)
    {
        yield return division.Name;
        if (division.Level != Division.Grid || !division.Name.StartsWith('第')) yield break;
        var rest = division.Name[1..];
        yield return rest;
        var digits = rest.TakeWhile(c => "零一二三四五六七八九十".Contains(c)).Count();
        if (digits == 0 || Numerals.Read(rest[..digits]) is not { } number) yield break;
        yield return $"{number}{rest[digits..]}";
        yield return $"第{number}{rest[digits..]}";
    }
}

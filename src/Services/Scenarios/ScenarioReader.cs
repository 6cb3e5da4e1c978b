using System.Globalization;
using OneTable.Services.Data;
using OneTable.Services.Dictionary;

namespace OneTable.Services.Scenarios;

/// <summary>Reads a scenario and refuses what cannot be meant, with file, line and a sentence.</summary>
public sealed class ScenarioReader(FieldCatalog fields, Content content)
{
    const string AllowanceField = "享受待遇", StatusField = "人员状态";
    const int AmountsMax = 40;
    const decimal YuanMax = 10_000_000;
    static readonly HashSet<string> periods = ["month", "year", "once"];
    static readonly List<object> gone = ["疑似去世待核", "去世", "户口迁出"];

    readonly ScenarioFile file = Yaml.ReadStrictly<ScenarioFile>(content.Body, content.File);
    Dictionary<string, Limit> limits = [];

    public Scenario Read()
    {
        if (string.IsNullOrWhiteSpace(file.Id)) throw Refuse("少了 id。");
        if (string.IsNullOrWhiteSpace(file.Title)) throw Refuse("少了 title。", "title");
        if (file.Law is null != file.Sample) throw Refuse("有文号的写 law；没有的写 sample: true。", "law");
        if (file.Sample && !file.Title.EndsWith("（示例）", StringComparison.Ordinal)) throw Refuse("没有正式文件的，标题要以（示例）结尾。", "title");
        limits = file.Limits.ToDictionary(l => l.Key, l => Limit(l.Key, l.Value));
        var condition = Condition(file.Condition ?? throw Refuse("少了 condition。"));
        var alive = Alive();
        if (!condition.CanHold()) throw Refuse("这个条件谁也不可能符合。", "condition");
        if (ConditionCheck.Exclusive(condition, alive)) throw Refuse("条件只找去世或迁出的人，要写 of_the_dead: true。", "condition");
        var scenario = new Scenario(content.Name, content.Version, file, condition, Moment(), alive, Receives(), [.. file.Stop.Select(Stop)], new(Amounts()))
        {
            Pay = file.Pay is null ? Pay.Unsaid : PayReader.Read(file.Pay, Dated, (key, text) => Refuse(text, "pay", key)),
        };
        new ScenarioRules(file, fields, Refuse).Check();
        return scenario;
    }

    Condition Condition(object? node) => new ConditionReader(fields, content.File, limits: limits).Read(node);

    /// <summary>Of the dead only what is about the dead.</summary>
    Condition Alive() => file.OfTheDead ? Dictionary.Condition.Everything : Condition(Leaf(StatusField, "notin", gone));

    Condition? Receives() => file.Benefit is { } benefit ? Condition(Leaf(AllowanceField, "has", benefit)) : null;

    LinedMap Leaf(string field, string op, object value) =>
        new(Yaml.LineOf(content.Body, "benefit")) { ["field"] = field, ["op"] = op, ["value"] = value };

    Stop Stop(StopFile stop, int at) => stop.Condition is null == stop.List is null
        ? throw Refuse("stop 要么写 condition，要么写 list。", "stop", at)
        : new(stop.Text, stop.Condition is null ? null : Condition(stop.Condition), stop.List);

    /// <summary>Of one day and person there is one amount at most.</summary>
    List<AmountSegment> Amounts()
    {
        if (file.Amounts.Count > AmountsMax) throw Refuse($"amounts 最多写 {AmountsMax} 档。", "amounts"); // each is compared with all before it
        List<AmountSegment> amounts = [.. file.Amounts.Select(Amount)];
        for (var at = 0; at < amounts.Count; at++)
        {
            if (!amounts[at].When.CanHold()) throw Refuse("这一档金额谁也不可能符合。", "amounts", at, "when");
            var other = amounts.FindIndex(0, at, a => a.MeetsInTime(amounts[at]) && !ConditionCheck.Exclusive(a.When, amounts[at].When));
            if (other >= 0) throw Refuse($"这一档金额和第 {other + 1} 档重叠，同一天同一个人只能有一个金额。", "amounts", at);
        }
        return amounts;
    }

    AmountSegment Amount(AmountFile amount, int at)
    {
        if (!periods.Contains(amount.Per)) throw Refuse("per 只能是 month、year、once。", "amounts", at, "per");
        if (amount.Yuan is null == amount.Limit is null) throw Refuse("金额写 yuan，或者写 limit，只写一样。", "amounts", at);
        if (amount.Yuan is < 0 or > YuanMax) throw Refuse("yuan 不像是金额。", "amounts", at, "yuan");
        var limit = amount.Limit is null ? null : limits.GetValueOrDefault(amount.Limit) is { IsMoney: true } money ? money
            : throw Refuse($"limits 里没有叫「{amount.Limit}」的金额。", "amounts", at, "limit");
        var less = amount.Less is null ? null : fields.Require(amount.Less, Here("amounts", at, "less"));
        if (less is { Type: not FieldType.Money }) throw Refuse($"less 要写金额字段，「{less.Label}」不是。", "amounts", at, "less");
        var (from, until) = Days(amount.From, amount.Until, "amounts", at);
        return new(from, until, amount.When is null ? Dictionary.Condition.Everything : Condition(amount.When), (long)((amount.Yuan ?? 0) * 100), amount.Per, less, amount.Clause)
        {
            Limit = limit,
        };
    }

    Limit Limit(string name, List<LimitFile>? figures)
    {
        var here = new object[] { "limits", name };
        if (figures is not { Count: > 0 }) throw Refuse($"标准「{name}」下面没有写金额或数。", here);
        if (figures.Any(f => f.Yuan is null == f.Value is null)) throw Refuse($"标准「{name}」每段写 yuan 或 value，只写一样。", here);
        if (figures.Any(f => f.Yuan is null != figures[0].Yuan is null)) throw Refuse($"标准「{name}」的各段要么都是 yuan，要么都是 value。", here);
        if (figures.Any(f => f.Yuan is < 0 or > YuanMax || f.Value < 0)) throw Refuse($"标准「{name}」里有不像的数。", here);
        var values = figures.Select((f, at) => (Days: Days(f.From, f.Until, "limits", name, at), Figure: f.Yuan is { } yuan ? (long)(yuan * 100) : f.Value!.Value))
            .Select(f => new LimitValue(f.Days.From, f.Days.Until, f.Figure)).OrderBy(v => v.From).ToList();
        if (values.Zip(values.Skip(1)).Any(p => p.First.Until is not { } end || end >= p.Second.From)) throw Refuse($"标准「{name}」有两段日子重叠。", here);
        return new(name, figures[0].Yuan is not null, values);
    }

    (DateOnly From, DateOnly? Until) Days(string from, string? until, params object[] at)
    {
        var (first, last) = (Day(from, [.. at, "from"]), until is null ? (DateOnly?)null : Day(until, [.. at, "until"]));
        return last < first ? throw Refuse("until 在 from 之前。", [.. at, "until"]) : (first, last);
    }

    Moment Moment()
    {
        if (file.Moment is not Dictionary<object, object> map) throw Refuse("少了 moment。");
        var ahead = Number(map, "ahead", 0);
        var late = Number(map, "late_days", 0);
        Moment moment = map switch
        {
            _ when map.TryGetValue("birthday", out var ages) => new Moment.Birthday(Field("出生日期"), Numbers(ages), Text(map, "past") == "true", late),
            _ when map.TryGetValue("months", out var ages) => new Moment.MonthAge(Field("出生日期"), Numbers(ages), late),
            _ when Text(map, "date") is { } name => new Moment.Date(Dated(name), late),
            _ when map.TryGetValue("yearly", out var days) => new Moment.Yearly([.. Texts(days).Select(MonthAndDay)], Number(map, "open_days", 31)),
            _ when map.TryGetValue("every", out var cycle) => Every(cycle, Text(map, "since"), late),
            _ when Text(map, "change") is { } name => new Moment.Change(Field(name), Number(map, "open_days", 30)),
            _ when map.ContainsKey("holds") => new Moment.Holds(),
            _ when map.ContainsKey("called") => new Moment.Called(),
            _ => throw Refuse("moment 要写 birthday、months、date、yearly、every、change、holds 或 called。", "moment"),
        };
        return moment with { Ahead = ahead };
    }

    Moment.Every Every(object cycle, string? since, int late)
    {
        var from = Dated(since ?? throw Refuse("every 要写 since：从哪个字段的日子算起。", "moment"));
        if (cycle is not Dictionary<object, object> map || map.GetValueOrDefault("months") is not { } months) throw Refuse("every 要写 months。", "moment", "every");
        if (months is not Dictionary<object, object> byCode) return new(Number(map, "months", 0), null, new Dictionary<string, int>(), from, late);
        var by = Field(Text(byCode, "by") ?? throw Refuse("months 分类时要写 by。", "moment", "every"));
        var codes = byCode.Where(c => c.Key is not "by").ToDictionary(
            c => by.CodeSet?.CodeOf($"{c.Key}") ?? throw Refuse($"字段「{by.Label}」没有取值「{c.Key}」。", "moment", "every"), c => Number(byCode, $"{c.Key}", 0));
        return new(0, by, codes, from, late);
    }

    Field Field(string name) => fields.Require(name, Here("moment")) is { IsKept: true, Subject: var subject } field && subject == Subject.Person
        ? field : throw Refuse($"字段「{name}」不能用在 moment 里。", "moment");

    Field Dated(string name) => Field(name) is { Type: FieldType.Date or FieldType.Month } field ? field : throw Refuse($"字段「{name}」不是日期。", "moment");

    string MonthAndDay(string text) => DateOnly.TryParseExact("2000-" + text, "yyyy-MM-dd", out _) ? text : throw Refuse($"「{text}」不是月日（08-31）。", "moment");

    DateOnly Day(string text, params object[] at) => DateOnly.TryParseExact(text, "yyyy-MM-dd", out var day) ? day : throw Refuse($"「{text}」不是日期（2026-11-22）。", at);

    List<int> Numbers(object? node) => Texts(node) is { Count: > 0 } texts && texts.All(t => Whole(t) is not null)
        ? [.. texts.Select(t => Whole(t)!.Value)] : throw Refuse("要写整数。", "moment");

    int Number(Dictionary<object, object> map, string key, int without) =>
        Text(map, key) is not { } text ? without : Whole(text) ?? throw Refuse($"{key} 要写整数，「{text}」不是。", "moment");

    static int? Whole(string text) => int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number < 10_000 ? number : null;

    static List<string> Texts(object? node) => node is List<object> list ? [.. list.Select(v => $"{v}")] : [$"{node}"];

    static string? Text(Dictionary<object, object> map, string key) => map.GetValueOrDefault(key)?.ToString();

    string Here(params object[] path) => $"{content.File} 第 {Yaml.LineOf(content.Body, path)} 行";

    Refusal Refuse(string text, params object[] path) => new("content_invalid", $"{Here(path)}：{text}");
}

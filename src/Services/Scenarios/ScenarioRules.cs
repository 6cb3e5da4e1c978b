using System.Globalization;
using OneTable.Services.Dictionary;
using OneTable.Services.Notices;
using OneTable.Services.Scenarios.Night;

namespace OneTable.Services.Scenarios;

/// <summary>What no scenario can mean although each word of it can be read; refused with its line.</summary>
/// <param name="refuse">A sentence, and the keys that lead to where it is wrong.</param>
sealed class ScenarioRules(ScenarioFile file, FieldCatalog fields, Func<string, object[], Refusal> refuse)
{
    const int TitleMax = 40, TextMax = 400, ListMax = 30, CasesMax = 200, FactsMax = 100, YearMax = 2200, YearMin = 1900;

    /// <summary>Kinds of moments, with the keys each may have beside it.</summary>
    static readonly Dictionary<string, string[]> moments = new()
    {
        ["birthday"] = ["ahead", "past", "late_days"], ["months"] = ["ahead", "late_days"], ["date"] = ["ahead", "late_days"], ["yearly"] = ["ahead", "open_days"],
        ["every"] = ["since", "ahead", "late_days"], ["change"] = ["open_days"], ["holds"] = [], ["called"] = [],
    };

    static readonly Dictionary<string, (int From, int To, string Text)> numbers = new()
    {
        ["birthday"] = (0, 130, "岁"), ["months"] = (0, 240, "个月"), ["ahead"] = (0, 366, "天"), ["late_days"] = (0, 3660, "天"), ["open_days"] = (1, 366, "天"),
    };

    static readonly HashSet<string> outcomes = ["eligible", "not_eligible", "unknown"], variables =
        ["surname", "polite_name", "worker_surname", "community_phone", "found_name", "occasion_day", "occasion_month", "due_doses"];

    public void Check()
    {
        Texts();
        Moment();
        Tell();
        Notice(file.Notice, "notice");
        Notice(file.NoticePast, "notice_past");
        if (file.Todo is { } todo)
        {
            Text(todo.Title, TitleMax, "todo", "title");
            Text(todo.Detail, TextMax, "todo", "detail");
            if (todo.Post is { } post && !NightWorkers.Knows(post)) throw Refuse($"post 不认识「{post}」，可写：{string.Join('、', NightWorkers.Words)}，或者某某专干。", "todo", "post");
            if (todo.DueDays is < 1 or > 366) throw Refuse("办结天数要在 1 到 366 之间。", "todo", "due_days");
        }
        if (file.Choose is not (null or "highest")) throw Refuse("choose 只能写 highest（择高）。", "choose");
        if (file.Pay is { BackPayMonths: < 0 or > 120 }) throw Refuse("补发月数要在 0 到 120 之间。", "pay", "back_pay_months");
        if (file.Pay is { GraceMonths: < 0 or > 36 }) throw Refuse("宽限月数要在 0 到 36 之间。", "pay", "grace_months");
        Cases();
    }

    void Texts()
    {
        Text(file.Id, 20, "id");
        Text(file.Title, TitleMax, "title");
        if (file.Law is { } law)
        {
            Text(law.Title, 120, "law", "title");
            if (law.From is { } from) Day(from, "law", "from");
            if (law.Until is { } until && Day(until, "law", "until") < (law.From is null ? DateOnly.MinValue : Day(law.From, "law", "from")))
                throw Refuse("until 在 from 之前。", "law", "until");
        }
        if (file.Aliases.Count > ListMax || file.Materials.Count > ListMax || file.Amounts.Count > ListMax * 10 || file.Stop.Count > ListMax) throw Refuse($"一栏最多写 {ListMax} 条。", "aliases");
        for (var i = 0; i < file.Stop.Count; i++) Text(file.Stop[i].Text, TitleMax, "stop", i, "text");
    }

    void Text(string? text, int max, params object[] at)
    {
        if (string.IsNullOrWhiteSpace(text)) throw Refuse($"{at[^1]} 还空着。", at);
        if (text.Length > max) throw Refuse($"{at[^1]} 最多 {max} 个字。", at);
    }

    void Moment()
    {
        if (file.Moment is not Dictionary<object, object> map) return; // said so already
        var kinds = map.Keys.Select(k => $"{k}").Where(moments.ContainsKey).ToList();
        if (kinds.Count > 1) throw Refuse($"moment 只能写一种，写了 {string.Join("、", kinds)}。", "moment");
        foreach (var (key, value) in map)
        {
            if ($"{key}" is var name && name != kinds.FirstOrDefault() && !moments[kinds[0]].Contains(name)) throw Refuse($"moment 里不认识「{name}」。", "moment", name);
            if (numbers.TryGetValue(name, out var limit))
                foreach (var number in value is List<object> list ? list : [value])
                    if (!int.TryParse($"{number}", NumberStyles.None, CultureInfo.InvariantCulture, out var n) || n < limit.From || n > limit.To)
                        throw Refuse($"{name} 要在 {limit.From} 到 {limit.To} {limit.Text}之间，「{number}」不是。", "moment", name);
        }
        if (map.GetValueOrDefault("every") is Dictionary<object, object> every) Cycle(every);
    }

    void Tell()
    {
        foreach (var (at, word) in file.Tell.Index())
            if (!Recipients.Words.Contains(word) && !NightWorkers.Knows(word))
                throw Refuse($"tell 不认识「{word}」，可写：{string.Join('、', Recipients.Words.Concat(NightWorkers.Words))}。", "tell", at);
    }

    void Cycle(Dictionary<object, object> every)
    {
        foreach (var months in every.GetValueOrDefault("months") is Dictionary<object, object> byCode ? byCode.Where(c => c.Key is not "by").Select(c => c.Value) : [every.GetValueOrDefault("months")!])
            if (!int.TryParse($"{months}", out var n) || n is < 1 or > 120) throw Refuse($"every 的月数要在 1 到 120 之间，「{months}」不是。", "moment", "every");
    }

    void Notice(string? template, string key)
    {
        if (template is null) return;
        if (!Notices.Texts.HasSms(template)) throw Refuse($"没有名为「{template}」的通知。", key);
        foreach (var (name, value) in file.Variables)
            if (!variables.Contains(value) && value is not ['=' or '?', _, ..]) throw Refuse($"变量「{value}」不认识，可用：{string.Join(' ', variables)}。", "variables", name);
        if (Notices.Texts.SmsVariables(template).FirstOrDefault(v => !file.Variables.ContainsKey(v)) is { } missing)
            throw Refuse($"通知「{template}」里的「{missing}」没有写是什么。", "variables");
    }

    void Cases()
    {
        if (file.Cases.Count > CasesMax) throw Refuse($"样例最多 {CasesMax} 个。", "cases");
        for (var i = 0; i < file.Cases.Count; i++)
        {
            var one = file.Cases[i];
            Text(one.Name, TitleMax, "cases", i, "name");
            if (file.Cases.Take(i).Any(c => c.Name == one.Name && c.On == one.On)) throw Refuse($"样例「{one.Name}」写了两次。", "cases", i, "name");
            Day(one.On, "cases", i, "on");
            if (!outcomes.Contains(one.Outcome)) throw Refuse($"outcome 只能是 {string.Join("、", outcomes)}，「{one.Outcome}」不是。", "cases", i, "outcome");
            if (one.Yuan is < 0) throw Refuse("yuan 不能小于 0。", "cases", i, "yuan");
            if (one.Facts.Count > FactsMax) throw Refuse($"一个样例最多写 {FactsMax} 个字段。", "cases", i, "facts");
            foreach (var fact in one.Facts.Keys)
                if (fields.Find(fact) is not { IsKept: true }) throw Refuse($"字段「{fact}」不在字段表里。", "cases", i, "facts", fact);
        }
    }

    DateOnly Day(string text, params object[] at) => DateOnly.TryParseExact(text, "yyyy-MM-dd", out var day) && day.Year is >= YearMin and <= YearMax
        ? day : throw Refuse($"「{text}」不是日期（2026-11-22）。", at);

    Refusal Refuse(string text, params object[] at) => refuse(text, at);
}

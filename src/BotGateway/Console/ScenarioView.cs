using OneTable.Services.Dictionary;
using OneTable.Services.Notices;
using OneTable.Services.Scenarios;

namespace OneTable.BotGateway.Console;

/// <summary>A scenario as its page says it.</summary>
static class ScenarioView
{
    public static object Of(Scenario scenario, IReadOnlyList<Scenario> all, DateOnly on)
    {
        var file = scenario.File;
        return new
        {
            file.Id, file.Title, file.Aliases, file.Law, file.Region, file.Sample, file.Benefit, file.Note, scenario.Sentence, When = scenario.Moment.Sentence(),
            file.Tell, file.Todo, Notice = Sms(file.Notice), NoticePast = Sms(file.NoticePast), Stops = scenario.Stops.Select(s => s.Text), file.Choose, file.Materials, file.Steps,
            Excludes = file.Excludes.Select(id => all.FirstOrDefault(s => s.File.Id == id)?.Title ?? id),
            Conditions = scenario.Condition.Terms.Select(t => new { Text = t.Sentence(), Clause = t.Clause ?? t.Leaves.FirstOrDefault()?.Clause }),
            Amounts = scenario.Amounts.Segments.Select(s => new
            {
                s.From, s.Until, Who = s.When.Sentence(), Yuan = s.FenOn(on) / 100m, Limit = s.Limit?.Name, s.Per, Less = s.Less?.Label, s.Clause,
            }),
            CaseFacts = file.Cases.Select(c => string.Join("，", c.Facts.Select(f => $"{f.Key} {f.Value ?? "不详"}"))),
            Clauses = file.Cases.Select(c => c.Clause),
        };
    }

    static string? Sms(string? template) => template is not null && Texts.HasSms(template) ? Texts.SmsSample(template) : null;

    /// <summary>Under which heading of the list it stands.</summary>
    public static string Group(Scenario scenario) => scenario.Moment switch
    {
        _ when scenario.File.Benefit is not null || scenario.Amounts.Segments.Count > 0 => "津贴补贴",
        Moment.MonthAge => "疫苗接种",
        Moment.Date => "证件到期",
        Moment.Yearly or Moment.Every => "定期办的事",
        Moment.Called => "应急",
        _ => "提醒和走访",
    };
}

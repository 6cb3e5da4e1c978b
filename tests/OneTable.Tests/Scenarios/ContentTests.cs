using System.Text.RegularExpressions;
using OneTable.Services.Notices;
using OneTable.Services.Scenarios;

namespace OneTable.Tests.Scenarios;

/// <summary>What shipped scenarios say to residents and workers keeps to how the work is done (F18, F24, F31).</summary>
[Collection(Street.Name)]
public sealed partial class ContentTests(Street street)
{
    const int SmsMax = 70, SentenceMax = 25;
    const string Signature = "【东园社区】";

    [Fact]
    public void Every_notice_has_its_words_and_all_its_variables() => Assert.Empty(Scenarios.SelectMany(s => new[] { s.File.Notice, s.File.NoticePast }.OfType<string>()
        .SelectMany(n => !Texts.HasSms(n) ? [$"{s.Name}: {n}"] : VariablesOf(n).Except(s.File.Variables.Keys).Select(v => $"{s.Name}: {n} {v}"))));

    [Fact]
    public void An_SMS_names_nothing_private() => Assert.Empty(Texts.SmsTemplates
        .SelectMany(t => Private().Matches(Texts.SmsTitle(t.Name) + t.Text).Select(m => $"{t.Name}: {m.Value}")));

    [Fact]
    public void A_reminder_is_no_promise() => Assert.DoesNotContain(Scenarios.SelectMany(s => new[] { s.File.Notice, s.File.NoticePast }.OfType<string>()),
        n => Promise().IsMatch(Texts.SmsTemplates.Single(t => t.Name == n).Text));

    [Fact]
    public void An_SMS_stays_one_message_long() => Assert.Empty(Texts.SmsTemplates.Where(t =>
        Signature.Length + Variable().Replace(t.Text, "").Length + int.Parse(Texts.Of($"sms/{t.Name}/max_variable_total")) > SmsMax).Select(t => t.Name));

    [Fact]
    public void What_is_to_be_done_at_the_door_is_said_in_short_sentences() => Assert.Empty(Scenarios.Where(s => s.File.Todo is not null)
        .SelectMany(s => Stops().Split(s.File.Todo!.Title + "。" + s.File.Todo.Detail).Where(t => t.Length > SentenceMax).Select(t => $"{s.Name}: {t}")));

    [Fact]
    public void Every_scenario_has_an_id_of_its_own() => Assert.Empty(Scenarios.GroupBy(s => s.File.Id).Where(g => g.Count() > 1).Select(g => g.Key));

    IReadOnlyList<Scenario> Scenarios => street.Db.Read(tx => street.Get<ScenarioList>().All(tx));

    static IEnumerable<string> VariablesOf(string template) =>
        Variable().Matches(Texts.SmsTemplates.Single(t => t.Name == template).Text).Select(m => m.Groups[1].Value).Distinct();

    [GeneratedRegex(@"\$\{(\w+)\}")]
    private static partial Regex Variable();

    [GeneratedRegex("低保|残疾|失独|精神|矫正|欠费|https?:")]
    private static partial Regex Private();

    [GeneratedRegex("批准|通过|一定能")]
    private static partial Regex Promise();

    [GeneratedRegex("[。；？！\n]")]
    private static partial Regex Stops();
}

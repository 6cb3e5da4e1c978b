using System.Globalization;
using Microsoft.Extensions.Logging;
using OneTable.Services.Data;
using OneTable.Services.Dictionary;
using OneTable.Services.Divisions;
using OneTable.Services.Notices;
using OneTable.Services.Scenarios.Vaccines;

namespace OneTable.Services.Scenarios.Night;

/// <summary>What is said to residents about what a night found, once for an occasion.</summary>
public sealed class NightNotices(NoticeDesk notices, DivisionTree divisions, FieldCatalog fields, VaccineSchedule vaccines, ILogger<NightNotices> log)
{
    const string Family = "family_matter";

    /// <summary>There is nothing to say: all is done already.</summary>
    sealed class Nothing : Exception;

    internal ScenarioResult Open(Tx tx, IReadOnlyList<Matter> matters, DateOnly on)
    {
        var told = matters.Where(m => Template(m, on) is not null).ToList();
        var recipients = Recipients.Of(tx, told, on);
        var people = FoundPerson.Load(tx, recipients.Values.SelectMany(r => r).Select(r => r.PersonId));
        var drafts = told.SelectMany(m => recipients[m].Where(r => people.ContainsKey(r.PersonId)).Select(r => Draft(tx, m, r, people[r.PersonId], on))).OfType<NoticeDraft>().ToList();
        return new() { Notices = notices.OpenAll(tx, drafts) };
    }

    /// <summary>What has not gone yet about what holds no more does not go.</summary>
    internal void Drop(Tx tx, IReadOnlyList<Finding> left)
    {
        foreach (var finding in left) notices.Drop(tx, Key(finding), finding.LeftWhy ?? Judging.NoMore);
    }

    static string Key(Finding finding) => $"notice:{finding.Scenario}:{finding.PersonId}:{finding.Occasion}";

    static string? Template(Matter matter, DateOnly on) =>
        matter.Occasion.IsPast(on) ? matter.Scenario.File.NoticePast ?? matter.Scenario.File.Notice : matter.Scenario.File.Notice;

    /// <summary>Null where a text asks what nobody can say: the others are told.</summary>
    NoticeDraft? Draft(Tx tx, Matter matter, Recipient to, FoundPerson reader, DateOnly on)
    {
        var key = to.PersonId == matter.Person.Id ? Key(matter.Finding) : $"{Key(matter.Finding)}:{to.PersonId}";
        try
        {
            var (template, variables) = to.OwnWords ? (Template(matter, on)!, matter.Scenario.File.Variables.ToDictionary(v => v.Key, v => Fill(tx, v.Value, matter, reader)))
                : (Family, new() { ["name"] = reader.PoliteName, ["tel"] = Phone(matter) });
            return new(key, matter.Scenario.Name, to.PersonId, null, null, matter.Finding.DivisionCode, template, variables);
        }
        catch (Nothing)
        {
            return null;
        }
        catch (Exception e) when (e is Refusal or ArgumentException or KeyNotFoundException)
        {
            log.LogError(e, "The notice of scenario {Scenario} cannot be written", matter.Scenario.Name);
            return null;
        }
    }

    string Fill(Tx tx, string variable, Matter matter, FoundPerson reader) => variable switch
    {
        "surname" => reader.Surname,
        "polite_name" => reader.PoliteName,
        "found_name" => matter.Person.Name,
        "worker_surname" => matter.Worker!.Surname,
        "community_phone" => Phone(matter),
        "occasion_day" => $"{matter.Occasion.Day:M月d日}",
        "occasion_month" => $"{matter.Occasion.Day:yyyy年M月}",
        "due_doses" => Doses(tx, matter) ?? throw new Nothing(),
        ['=', .. var literal] => literal,
        // Of two communities that call on one day each says its own words.
        ['?', ..] => tx.Value<string?>("SELECT words FROM scenario_calls WHERE scenario = @p0 AND day = @p1 AND SUBSTR(@p2, 1, LENGTH(division_code)) = division_code AND words IS NOT NULL ORDER BY at DESC LIMIT 1",
            matter.Scenario.Name, matter.Finding.Day, matter.Finding.DivisionCode) ?? throw new Refusal("content_invalid", "发起时没有写要说的话。"),
        _ => throw new Refusal("content_invalid", $"scenarios/{matter.Scenario.Name}.yaml：变量「{variable}」不认识。"),
    };

    string? Doses(Tx tx, Matter matter) =>
        vaccines.Due(tx, SubjectValues.Load(tx, [fields.Find(VaccineSchedule.GivenField)!], [matter.Person.Id])[0], int.Parse(matter.Occasion.Key.TrimEnd('m'), CultureInfo.InvariantCulture));

    string Phone(Matter matter) =>
        divisions.Community(matter.Person.Division)?.Phone ?? divisions.Street(matter.Person.Division)?.Phone ?? "12345";
}

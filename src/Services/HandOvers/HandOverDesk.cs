using System.Diagnostics.Metrics;
using OneTable.Services.Cases;
using OneTable.Services.Data;
using OneTable.Services.Divisions;
using OneTable.Services.Notices;
using OneTable.Services.Residents;
using OneTable.Services.Staff;
using OneTable.Services.ToDos;

namespace OneTable.Services.HandOvers;

/// <summary>
/// Puts a resident through to a person: to an expert of the line of work, else to whoever is on duty. The first answer is due at
/// a time; who is late is reminded, then the secretary has it. What the worker writes goes to the resident as far as WeChat allows.
/// </summary>
public sealed class HandOverDesk(CaseDesk desk, CaseWork work, NoticeDesk notices, StaffList staff, DivisionTree divisions,
    ResidentBook residents, Conversations conversations, ToDoList todos)
{
    const int WordsMax = 500, KeyMax = 60, SweepMax = 100, UrgentMinutes = 5, NudgeMs = 5 * 60_000, EscalateMs = 15 * 60_000;
    static readonly Meter meter = new("OneTable.HandOvers");
    static readonly Counter<long> opened = meter.CreateCounter<long>("onetable_talks", description: "Residents put through to a person, by field");
    static readonly Histogram<double> waits = meter.CreateHistogram<double>("onetable_talk_first_answer_seconds",
        description: "How long they waited for the first answer");

    /// <summary>A case of the resident for who answers; where one is still open, that one.</summary>
    public (HandOver Talk, Case Case) Open(Tx tx, long resident, string openid, Expert field, string words)
    {
        if (HandOver.OfResident(tx, resident) is { } running)
        {
            conversations.WithPerson(tx, openid, running.Case.Number, on: true);
            return running;
        }
        var community = residents.Find(tx, resident)?.CommunityCode ?? divisions.All.First(d => d.Level == Division.Community).Code;
        var to = Answers(tx, field, community) is { } expert ? new Assignment(expert, community, null, $"居民问{field.Name}，您管这条线", true) : null;
        var case_ = desk.Open(tx, new CaseDraft(CaseKind.Help, CaseSource.Account, words, ResidentId: resident, Openid: openid, Community: community,
            Title: $"想找人说话：{field.Name}", To: to));
        return (Attach(tx, case_, openid, field, urgent: false), case_);
    }

    /// <summary>Lets a resident speak with who has this case.</summary>
    public HandOver Attach(Tx tx, Case case_, string openid, Expert field, bool urgent)
    {
        // Whoever asks at night is answered from the morning on; who is in danger, now.
        var due = urgent ? tx.Now + UrgentMinutes * 60_000L : DutyRota.AddWorkHours(tx, tx.Now, field.Hours) + field.Minutes * 60_000L;
        tx.Run(tx.Dialect.InsertIgnore + " INTO hand_overs (case_id, field, opened_at, due_at, said_at) VALUES (@p0, @p1, @p2, @p3, @p2)",
            case_.Id, field.Id, tx.Now, due);
        CaseEvents.Add(tx, case_.Id, "系统", "talk", "居民想找人说话，请在对话里回他", forResident: false);
        conversations.Set(tx, openid, new(Talk.Person, new Draft { CaseNumber = case_.Number }));
        opened.Add(1, new KeyValuePair<string, object?>("field", field.Id));
        return HandOver.Of(tx, case_.Id)!;
    }

    /// <summary>What the resident says goes to the worker, who is nudged now and then and not at every word.</summary>
    public void Say(Tx tx, Case case_, string words)
    {
        CaseEvents.Add(tx, case_.Id, "居民", "words", Scrubber.Scrub(Texts.Cut(words.Trim(), WordsMax)), forResident: true);
        if (Scrubber.OwnPhone(words) is { } phone) desk.KeepPhone(tx, case_, phone);
        tx.Run("UPDATE hand_overs SET said_at = @p1 WHERE case_id = @p0", case_.Id, tx.Now);
        Nudge(tx, case_, $"talk:{case_.Number}:{tx.Now / NudgeMs}", "居民在等您回话", case_.Urgent == 1);
    }

    /// <summary>The worker's words to the resident. The same key again sends nothing.</summary>
    public void Answer(Tx tx, StaffMember me, Case case_, string? words, string? key)
    {
        var talk = Require(tx, case_);
        if (key is not { Length: > 0 and <= KeyMax }) throw new Refusal("key_needed", "请退出这一页再进来。");
        if (string.IsNullOrWhiteSpace(words)) throw new Refusal("words_needed", "写一句回给居民的话。");
        if (words.Length > WordsMax) throw new Refusal("too_long", $"写得太长了，{WordsMax}字以内，分几次说。");
        if (case_.State is CaseState.Closed or CaseState.Done) throw new Refusal("case_closed", "这件事已经办结了。");
        words = Scrubber.Scrub(words.Trim());
        var who = Called(me);
        var text = talk.AnsweredAt is null ? Texts.Of("bot/human/joined", ("worker", who), ("words", words)) : $"{who}：{words}";
        if (!notices.ToResident(tx, case_.ResidentId!.Value, $"reply:{case_.Number}:{key}", case_.DivisionCode, case_.Id, text, template: "talk_reply",
            variables: new Dictionary<string, string> { ["tel"] = Landline(case_) })) return;
        CaseEvents.Add(tx, case_.Id, me.Name, "reply", words, forResident: true);
        work.Contact(tx, case_, me, null);
        tx.Run("UPDATE hand_overs SET answered_at = COALESCE(answered_at, @p1), said_at = @p1, ended_at = NULL, ended_by = NULL WHERE case_id = @p0",
            case_.Id, tx.Now);
        if (talk.AnsweredAt is null) waits.Record((tx.Now - talk.OpenedAt) / 1000.0, new KeyValuePair<string, object?>("field", talk.Field));
        if (OpenidOf(tx, case_) is { } openid) conversations.WithPerson(tx, openid, case_.Number, on: true);
    }

    /// <summary>Back to the bot. The case stays with the worker, who closes it like every other.</summary>
    public void End(Tx tx, Case case_, string by)
    {
        if (!HandOver.End(tx, case_.Id, by)) return;
        var openid = OpenidOf(tx, case_);
        if (openid is not null) conversations.WithPerson(tx, openid, case_.Number, on: false);
        CaseEvents.Add(tx, case_.Id, by == HandOver.ByResident ? "居民" : "系统", "talk", by switch
        {
            HandOver.ByResident => "居民转回了小助手", HandOver.ByWorker => "对话结束，转回小助手", _ => "半小时没人说话，转回小助手",
        }, forResident: false);
        if (by == HandOver.ByWorker)
            notices.ToResident(tx, case_.ResidentId!.Value, $"talk_end:{case_.Number}:{tx.Now}", case_.DivisionCode, case_.Id, Texts.Of("bot/human/left"));
    }

    /// <summary>Reminds who is late, gives to the secretary what stays unanswered, and ends what fell silent. Once a minute.</summary>
    public (int Reminded, int Escalated, int Ended) Sweep(Tx tx)
    {
        var (reminded, escalated, ended) = (0, 0, 0);
        foreach (var talk in Open(tx, "h.answered_at IS NULL AND h.escalated_at IS NULL AND h.due_at <= @Now"))
            if (talk.RemindedAt is null) reminded += Remind(tx, talk);
            else if (tx.Now - talk.DueAt >= EscalateMs) escalated += Escalate(tx, talk);
        foreach (var talk in Open(tx, "h.answered_at IS NOT NULL AND h.said_at <= @Silent"))
        {
            End(tx, CaseList.Get(tx, talk.CaseId), HandOver.BySilence);
            ended++;
        }
        return (reminded, escalated, ended);
    }

    static List<HandOver> Open(Tx tx, string where) => [.. tx.Query<HandOver>(
        $"SELECT {HandOver.Columns} FROM hand_overs h WHERE h.ended_at IS NULL AND {where} ORDER BY h.due_at LIMIT {SweepMax}{tx.ForUpdate}",
        new { tx.Now, Silent = tx.Now - (long)Conversations.EndsAfter.TotalMilliseconds })];

    int Remind(Tx tx, HandOver talk)
    {
        var case_ = CaseList.Get(tx, talk.CaseId);
        tx.Run("UPDATE hand_overs SET reminded_at = @p1 WHERE case_id = @p0", talk.CaseId, tx.Now);
        Nudge(tx, case_, $"talk_late:{case_.Number}", "居民还没等到您回话", urgent: true);
        return 1;
    }

    /// <summary>Nobody is left waiting for one who does not answer.</summary>
    int Escalate(Tx tx, HandOver talk)
    {
        var case_ = CaseList.Get(tx, talk.CaseId);
        tx.Run("UPDATE hand_overs SET escalated_at = @p1 WHERE case_id = @p0", talk.CaseId, tx.Now);
        if (divisions.Community(case_.DivisionCode) is not { } community || staff.InPost(tx, community.Code, Posts.Secretary) is not { } secretary
            || secretary.Id == case_.StaffId) return 0;
        desk.Move(tx, case_, secretary, case_.DivisionCode, "居民找人说话，到点没人回话，请书记回", "系统");
        notices.ToResident(tx, case_.ResidentId!.Value, $"talk_moved:{case_.Number}", case_.DivisionCode, case_.Id,
            Texts.Of("bot/human/moved", ("worker", secretary.Surname + secretary.PostText)));
        return 1;
    }

    /// <summary>Of those of the line in the community, else the street, else the district: who has the fewest talks open.</summary>
    StaffMember? Answers(Tx tx, Expert field, string community) => field.Line is not { } line ? null
        : divisions.Above(community).Select(code => staff.OnLine(tx, code, line)).FirstOrDefault(found => found.Count > 0)?.MinBy(s => tx.Value<long>(
            "SELECT COUNT(*) FROM hand_overs h JOIN cases c ON c.id = h.case_id WHERE c.staff_id = @p0 AND h.ended_at IS NULL", s.Id));

    void Nudge(Tx tx, Case case_, string key, string title, bool urgent)
    {
        if (todos.OfCase(tx, case_.Id) is { } todo)
            notices.ToStaff(tx, case_.StaffId, key, title, urgent, "pages/todo/todo?id=" + todo.Id, ("编号", case_.Number), ("事情", case_.Title));
    }

    /// <summary>As a resident calls them (F13): the surname with the post, or 老师 of who knows a field.</summary>
    public static string Called(StaffMember worker) => worker.Surname
        + (worker.Post is Posts.StreetOffice or Posts.StreetCentre or Posts.Department ? "老师" : worker.PostText);

    static HandOver Require(Tx tx, Case case_) => HandOver.Of(tx, case_.Id) is { } talk && case_.ResidentId is not null ? talk
        : throw new Refusal("no_talk", "居民没有找人说话，请打电话联系。");

    string Landline(Case case_) => divisions.Community(case_.DivisionCode)?.Phone ?? "";

    string? OpenidOf(Tx tx, Case case_) => case_.ResidentId is { } id ? residents.OpenidOf(tx, id) : null;
}

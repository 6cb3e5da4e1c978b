using OneTable.Services.Data;
using OneTable.Services.Divisions;
using OneTable.Services.Notices;
using OneTable.Services.Residents;
using OneTable.Services.Staff;
using OneTable.Services.ToDos;

namespace OneTable.Services.Cases;

/// <summary>What a worker does with a case: accept, contact, hand back, pass on, close. Each is refused where it comes too late, and does
/// nothing where it comes again: on a bad network the answer is lost as often as the question.</summary>
public sealed class CaseWork(CaseDesk desk, ToDoList todos, NoticeDesk notices, StaffList staff, DivisionTree divisions,
    Conversations conversations, Seal seal)
{
    const int WordsMax = 500, FilesMax = 9;
    const long PartnerDueMaxMs = 366L * 24 * 3600 * 1000;

    public void Accept(Tx tx, Case case_, StaffMember worker)
    {
        if (case_.State != CaseState.Open) return; // a second tap of the same finger
        Set(tx, case_, CaseState.Accepted, "accepted_at");
        if (todos.OfCase(tx, case_.Id) is { } todo) todos.Accept(tx, todo.Id);
        CaseEvents.Add(tx, case_.Id, Who(worker), "accepted", $"{worker.Surname}{worker.PostText}已受理", forResident: true);
    }

    /// <summary>The first contact is what residents wait for; its time is kept, later ones are only noted.</summary>
    public void Contact(Tx tx, Case case_, StaffMember worker, string? words)
    {
        MustBeOpen(case_);
        if (case_.State == CaseState.Contacted && string.IsNullOrWhiteSpace(words)) return;
        Accept(tx, case_, worker);
        tx.Run("""
            UPDATE cases SET contacted_at = COALESCE(contacted_at, @p1), state = CASE state WHEN 'partner' THEN state ELSE 'contacted' END WHERE id = @p0
            """, case_.Id, tx.Now);
        CaseEvents.Add(tx, case_.Id, Who(worker), "contacted", string.IsNullOrWhiteSpace(words) ? "网格员已联系" : "已联系：" + Limit(words),
            forResident: true);
    }

    /// <summary>Not mine: goes to the community's grid lead, who decides; the reason must say why and whose it is.</summary>
    public void HandBack(Tx tx, Case case_, StaffMember worker, string reason)
    {
        MustBeOpen(case_);
        if (string.IsNullOrWhiteSpace(reason)) throw new Refusal("reason_needed", "退回要写：为什么不是我、该是谁。");
        var community = divisions.Community(case_.DivisionCode)?.Code ?? case_.DivisionCode;
        var lead = staff.InPost(tx, community, Posts.GridLead) is { } found && found.Id != worker.Id ? found : staff.InPost(tx, community, Posts.Secretary);
        if (lead is null || lead.Id == worker.Id) throw new Refusal("nobody_above", "没有可以退回的人，请联系街道协同中心。");
        desk.Move(tx, case_, lead, case_.DivisionCode, $"{worker.Name}退回：{Limit(reason)}", Who(worker));
    }

    /// <summary>转协同单位: another unit does the work by its own due time; the case stays with the worker and is not closed by it (F11).</summary>
    public void PassOn(Tx tx, Case case_, StaffMember worker, string unit, long dueAt, string? note)
    {
        MustBeOpen(case_);
        if (string.IsNullOrWhiteSpace(unit) || unit.Length > 40) throw new Refusal("unit_needed", "请选一个协同单位。");
        if (dueAt <= tx.Now) throw new Refusal("due_in_past", "协同时限要晚于现在。");
        if (dueAt > tx.Now + PartnerDueMaxMs) throw new Refusal("due_too_late", "协同时限最长一年。");
        if (case_.State == CaseState.Partner && case_.Partner == unit && case_.PartnerDueAt == dueAt) return;
        Accept(tx, case_, worker);
        tx.Run("UPDATE cases SET state = 'partner', partner = @p1, partner_due_at = @p2, partner_note = @p3, version = version + 1 WHERE id = @p0",
            case_.Id, unit, dueAt, note is null ? null : Limit(note));
        CaseEvents.Add(tx, case_.Id, Who(worker), "partner",
            $"转{unit}办理，{BeijingTime.Of(dueAt):M月d日 HH:mm}前；还由{worker.Surname}{worker.PostText}盯着", forResident: true);
    }

    public void Close(Tx tx, Case case_, StaffMember worker, string words, IReadOnlyList<long> files)
    {
        if (string.IsNullOrWhiteSpace(words)) throw new Refusal("words_needed", "写一句居民看得懂的结果。");
        if (case_.State == CaseState.Closed && case_.Result == Limit(words)) return;
        MustBeOpen(case_);
        Accept(tx, case_, worker);
        tx.Run("UPDATE cases SET contacted_at = COALESCE(contacted_at, @p1) WHERE id = @p0", case_.Id, tx.Now);
        tx.Run("UPDATE cases SET result = @p1 WHERE id = @p0", case_.Id, Limit(words));
        Set(tx, case_, CaseState.Closed, "closed_at");
        foreach (var file in files.Take(FilesMax)) CaseDesk.AttachFile(tx, case_.Id, new CaseFileDraft("result", file));
        if (todos.OfCase(tx, case_.Id) is { } todo) todos.Finish(tx, todo.Id, Limit(words));
        HandOvers.HandOver.End(tx, case_.Id, HandOvers.HandOver.ByWorker);
        CaseEvents.Add(tx, case_.Id, Who(worker), "closed", "办结：" + Limit(words), forResident: true);
        if (case_.ResidentId is { } resident) TellResident(tx, case_, resident, words, files);
        else if (seal.Open(case_.ReporterPhoneSealed) is { } phone) TellCaller(tx, case_, phone, words);
    }

    /// <summary>Who called, or spoke at the door, and left a number reads the result as an SMS.</summary>
    void TellCaller(Tx tx, Case case_, string phone, string words) => notices.ToPhone(tx, phone, $"closed:{case_.Number}:{case_.Reopened}", "case_done_caller",
        new Dictionary<string, string>
        {
            ["no"] = case_.Number, ["result"] = Limit(words).TrimEnd('。'), ["tel"] = divisions.Community(case_.DivisionCode)?.Phone ?? "",
        }, case_.Id, case_.DivisionCode);

    void TellResident(Tx tx, Case case_, long resident, string words, IReadOnlyList<long> photos)
    {
        conversations.AskAboutResult(tx, resident, case_.Number);
        notices.ToResident(tx, resident, $"closed:{case_.Number}:{case_.Reopened}", case_.DivisionCode, case_.Id,
            Texts.Of("bot/done/ask", ("title", case_.Title), ("result", Limit(words).TrimEnd('。'))), page: "pages/case/case?number=" + case_.Number);
        if (photos.Count > 0) notices.PhotoToResident(tx, resident, $"closed_photo:{case_.Number}:{case_.Reopened}", photos[0]);
    }

    static void Set(Tx tx, Case case_, string state, string at) =>
        tx.Run($"UPDATE cases SET state = @p1, {at} = @p2, version = version + 1 WHERE id = @p0", case_.Id, state, tx.Now);

    static void MustBeOpen(Case case_)
    {
        if (case_.State is CaseState.Closed or CaseState.Done) throw new Refusal("case_closed", "这件事已经办结了。");
    }

    static string Who(StaffMember worker) => worker.Name;
    static string Limit(string words) => Scrubber.Scrub(Texts.Cut(words.Trim(), WordsMax));
}

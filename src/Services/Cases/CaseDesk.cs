using OneTable.Services.Data;
using OneTable.Services.Divisions;
using OneTable.Services.Notices;
using OneTable.Services.Staff;
using OneTable.Services.ToDos;

namespace OneTable.Services.Cases;

/// <summary>Opens cases and gives them to a worker. What the worker does is in CaseWork, what the resident says in CaseVoice.</summary>
public sealed class CaseDesk(Seal seal, Assigner assigner, ToDoList todos, NoticeDesk notices, DivisionTree divisions)
{
    const int AgainMs = 10 * 60_000, TitleMax = 24, UrgentHours = 2, WhyMax = 200, ContentMax = 8_000;

    /// <summary>Opens a case, or gives back the one that the same client key opened before.</summary>
    public Case Open(Tx tx, CaseDraft draft)
    {
        if (draft.ClientKey is { } key && CaseList.ByClientKey(tx, key) is { } before) return before;
        draft = draft with { Place = Scrubber.Scrub(draft.Place), ReporterName = Scrubber.Scrub(draft.ReporterName) };
        var to = draft.To ?? assigner.Assign(tx, draft.Lat, draft.Lon, draft.Place, draft.Content, draft.Community, draft.TakenBy);
        if (!to.PlaceKnown && draft.Lat is null) (draft, to) = Elsewhere(tx, draft, to);
        var today = DateOnly.FromDateTime(BeijingTime.Of(tx.Now).DateTime);
        var id = tx.NextId();
        var scrubbed = Scrubber.Scrub(draft.Content);
        var title = draft.Title ?? Shorten(scrubbed);
        tx.Run("""
            INSERT INTO cases (id, number, kind, state, source, client_key, title, content, service_id, urgent, resident_id, reporter_name,
              reporter_phone_sealed, taken_by, division_code, place, lat, lon, staff_id, assigned_why, due_at, opened_at, reopened, version)
            VALUES (@p0, @p1, @p2, 'open', @p3, @p4, @p5, @p6, @p7, @p8, @p9, @p10, @p11, @p12, @p13, @p14, @p15, @p16, @p17, @p18, @p19, @p20, 0, 1)
            """, id, CaseNumbers.Next(tx, draft.Kind, today), draft.Kind, draft.Source, draft.ClientKey, title, scrubbed,
            draft.ServiceId, draft.Urgent ? 1 : 0, draft.ResidentId, draft.ReporterName, seal.Close(draft.ReporterPhone), draft.TakenBy,
            to.DivisionCode, to.Place ?? draft.Place, draft.Lat, draft.Lon, to.Worker.Id, to.Why, DueAt(tx, draft, today), tx.Now);
        AttachFiles(tx, id, draft);
        if (draft.TakenBy is null) ContentChecks.AddWords(tx, id, draft.ResidentId, scrubbed);
        CaseEvents.Add(tx, id, "居民", "opened", "已收到：" + title, forResident: true);
        CaseEvents.Add(tx, id, "系统", "assigned", $"交给{to.Worker.Surname}{to.Worker.PostText}：{to.Why}", forResident: false);
        var opened = CaseList.Get(tx, id);
        GiveTo(tx, opened, to.Worker, round: 1);
        return opened;
    }

    /// <summary>Adds words, a place or files of the resident. A place that comes before the worker took the case moves it to the right grid.</summary>
    public Case Add(Tx tx, Case before, string? words = null, double? lat = null, double? lon = null, string? place = null,
        IReadOnlyList<CaseFileDraft>? files = null)
    {
        // The same again within minutes is a second tap, or sent again after a lost answer.
        if (!string.IsNullOrWhiteSpace(words) && Scrubber.Scrub(words) is var said && !CaseEvents.SaidSince(tx, before.Id, said, tx.Now - AgainMs))
        {
            // Past the limit words stand among the events only, which workers read too.
            if (before.Content.Length + said.Length < ContentMax)
                tx.Run("UPDATE cases SET content = @p1 WHERE id = @p0", before.Id, before.Content + "\n" + said);
            CaseEvents.Add(tx, before.Id, "居民", "words", said, forResident: true);
            ContentChecks.AddWords(tx, before.Id, before.ResidentId, said);
        }
        foreach (var file in files ?? [])
        {
            AttachFile(tx, before.Id, file);
            ContentChecks.AddPhoto(tx, before.Id, before.ResidentId, file.FileId);
        }
        if (lat is not null || !string.IsNullOrWhiteSpace(place)) Place(tx, before, lat, lon, Scrubber.Scrub(place));
        return CaseList.Get(tx, before.Id);
    }

    /// <summary>By which the worker calls back: the last one that the resident gave.</summary>
    public void KeepPhone(Tx tx, Case case_, string phone) => tx.Run("UPDATE cases SET reporter_phone_sealed = @p1 WHERE id = @p0", case_.Id, seal.Close(phone));

    /// <summary>Where the words tell no place, the photos may, or the code that was scanned.</summary>
    (CaseDraft, Assignment) Elsewhere(Tx tx, CaseDraft draft, Assignment nowhere)
    {
        if (InGrid(CasePhotos.PlacesOf(tx, draft)) is { } at)
            return (draft with { Lat = at.Lat, Lon = at.Lon }, assigner.Assign(tx, at.Lat, at.Lon, draft.Place, "", draft.Community) is var by ? by with { Why = "照片里带的" + by.Why } : nowhere);
        return (draft, draft.TakenBy is null && assigner.Scanned(tx, draft.ResidentId) is { } scanned ? scanned with { Place = draft.Place ?? scanned.Place } : nowhere);
    }

    /// <summary>A photo that came after its case tells the place where nobody else did.</summary>
    public void PlaceByPhoto(Tx tx, long caseId)
    {
        var case_ = CaseList.Get(tx, caseId);
        if (case_.Lat is not null || divisions.Find(case_.DivisionCode)?.Level == Division.Grid || InGrid(CasePhotos.PlacesOf(tx, caseId)) is not { } at) return;
        Place(tx, case_, at.Lat, at.Lon, null, byPhoto: true);
    }

    PhotoPlace? InGrid(IEnumerable<PhotoPlace> places) => places.FirstOrDefault(at => divisions.GridAt(at.Lat, at.Lon) is not null);

    /// <summary>Gives the case to somebody else: a to-do for the new worker, none for the old.</summary>
    public void Move(Tx tx, Case before, StaffMember worker, string divisionCode, string why, string actor)
    {
        why = Texts.Cut(Scrubber.Scrub(why), WhyMax);
        tx.Run("""
            UPDATE cases SET staff_id = @p1, division_code = @p2, assigned_why = @p3, state = 'open', accepted_at = NULL, version = version + 1
            WHERE id = @p0
            """, before.Id, worker.Id, divisionCode, why);
        if (todos.OfCase(tx, before.Id) is { } old) todos.Finish(tx, old.Id, "转给" + worker.Name, ToDoState.Cancelled);
        // The resident reads who has it now; why, and who said so, is for workers.
        CaseEvents.Add(tx, before.Id, actor, "assigned", $"交给{worker.Surname}{worker.PostText}", forResident: true);
        CaseEvents.Add(tx, before.Id, actor, "why", why, forResident: false);
        var round = tx.Value<int>("SELECT COUNT(*) FROM todos WHERE case_id = @p0", before.Id) + 1;
        GiveTo(tx, CaseList.Get(tx, before.Id), worker, round);
    }

    /// <summary>Makes the to-do and pushes it to the worker's own WeChat.</summary>
    public void GiveTo(Tx tx, Case given, StaffMember worker, int round)
    {
        var key = $"case:{given.Number}:{round}";
        var todo = todos.Open(tx, new ToDoDraft(key, ToDoKind.Case, worker.Id, given.DivisionCode, given.Title, given.Content, given.Place,
            CaseId: given.Id, DueAt: given.DueAt));
        notices.ToStaff(tx, worker.Id, "todo:" + key, $"新待办：{given.Title}", given.Urgent == 1, "pages/todo/todo?id=" + todo,
            ("编号", given.Number), ("地点", given.Place ?? divisions.FullName(given.DivisionCode)), ("最晚", $"{BeijingTime.Of(given.DueAt):M月d日 HH:mm}"));
    }

    void Place(Tx tx, Case before, double? lat, double? lon, string? place, bool byPhoto = false)
    {
        var to = assigner.Assign(tx, lat, lon, place, "", divisions.Community(before.DivisionCode)?.Code);
        tx.Run("UPDATE cases SET lat = @p1, lon = @p2, place = @p3 WHERE id = @p0",
            before.Id, lat ?? before.Lat, lon ?? before.Lon, to.Place ?? place ?? before.Place);
        if (byPhoto) CaseEvents.Add(tx, before.Id, "系统", "place", "照片里带着位置：" + divisions.FullName(to.DivisionCode), forResident: false);
        else CaseEvents.Add(tx, before.Id, "居民", "place", "补充了地点：" + (to.Place ?? place ?? "地图位置"), forResident: true);
        if (to.PlaceKnown && to.Worker.Id != before.StaffId && before.State == CaseState.Open)
            Move(tx, CaseList.Get(tx, before.Id), to.Worker, to.DivisionCode, to.Why, "系统");
    }

    static void AttachFiles(Tx tx, long caseId, CaseDraft draft)
    {
        if (draft.Openid is { } openid)
        {
            tx.Run("UPDATE case_files SET case_id = @p1 WHERE openid = @p0 AND case_id IS NULL", openid, caseId);
            foreach (var photo in tx.Query<long>("SELECT file_id FROM case_files WHERE case_id = @caseId AND kind = 'image' AND file_id IS NOT NULL", new { caseId }).ToList())
                ContentChecks.AddPhoto(tx, caseId, draft.ResidentId, photo);
        }
        foreach (var file in draft.Files ?? [])
        {
            AttachFile(tx, caseId, file);
            if (draft.TakenBy is null) ContentChecks.AddPhoto(tx, caseId, draft.ResidentId, file.FileId);
        }
    }

    internal static void AttachFile(Tx tx, long caseId, CaseFileDraft file) => tx.Run("""
        INSERT INTO case_files (id, case_id, role, kind, file_id, state, attempts, created_at)
        SELECT @p0, id, @p2, 'image', @p3, 'stored', 0, @p4 FROM cases
        WHERE id = @p1 AND NOT EXISTS (SELECT 1 FROM case_files WHERE case_id = @p1 AND role = @p2 AND file_id = @p3)
        """, tx.NextId(), caseId, file.Role, file.FileId, tx.Now);

    static long DueAt(Tx tx, CaseDraft draft, DateOnly today) => draft.Urgent
        ? tx.Now + (long)TimeSpan.FromHours(UrgentHours).TotalMilliseconds
        : BeijingTime.UnixMs(DutyRota.AddWorkdays(tx, today, draft.PromiseDays ?? (draft.Kind == CaseKind.Complaint ? 3 : 2)), DutyRota.DayEnds);

    static string Shorten(string content)
    {
        var line = content.ReplaceLineEndings(" ").Trim();
        return line.Length <= TitleMax ? line : line[..(TitleMax - 1)] + "…";
    }
}

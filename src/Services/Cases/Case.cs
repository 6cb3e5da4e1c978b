namespace OneTable.Services.Cases;

public static class CaseKind
{
    public const string Complaint = "TS", Application = "SQ", Consultation = "ZX", Help = "QZ";

    public static string Text(string kind) => kind[..1] switch { "T" => "投诉", "S" => "申请", "Z" => "咨询", _ => "求助" };
}

/// <summary>open → accepted → contacted → (partner) → closed by the worker → done by the resident's word.</summary>
public static class CaseState
{
    public const string Open = "open", Accepted = "accepted", Contacted = "contacted", Partner = "partner", Closed = "closed", Done = "done";

    public static string Text(string state) => state switch
    {
        Open => "待受理",
        Accepted => "已受理",
        Contacted => "处理中",
        Partner => "转办中",
        Closed => "已办结，等您说好不好",
        _ => "已完成",
    };
}

/// <summary>Codes of code set 事项来源.</summary>
public static class CaseSource
{
    public const string Account = "1", MiniProgram = "2", Call = "3", Visit = "4", Found = "5", Group = "6", Patrol = "9";

    public static string Text(string source) => source switch
    {
        Account => "微信公众号", MiniProgram => "小程序", Call => "来电", Visit => "来访", Found => "走访发现", Group => "微信群转录",
        Patrol => "巡查发现", _ => "其他",
    };
}

/// <summary>What a resident brings: complaint, application, consultation or call for help.</summary>
/// <param name="Number">Two capitals and ten digits: kind, day, number of the day.</param>
/// <param name="AssignedWhy">Why it came to this worker, for workers to read.</param>
public sealed record Case(
    long Id, string Number, string Kind, string State, string Source, string Title, string Content, string? Category, string? ServiceId, long Urgent,
    long? ResidentId, long? PersonId, string? ReporterName, string? ReporterPhoneSealed, long? TakenBy, string DivisionCode, string? Place,
    double? Lat, double? Lon, long StaffId, string AssignedWhy, string? Partner, long? PartnerDueAt, long DueAt, long OpenedAt,
    long? AcceptedAt, long? ContactedAt, long? ClosedAt, string? Result, long Reopened, long? Solved, string? Rating, string? ForName = null)
{
    public bool CanAnswer => State == CaseState.Closed;
    public bool CanRate => State == CaseState.Done && Rating is null;
    public bool IsOver => State == CaseState.Done;
}

/// <param name="ClientKey">The sender's own key: the same again opens nothing new.</param>
/// <param name="Community">Where the resident belongs, used when the place says nothing.</param>
/// <param name="To">Who is asked for, whatever the place says.</param>
public sealed record CaseDraft(
    string Kind, string Source, string Content, string? ClientKey = null, long? ResidentId = null, string? Openid = null,
    string? Place = null, double? Lat = null, double? Lon = null, string? Community = null, bool Urgent = false, string? ServiceId = null, int? PromiseDays = null,
    string? ReporterName = null, string? ReporterPhone = null, long? TakenBy = null, IReadOnlyList<CaseFileDraft>? Files = null, string? Title = null,
    Assignment? To = null);

public sealed record CaseFileDraft(string Role, long FileId);

public sealed record CaseEvent(long At, string Actor, string Kind, string Text, long ForResident);

/// <param name="HeardAs">The copy of a voice that every browser plays; 0: none can be made.</param>
/// <param name="TakenAt">When and where a photo says that it was taken.</param>
/// <param name="MediaType">What the bytes are; null while there are none.</param>
public sealed record CaseFile(long Id, string Role, string Kind, long? FileId, string State, string? Why, string? MediaType, long? HeardAs, long? TakenAt, double? Lat, double? Lon, long SentAt);

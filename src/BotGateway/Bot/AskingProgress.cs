using OneTable.Services.Approvals;
using OneTable.Services.Cases;
using OneTable.Services.Data;
using OneTable.Services.Notices;
using OneTable.Services.Residents;
using OneTable.Services.Staff;

namespace OneTable.BotGateway.Bot;

/// <summary>How far it is: reports, applications and the allowances that run for the resident.</summary>
public sealed class AskingProgress(ResidentBook residents, StaffList staff, OwnClaims claims) : ITalk
{
    const int LinesMax = 3;

    public string Begin(Heard heard, string? with = null)
    {
        var cases = CaseList.OfResident(heard.Tx, heard.Resident, 10);
        var open = cases.Where(c => !c.IsOver).Take(LinesMax).Select(c => Line(heard.Tx, c)).ToList();
        open.AddRange(Claims(heard).Where(c => c.Open).Take(LinesMax).Select(Line));
        if (open.Count == 0 && cases.Count > 0) open.Add(Line(heard.Tx, cases[0]));
        return open.Count == 0 ? Texts.Of("bot/progress/none") : string.Join("\n\n", open);
    }

    /// <summary>By its number; a number of somebody else's is not there.</summary>
    public string Of(Heard heard, string number) =>
        CaseList.OfResident(heard.Tx, heard.Resident, number) is { } case_ ? Line(heard.Tx, case_)
        : number.StartsWith("BL", StringComparison.Ordinal) && Claims(heard).FirstOrDefault(c => c.Number == number) is { } claim ? Line(claim)
        : Texts.Of("bot/errors/not_found");

    IReadOnlyList<OwnClaim> Claims(Heard heard) =>
        residents.KnownAs(heard.Tx, heard.Resident) is { } person ? claims.Of(heard.Tx, person) : [];

    static string Line(OwnClaim claim) => Texts.Of("bot/progress/claim", ("no", claim.Number), ("title", claim.Title), ("words", claim.Words))
        + (claim.Missing.Count > 0 ? "\n还差：" + string.Join('、', claim.Missing.Take(4)) : "") + (claim.By is { } by ? "\n" + by : "");

    string Line(Tx tx, Case case_)
    {
        var worker = staff.Find(tx, case_.StaffId);
        var state = case_.State == CaseState.Partner
            ? $"转{case_.Partner}办理，{BeijingTime.Of(case_.PartnerDueAt ?? case_.DueAt):M月d日}前"
            : CaseState.Text(case_.State);
        return Texts.Of("bot/progress/line", ("no", case_.Number), ("title", case_.Title), ("state", state),
            ("worker", worker?.Surname + worker?.PostText), ("due", $"{BeijingTime.Of(case_.DueAt):M月d日HH:mm}"))
            + (case_.Result is { } result && case_.ClosedAt is not null ? "\n结果：" + result : "")
            + (case_.CanAnswer ? "\n1 解决了　2 没解决" : "");
    }
}

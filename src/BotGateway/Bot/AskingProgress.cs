using OneTable.Services.Approvals;
using OneTable.Services.Cases;
using OneTable.Services.Data;
using OneTable.Services.Notices;
using OneTable.Services.Residents;
using OneTable.Services.Staff;

namespace OneTable.BotGateway.Bot;

/// <summary>How far it is: reports, applications and the allowances that run for the resident.</summary>
public sealed class AskingProgress(ResidentBook residents, StaffList staff, OwnClaims claims, Conversations conversations) : ITalk
{
    const int LinesMax = 3;

    public string Begin(Heard heard, string? with = null)
    {
        var cases = CaseList.OfResident(heard.Tx, heard.Resident, 10);
        List<Case> shown = [.. cases.Where(c => !c.IsOver).Take(LinesMax)];
        var claimed = Claims(heard).Where(c => c.Open).Take(LinesMax).Select(Line).ToList();
        if (shown.Count + claimed.Count == 0) shown.AddRange(cases.Take(1));
        var asked = Asked(heard, shown);
        List<string> open = [.. shown.Select(c => Line(heard.Tx, c) + (c == asked ? Solved : "")), .. claimed];
        return open.Count == 0 ? Texts.Of("bot/progress/none") : string.Join("\n\n", open);
    }

    /// <summary>By its number; a number of somebody else's is not there.</summary>
    public string Of(Heard heard, string number) =>
        CaseList.OfResident(heard.Tx, heard.Resident, number) is { } case_ ? Line(heard.Tx, case_) + (Asked(heard, [case_]) is null ? "" : Solved)
        : number.StartsWith("BL", StringComparison.Ordinal) && Claims(heard).FirstOrDefault(c => c.Number == number) is { } claim ? Line(claim)
        : Texts.Of("bot/errors/not_found");

    static string Solved => "\n" + Texts.Of("bot/done/solved");

    /// <summary>Only one is asked about: a 1 means this one from now on.</summary>
    Case? Asked(Heard heard, IReadOnlyList<Case> shown)
    {
        if (heard.Now.State == Talk.Gathering || shown.FirstOrDefault(c => c.CanAnswer) is not { } asked) return null;
        conversations.Set(heard.Tx, heard.Openid, new(Talk.Asked, new Draft { CaseNumber = asked.Number }));
        return asked;
    }

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
            + (case_.Result is { } result && case_.ClosedAt is not null ? "\n结果：" + result : "");
    }
}

using OneTable.Services.Data;
using OneTable.Services.Dictionary;
using OneTable.Services.Scenarios;

namespace OneTable.Services.Approvals;

/// <summary>A photo of a material, or (signer) somebody's signature.</summary>
public sealed record Paper(string Label, long? SignerId, long FileId);

public sealed record Signer(long PersonId, string Name, int? Age);

/// <summary>Materials and signatures of a claim: they stay with it through all its rounds.</summary>
public static class ClaimPapers
{
    public const string Signature = "签字";
    const int FilesMax = 40, LabelMax = 60, MembersMax = 20, Adult = 18;

    sealed record Row(string Label, long SignerId, long FileId);
    sealed record Member(long Id, string Name, string? BirthDate);

    /// <summary>Adds what is not there yet; only what the step asks for.</summary>
    public static void Add(Tx tx, Claim claim, FlowStep step, Scenario scenario, IReadOnlyList<Paper> papers, long? staffId)
    {
        var (wanted, signers) = (step.Photos(scenario), Signers(tx, claim, step).Select(s => s.PersonId).ToHashSet());
        foreach (var paper in papers)
        {
            var isSignature = paper.SignerId is { } signer && signers.Contains(signer);
            if (!isSignature && (paper.SignerId is not null || !wanted.Contains(paper.Label))) throw new Refusal("unknown_paper", "这张照片不是这一步要的，请重新打开。");
            tx.Run($"{tx.Dialect.InsertIgnore} INTO claim_papers (claim_id, label, signer_id, file_id, staff_id, at) VALUES (@p0, @p1, @p2, @p3, @p4, @p5)",
                claim.Id, isSignature ? Signature : Notices.Texts.Cut(paper.Label, LabelMax), paper.SignerId ?? 0, paper.FileId, staffId, tx.Now);
        }
        if (tx.Value<int>("SELECT COUNT(*) FROM claim_papers WHERE claim_id = @p0", claim.Id) > FilesMax) throw new Refusal("too_many", $"照片最多{FilesMax}张。");
    }

    public static IReadOnlyList<Paper> Of(Tx tx, long claim) => [.. tx.Query<Row>(
        "SELECT label AS Label, signer_id AS SignerId, file_id AS FileId FROM claim_papers WHERE claim_id = @claim ORDER BY at, file_id", new { claim })
        .Select(r => new Paper(r.Label, r.SignerId == 0 ? null : r.SignerId, r.FileId))];

    /// <summary>What the step still asks for, in words.</summary>
    public static IReadOnlyList<string> Missing(Tx tx, Claim claim, FlowStep step, Scenario scenario)
    {
        var there = Of(tx, claim.Id);
        return [.. step.Photos(scenario).Where(label => there.All(p => p.Label != label)).Select(label => label + "的照片"),
            .. Signers(tx, claim, step).Where(s => there.All(p => p.SignerId != s.PersonId)).Select(s => s.Name + "的签字")];
    }

    /// <summary>
    /// Who must sign: the person, or every adult of the assistance family or, where none is drawn, of those who live together.
    /// Whose age nobody knows is asked too.
    /// </summary>
    public static IReadOnlyList<Signer> Signers(Tx tx, Claim claim, FlowStep step)
    {
        if (step.File.SignedBy is not { } by) return [];
        var family = by == FlowStep.Self ? [] : tx.Query<Member>($"""
            SELECT p.id AS Id, p.name AS Name, p.birth_date AS BirthDate FROM household_members m JOIN people p ON p.id = m.person_id WHERE p.status NOT IN ('3', '4') AND m.household_id =
              (SELECT MAX(h.id) FROM households h JOIN household_members mine ON mine.household_id = h.id WHERE mine.person_id = @person AND h.kind = 'assistance' AND h.until IS NULL)
            ORDER BY p.birth_date, p.id LIMIT {MembersMax}
            """, new { person = claim.PersonId }).ToList();
        if (family.Count == 0 && by != FlowStep.Self) family = [.. tx.Query<Member>($"""
            SELECT p.id AS Id, p.name AS Name, p.birth_date AS BirthDate FROM people me JOIN people p ON p.living_household_id = me.living_household_id
            WHERE me.id = @person AND p.status NOT IN ('3', '4') ORDER BY p.birth_date, p.id LIMIT {MembersMax}
            """, new { person = claim.PersonId })];
        if (family.All(m => m.Id != claim.PersonId)) family.Insert(0, tx.First<Member>("SELECT id AS Id, name AS Name, birth_date AS BirthDate FROM people WHERE id = @person", new { person = claim.PersonId })!);
        var today = DateOnly.FromDateTime(BeijingTime.Of(tx.Now).DateTime);
        return [.. family.Select(m => new Signer(m.Id, m.Name, m.BirthDate is { } birth ? Age.On(BeijingTime.Day(birth), today) : null))
            .Where(s => s.PersonId == claim.PersonId || s.Age is not < Adult)];
    }
}

using OneTable.Services.Data;
using OneTable.Services.Dictionary;
using OneTable.Services.Staff;

namespace OneTable.Services.Registry;

public sealed record AssistanceMember(long PersonId, string? Relation);

/// <summary>Who is counted together for one matter, from when until when; the applicant is its head.</summary>
public sealed record AssistanceFamily(string? Matter, string? Since, string? Until, IReadOnlyList<AssistanceMember>? Members);

public sealed partial class Households
{
    const int MatterMax = 40, FamilyMax = 20;

    public long Draw(Tx tx, StaffMember me, long headId, AssistanceFamily family)
    {
        var head = Ownership.Require(tx, me, headId);
        var id = tx.NextId();
        tx.Run("INSERT INTO households (id, kind, head_person_id, division_code) VALUES (@p0, @p1, @p2, @p3)",
            id, Assistance, headId, tree.Community(head.LivingGrid)?.Code ?? head.RegisteredCommunity ?? me.DivisionCode);
        Fill(tx, me, id, headId, family);
        return id;
    }

    public void Redraw(Tx tx, StaffMember me, long id, AssistanceFamily family)
    {
        var known = Find(tx, id) is { Kind: Assistance, HeadId: { } head } && Ownership.Find(tx, me.Scope, head) is not null ? head : throw new Refusal("not_found", "没有找到这个救助家庭。");
        Fill(tx, me, id, known, family);
    }

    void Fill(Tx tx, StaffMember me, long id, long headId, AssistanceFamily family)
    {
        if (family.Matter?.Trim() is not { Length: > 0 and <= MatterMax } matter) throw new Refusal("matter_needed", $"请写为哪件事划的，最多{MatterMax}个字。");
        var (since, until) = (Day(family.Since) ?? throw new Refusal("bad_date", "请填从哪天起。"), Day(family.Until));
        if (until < since) throw new Refusal("bad_date", "结束的日子不能早于开始的。");
        var members = (family.Members ?? []).Where(m => m.PersonId != headId).DistinctBy(m => m.PersonId).ToList();
        if (members.Count >= FamilyMax) throw new Refusal("too_many", $"一个救助家庭最多{FamilyMax}个人。");
        var before = tx.Query<long>("SELECT person_id FROM household_members WHERE household_id = @id", new { id }).ToHashSet();
        foreach (var member in members.Where(m => !before.Contains(m.PersonId))) Ownership.Require(tx, me, member.PersonId);
        tx.Run("UPDATE households SET matter = @p1, since = @p2, until = @p3 WHERE id = @p0", id, matter, since.Iso(), until?.Iso());
        tx.Run("DELETE FROM household_members WHERE household_id = @p0", id);
        tx.Run("INSERT INTO household_members (household_id, person_id, relation) VALUES (@p0, @p1, '01')", id, headId);
        foreach (var member in members)
            tx.Run("INSERT INTO household_members (household_id, person_id, relation) VALUES (@p0, @p1, @p2)", id, member.PersonId,
                FieldInput.Read(fields.Find(PersonRelationLabel)!, member.Relation) is { } code and not ['?', _] ? code : null);
        foreach (var person in before.Union(members.Select(m => m.PersonId)).Append(headId).Distinct())
            Ledger.Note(tx, Subject.Person, person, new(Ownership.SourceOf(me), me.Name, "划了救助家庭"));
    }

    static DateOnly? Day(string? text) => string.IsNullOrWhiteSpace(text) ? null
        : DateText.Day(text) ?? throw new Refusal("bad_date", "日期要写成 2026-12-01 这样。");
}

using OneTable.Services.Data;
using OneTable.Services.Dictionary;

namespace OneTable.Services.Staff;

/// <summary>
/// 条线: what somebody handles, in the words by which the dictionary names a field's owner. A post alone does not say who
/// the 平安专干 is (F07).
/// </summary>
public sealed class Lines(StaffList staff)
{
    public const string Safety = "平安";
    public static readonly IReadOnlyList<string> All = ["民政", "残联", "人社", "医保", "卫健", "退役军人", "党建", Safety, "农技", "法律"];

    /// <summary>Who may say it of whom: the secretary in the community, the leader at the street, the platform at the district.</summary>
    static readonly Dictionary<string, string[]> given = new()
    {
        [Posts.Secretary] = [Posts.Committee, Posts.SocialWorker],
        [Posts.StreetLeader] = [Posts.StreetCentre, Posts.StreetOffice],
        [Posts.Platform] = [Posts.Department],
    };

    public static bool Gives(string post) => given.ContainsKey(post);
    public static bool IsGiven(string post) => given.Values.Any(posts => posts.Contains(post));
    public static bool Gives(StaffMember giver, StaffMember to) =>
        giver.DivisionCode == to.DivisionCode && given.GetValueOrDefault(giver.Post, []).Contains(to.Post);

    /// <summary>Sets what somebody of the own office handles; it stands in the ledger.</summary>
    public void Set(Tx tx, StaffMember giver, long staffId, IReadOnlyCollection<string> lines)
    {
        if (staff.Find(tx, staffId) is not { } member || !Gives(giver, member)) throw new Refusal("bad_staff", "只能给本单位的人定条线。");
        if (lines.Except(All).Any()) throw new Refusal("bad_line", $"条线只有：{string.Join('、', All)}。");
        var now = lines.Count == 0 ? null : string.Join(',', All.Where(lines.Contains));
        if (now == member.WorkLines) return;
        tx.Run("UPDATE staff SET work_lines = @p1 WHERE id = @p0", staffId, now);
        tx.Run("""
            INSERT INTO entries (id, kind, subject_id, at, source, actor, reason, values_json) VALUES (@p0, 'staff', @p1, @p2, '设置', @p3, NULL, @p4)
            """, tx.NextId(), staffId, tx.Now, giver.Name, Registry.Facts.LedgerJson([("条线", member.WorkLines, now)]));
    }
}

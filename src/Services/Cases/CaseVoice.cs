using OneTable.Services.Data;
using OneTable.Services.Divisions;
using OneTable.Services.Notices;
using OneTable.Services.Staff;

namespace OneTable.Services.Cases;

/// <summary>The resident's last word: solved or not, then how well (F14).</summary>
public sealed class CaseVoice(CaseDesk desk, StaffList staff, DivisionTree divisions)
{
    /// <summary>没解决 opens the case again once for the same worker; the second time it goes to the secretary.</summary>
    public void Answer(Tx tx, Case case_, bool solved)
    {
        if (case_.Solved == (solved ? 1 : 0) && case_.State == (solved ? CaseState.Done : CaseState.Open)) return; // a second tap, or an answer lost on the way
        if (!case_.CanAnswer) throw new Refusal("not_closed", "这件事还没有办结，办好了会问您。");
        tx.Run("UPDATE cases SET solved = @p1, state = @p2, reopened = reopened + @p3, version = version + 1 WHERE id = @p0",
            case_.Id, solved ? 1 : 0, solved ? CaseState.Done : CaseState.Open, solved ? 0 : 1);
        CaseEvents.Add(tx, case_.Id, "居民", "answered", solved ? "居民说：解决了" : "居民说：没解决", forResident: true);
        if (solved) return;
        var worker = staff.Find(tx, case_.StaffId);
        var community = divisions.Community(case_.DivisionCode)?.Code ?? case_.DivisionCode;
        if (case_.Reopened > 0 || worker is null) worker = staff.InPost(tx, community, Posts.Secretary) ?? worker;
        desk.Move(tx, case_, worker!, case_.DivisionCode, case_.Reopened > 0 ? "居民两次说没解决，请书记处理" : "居民说没解决，请再办一次", "系统");
    }

    /// <param name="mark">1 满意, 2 一般, 3 不满意 (code set 满意度).</param>
    public void Rate(Tx tx, Case case_, int mark)
    {
        if (mark is < 1 or > 3) throw new Refusal("bad_mark", Texts.Of("bot/errors/wrong_rate"));
        if (case_.Rating == mark.ToString()) return;
        if (!case_.CanRate) throw new Refusal("not_done", "这件事还不能评价，或者已经评过了。");
        tx.Run("UPDATE cases SET rating = @p1 WHERE id = @p0 AND rating IS NULL", case_.Id, mark.ToString());
        CaseEvents.Add(tx, case_.Id, "居民", "rated", "居民评价：" + MarkText(mark), forResident: true);
    }

    public static string MarkText(int mark) => mark switch { 1 => "满意", 2 => "一般", _ => "不满意" };
}

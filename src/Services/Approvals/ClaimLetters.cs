using OneTable.Services.Data;
using OneTable.Services.Dictionary;
using OneTable.Services.Divisions;
using OneTable.Services.Registry;
using OneTable.Services.Scenarios;

namespace OneTable.Services.Approvals;

/// <summary>What is printed of a claim: the sheet that hangs in the community (公示, F20: the name masked, no number) and the written decision (告知书).</summary>
public sealed class ClaimLetters(DivisionTree tree)
{
    public LetterView? Of(Claim claim, FlowStep step, Scenario scenario, Whereabouts person)
    {
        var community = tree.Community(person.RegisteredCommunity ?? person.LivingGrid);
        var phone = community?.Phone ?? "12345";
        if (step.File.PostedDays > 0 && claim.PostedUntil is { } until)
            return new("公示", [$"{Mask.Name(person.Name)}，{community?.Name}，申请{scenario.Title}。", $"公示时间：{Day(claim.EnteredAt)}至{Day(until - 1)}。",
                $"有不同意见，请打{phone}，或到社区当面说。", "说的人是谁，我们不告诉别人。"]);
        return claim.Decision switch
        {
            ClaimState.Approved => new("准予告知书", [$"{person.Name}：", $"您申请的{scenario.Title}，经审核批准{(claim.Fen is { } fen ? $"，{Amounts.Text(fen, claim.Per!)}" : "")}，从{claim.FromText}起。",
                $"批准日期：{Day(claim.DecidedAt!.Value)}。有疑问请打{phone}。"]),
            ClaimState.Refused => new("不予告知书", [$"{person.Name}：", $"您申请的{scenario.Title}，经审核没有批准。", $"原因：{claim.DecidedWhy}",
                $"决定日期：{Day(claim.DecidedAt!.Value)}。不同意可以申请复议，怎么办请打{phone}。"]),
            _ => null,
        };
    }

    static string Day(long at) => $"{BeijingTime.Of(at):yyyy年M月d日}";
}

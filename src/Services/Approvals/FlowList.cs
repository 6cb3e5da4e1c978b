using System.Collections.Concurrent;
using OneTable.Services.Data;
using OneTable.Services.Dictionary;
using OneTable.Services.Staff;

namespace OneTable.Services.Approvals;

/// <summary>The flows of this database; a running claim keeps the version it began with.</summary>
public sealed class FlowList(FieldCatalog fields)
{
    public const string Kind = "approvals";
    const int StepsMax = 20, PostedDaysMax = 60;
    static readonly string[] places = [FlowStep.Living, FlowStep.Registered, FlowStep.Street, FlowStep.District];
    static readonly string[] signers = [FlowStep.Self, FlowStep.EveryAdult];

    readonly ConcurrentDictionary<(string Name, string Sha256, long Dictionary), Flow> read = [];

    /// <summary>The newest version, or the one that is named.</summary>
    public Flow Require(Tx tx, string name, int? version = null) =>
        (version is { } number ? Contents.Find(tx, Kind, name, number) : Contents.Find(tx, Kind, name)) is { } content
            ? read.GetOrAdd((content.Name, content.Sha256, fields.Version), _ => Read(content)) with { Version = content.Version }
            : throw new Refusal("flow_unknown", $"没有名为「{name}」的办理步骤。");

    Flow Read(Content content)
    {
        var file = Yaml.ReadStrictly<FlowFile>(content.Body, content.File);
        Refusal Refuse(int at, string key, string text) => new("content_invalid", $"{content.File} 第 {Yaml.LineOf(content.Body, "steps", at, key)} 行：{text}");
        if (file.Steps.Count is 0 or > StepsMax) throw new Refusal("content_invalid", $"{content.File}：要有 1 到 {StepsMax} 步。");
        var names = file.Steps.Select(s => s.Name).ToList();
        return new(content.Name, content.Version, file.Title, [.. file.Steps.Select(Step)]);

        FlowStep Step(StepFile step, int at)
        {
            if (step.Name.Length is 0 or > 32 || names.IndexOf(step.Name) != at) throw Refuse(at, "name", "每一步要有自己的名字。");
            if (step.Title.Length is 0 or > 60 || step.Plain.Length == 0) throw Refuse(at, "title", "每一步要有 title 和给居民看的 plain。");
            if (!places.Contains(step.At)) throw Refuse(at, "at", $"at 只能是{string.Join('、', places)}。");
            if (step.SignedBy is { } signer && !signers.Contains(signer)) throw Refuse(at, "signed_by", $"signed_by 只能是{string.Join('、', signers)}。");
            if (step.People is < 1 or > 5) throw Refuse(at, "people", "people 是 1 到 5。");
            if (step.PostedDays is < 0 or > PostedDaysMax) throw Refuse(at, "posted_days", $"posted_days 是 0 到 {PostedDaysMax}。");
            if (step.Hours is not null && step.Workdays is not null || step is { Hours: null, Workdays: null, PostedDays: 0 }) throw Refuse(at, "hours", "期限写 hours、workdays、posted_days 中的一个。");
            foreach (var (key, to) in new[] { ("next", step.Next), ("returns_to", step.ReturnsTo), ("objected_to", step.ObjectedTo), ("refused_to", step.RefusedTo) })
                if (to is not null && !names.Contains(to)) throw Refuse(at, key, $"没有「{to}」这一步。");
            var posts = step.By.SelectMany(text => Posts.Named(text) is { Count: > 0 } codes ? codes : throw Refuse(at, "by", $"没有「{text}」这个岗位。")).ToList();
            if (posts.Count == 0) throw Refuse(at, "by", "by 要写由谁办。");
            var confirm = step.Confirm.Select(label => fields.Find(label) is { IsKept: true, IsKey: false } field && field.Subject == Subject.Person ? field
                : throw Refuse(at, "confirm", $"人口库里没有「{label}」。")).ToList();
            return new(step, posts, confirm, step.Next ?? names.ElementAtOrDefault(at + 1));
        }
    }
}

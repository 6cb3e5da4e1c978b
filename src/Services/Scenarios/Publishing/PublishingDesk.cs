using System.Text;
using System.Text.RegularExpressions;
using OneTable.Services.Data;
using OneTable.Services.Dictionary;

namespace OneTable.Services.Scenarios.Publishing;

/// <summary>A text to begin a new scenario with.</summary>
public sealed record Template(string Name, string Title);

/// <summary>
/// Where scenarios are edited: a draft, its golden cases, the next version. Doing any of it twice changes nothing; of two editors the
/// later one reads what the other did first.
/// </summary>
public sealed partial class PublishingDesk(Database db, FileCheck files)
{
    public const int BytesMax = 64 * 1024, CasesMax = 200;
    const int ScenariosMax = 500;

    /// <summary>Folder of the texts to begin with.</summary>
    const string TemplateKind = "publishing", TemplatePrefix = "template:";

    /// <summary>Paths of the console.</summary>
    static readonly HashSet<string> reserved = ["files", "form", "check"];

    /// <param name="basedOn">The version it was begun from.</param>
    /// <param name="revision">The save that was read; 0 where there was no draft yet.</param>
    public Task<ScenarioDraft> SaveAsync(string name, string body, int basedOn, int revision, string actor)
    {
        body = Text(body);
        return db.WriteAsync(tx => ScenarioDraft.Find(tx, name) is { } known
            ? Save(tx, known, body, basedOn, revision, actor)
            : Begin(tx, new() { Name = name, Body = body, BasedOn = basedOn, Revision = 1, Actor = actor }));
    }

    static ScenarioDraft Save(Tx tx, ScenarioDraft known, string body, int basedOn, int revision, string actor)
    {
        if (known.Body == body && known.BasedOn == basedOn) return known;
        if (known.Revision != revision) throw new Refusal("changed_meanwhile", $"{known.Actor}刚保存过这份草稿，请先看看他改了什么。");
        MustBeNewest(tx, known.Name, basedOn);
        var next = known with { Body = body, BasedOn = basedOn, Revision = revision + 1, Actor = actor };
        next.Keep(tx);
        return ScenarioDraft.Find(tx, known.Name)!;
    }

    static ScenarioDraft Begin(Tx tx, ScenarioDraft draft)
    {
        MustBeNewest(tx, draft.Name, draft.BasedOn);
        if (!draft.Add(tx)) throw new Refusal("changed_meanwhile", "别人刚开始改这个场景，请刷新再看。");
        return ScenarioDraft.Find(tx, draft.Name)!;
    }

    public Task DropAsync(string name) => db.WriteAsync(tx => ScenarioDraft.Drop(tx, name));

    /// <summary>What a new scenario can begin with: the first line of each says what for.</summary>
    public static IReadOnlyList<Template> Templates(Tx tx) =>
        [.. Contents.All(tx, TemplateKind).Select(c => new Template(TemplatePrefix + c.Name, c.Body.Split('\n')[0].Trim('#', ' ').Replace("样板：", "").Split('。')[0]))];

    /// <summary>The text of a template or of a scenario to copy.</summary>
    public static string? TextOf(Tx tx, string from) => (from.StartsWith(TemplatePrefix, StringComparison.Ordinal)
        ? Contents.Find(tx, TemplateKind, from[TemplatePrefix.Length..]) : Contents.Find(tx, ScenarioList.Kind, from))?.Body;

    /// <summary>A new one, as a copy of the text given.</summary>
    public Task<ScenarioDraft> NewAsync(string name, string body, string actor)
    {
        name = name.Trim();
        if (!Named().IsMatch(name) || reserved.Contains(name)) throw new Refusal("bad_name", "文件名用小写英文和数字，字母开头，3到40个。");
        body = Text(body);
        return db.WriteAsync(tx =>
        {
            if (NewestOf(tx, name) > 0) throw new Refusal("changed_meanwhile", $"已经有名为 {name} 的场景，请换个文件名。");
            if (ScenarioDraft.Find(tx, name) is { } known) return known.Body == body ? known : throw new Refusal("changed_meanwhile", $"{known.Actor}已经在写 {name}，请换个文件名。");
            if (Contents.All(tx, ScenarioList.Kind).Count + ScenarioDraft.All(tx).Count >= ScenariosMax) throw new Refusal("too_many", $"场景最多 {ScenariosMax} 个。");
            return Begin(tx, new() { Name = name, Body = body, BasedOn = 0, Revision = 1, Actor = actor });
        });
    }

    /// <summary>An older version as a draft of the next one.</summary>
    public Task<ScenarioDraft?> TakeUpAsync(string name, int version, string actor) => db.WriteAsync(tx =>
    {
        if (Contents.Find(tx, ScenarioList.Kind, name, version) is not { } old) return null;
        if (ScenarioDraft.Find(tx, name) is { } known)
            return known.Body == old.Body ? known : throw new Refusal("changed_meanwhile", $"{known.Actor}有一份没发布的草稿，请先发布或丢掉它。");
        return Begin(tx, new() { Name = name, Body = old.Body, BasedOn = NewestOf(tx, name), Revision = 1, Actor = actor });
    });

    /// <summary>The draft becomes the next version. Null where there is none to publish.</summary>
    /// <param name="revision">The save that was looked at.</param>
    public Task<int?> PublishAsync(string name, int revision, string actor) => db.WriteAsync<int?>(tx =>
    {
        if (ScenarioDraft.Find(tx, name) is not { } draft) return PublishedJustNow(tx, name, actor);
        if (draft.Revision != revision) throw new Refusal("changed_meanwhile", $"{draft.Actor}刚保存过这份草稿，请先看看他改了什么。");
        MustBeNewest(tx, name, draft.BasedOn);
        var found = files.Check(tx, name, draft.Body);
        if (found.Obstacle is { } why) throw new Refusal(found.Problems.Count > 0 ? "content_invalid" : "golden_failed", why);
        ScenarioDraft.Drop(tx, name);
        return Contents.Find(tx, ScenarioList.Kind, name) is { } newest && newest.Sha256 == found.Content.Sha256
            ? newest.Version : Contents.Edit(tx, ScenarioList.Kind, name, draft.Body, actor);
    });

    /// <summary>A second tap of the same finger finds what the first one did.</summary>
    static int? PublishedJustNow(Tx tx, string name, string actor) =>
        Contents.Find(tx, ScenarioList.Kind, name) is { } newest && newest.Actor == actor ? newest.Version : null;

    static void MustBeNewest(Tx tx, string name, int basedOn)
    {
        if (NewestOf(tx, name) is var newest && newest != basedOn)
            throw new Refusal("changed_meanwhile", newest < basedOn ? "没有这个版本，请刷新再看。" : $"刚发布了第 {newest} 版，请先和它对照再保存。");
    }

    static int NewestOf(Tx tx, string name) => Contents.Find(tx, ScenarioList.Kind, name)?.Version ?? 0;

    /// <summary>As a shipped file has it.</summary>
    static string Text(string? body)
    {
        body = (body ?? "").ReplaceLineEndings("\n").TrimEnd() + "\n";
        if (Encoding.UTF8.GetByteCount(body) > BytesMax) throw new Refusal("too_big", $"一个场景文件最多 {BytesMax / 1024} KB。");
        return body.Any(c => char.IsControl(c) && c is not '\n' and not '\t') ? throw new Refusal("bad_text", "文件里有看不见的控制字符。") : body;
    }

    [GeneratedRegex("^[a-z][a-z0-9_]{2,39}$")]
    private static partial Regex Named();
}

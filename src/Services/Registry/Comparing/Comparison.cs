using System.Text.Json;
using OneTable.Services.Dictionary;
using OneTable.Services.Divisions;
using OneTable.Services.Registry.Questions;

namespace OneTable.Services.Registry.Comparing;

/// <summary>What a list is; says what is usually done with whom it names, or does not.</summary>
/// <param name="Act">The set that matters, and what is done with it.</param>
public sealed record ListKind(string Code, string Label, string Outcome, string Act, string Hint)
{
    public static readonly IReadOnlyList<ListKind> All =
    [
        new("paid", "已缴费名单", Comparing.Outcome.Here, "notify", "只在库里的，就是还没缴的：只通知他们，缴过的不打扰"),
        new("insured", "已参保名单", Comparing.Outcome.Here, "notify", "只在库里的，就是还没参保的"),
        new("receiving", "在领待遇名单", Comparing.Outcome.Both, "mark", "两边都有的，可以记上这项待遇"),
        new("dead", "死亡人口名单", Comparing.Outcome.Both, "deaths", "两边都有的，报成疑似去世，由人核实；不会自动停任何待遇"),
        new("other", "其他名单", Comparing.Outcome.Here, "todos", ""),
    ];
}

/// <summary>What somebody says of a list before it is compared: what it is, where it came from, of when, why and by which permission (W10).</summary>
/// <param name="By">living, registered, or either: whose people they are that it is compared with.</param>
/// <param name="Here">The condition, as JSON; everybody where it is left out.</param>
public sealed record ComparisonDraft(string? Title, string? Kind, string? Source, string? DataDay, string? Purpose, string? Permission, string? By, JsonElement? Here);

/// <summary>One comparison: its head stays when the list is swept.</summary>
public sealed record Comparison
{
    public long Id { get; init; }
    public string DivisionCode { get; init; } = "";
    public long StaffId { get; init; }
    public string Actor { get; init; } = "";
    public string Kind { get; init; } = "";
    public string Title { get; init; } = "";
    public string Source { get; init; } = "";
    public string DataDay { get; init; } = "";
    public string Purpose { get; init; } = "";
    public string Permission { get; init; } = "";
    public string HereText { get; init; } = "";
    public string FileName { get; init; } = "";
    public string ColumnsJson { get; init; } = "[]";
    public int Listed { get; init; }
    public int Skipped { get; init; }
    public long CreatedAt { get; init; }
    public long? EndedAt { get; init; }
    public string KeepUntil { get; init; } = "";
    public long? SweptAt { get; init; }

    public string KindText => ListKind.All.FirstOrDefault(k => k.Code == Kind)?.Label ?? Kind;
    internal string Job => JobOf(Id);

    public static string JobOf(long id) => "comparison:" + id;
    public Scope Scope => new(DivisionCode);
}

/// <summary>Reads what "here" means: a question like all others, and from which side people belong here.</summary>
public sealed class HereReader(QuestionReader questions)
{
    static readonly Dictionary<string, (string Text, string Where)> sides = new()
    {
        ["living"] = ("住在这里的", "p.living_grid >= {0} AND p.living_grid < {1} AND p.status NOT IN ('3', '5')"),
        ["registered"] = ("户口在这里的", "p.registered_community >= {0} AND p.registered_community < {1} AND p.status NOT IN ('3', '4')"),
        ["either"] = ("住在这里或户口在这里的",
            "(p.living_grid >= {0} AND p.living_grid < {1} OR p.registered_community >= {0} AND p.registered_community < {1}) AND p.status <> '3'"),
    };

    public sealed record Asked(Condition? Condition, string Text, string Where);

    public Asked Read(ComparisonDraft draft, Asking asking)
    {
        if (!sides.TryGetValue(draft.By ?? "either", out var side)) throw new Refusal("bad_side", "请选按居住地还是按户籍。");
        return questions.Read(draft.Here, null, asking).Condition is { } condition
            ? new(condition, $"{side.Text}，{questions.AsWritten(draft.Here)!.Sentence()}", side.Where)
            : new(null, side.Text + "所有人", side.Where);
    }
}

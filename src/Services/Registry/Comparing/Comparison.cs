using System.Text.Json;
using OneTable.Services.Dictionary;
using OneTable.Services.Divisions;

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

/// <summary>Reads what "here" means, and keeps out of it what the reader may not ask about.</summary>
public sealed class HereReader(FieldCatalog fields)
{
    const int NodesMax = 200;
    static readonly Dictionary<string, (string Text, string Where)> sides = new()
    {
        ["living"] = ("住在这里的", "p.living_grid >= {0} AND p.living_grid < {1} AND p.status NOT IN ('3', '5')"),
        ["registered"] = ("户口在这里的", "p.registered_community >= {0} AND p.registered_community < {1} AND p.status NOT IN ('3', '4')"),
        ["either"] = ("住在这里或户口在这里的",
            "(p.living_grid >= {0} AND p.living_grid < {1} OR p.registered_community >= {0} AND p.registered_community < {1}) AND p.status <> '3'"),
    };

    public sealed record Asked(Condition? Condition, string Text, string Where);

    public Asked Read(ComparisonDraft draft, Reader reader)
    {
        if (!sides.TryGetValue(draft.By ?? "either", out var side)) throw new Refusal("bad_side", "请选按居住地还是按户籍。");
        if (draft.Here is not { ValueKind: JsonValueKind.Object } json) return new(null, side.Text + "所有人", side.Where);
        var nodes = 0;
        var condition = new ConditionReader(fields, "比对范围").Read(Plain(json, ref nodes));
        if (condition.Leaves.FirstOrDefault(l => !FieldRights.MayAsk(reader, l.Field)) is { } hidden)
            throw new Refusal("field_hidden", hidden.Field.IsRestricted ? "重点人群不进自由查询。" : $"「{hidden.Field.Label}」您的岗位看不到，不能用来比对。");
        return new(condition, $"{side.Text}，{condition.Sentence()}", side.Where);
    }

    static object? Plain(JsonElement json, ref int nodes)
    {
        if (++nodes > NodesMax) throw new Refusal("too_long", "条件太多了，请分几次比对。");
        switch (json.ValueKind)
        {
            case JsonValueKind.Object:
                var map = new Dictionary<object, object>();
                foreach (var property in json.EnumerateObject()) map[property.Name] = Plain(property.Value, ref nodes)!;
                return map;
            case JsonValueKind.Array:
                var list = new List<object>();
                foreach (var item in json.EnumerateArray()) list.Add(Plain(item, ref nodes)!);
                return list;
            case JsonValueKind.True: return "true";
            case JsonValueKind.False: return "false";
            default: return json.ToString();
        }
    }
}

using System.Text.Json;
using OneTable.Services.Dictionary;
using OneTable.Services.Divisions;

namespace OneTable.Services.Registry.Questions;

/// <summary>Who is asked for: a condition (null: everybody), in these divisions.</summary>
public sealed record Question(Condition? Condition, IReadOnlyList<Scope> Places);

/// <summary>Who asks: the division bounds whom they see, post and lines which fields.</summary>
public sealed record Asking(Scope Scope, Reader Reader);

/// <summary>Reads questions as the console sends them, and keeps what may not be asked out of all of them.</summary>
public sealed class QuestionReader(FieldCatalog fields, DivisionTree divisions)
{
    const int PlacesMax = 50, NodesMax = 2_000, LeavesMax = 500;

    /// <param name="condition">As <see cref="ConditionReader"/> reads it, in JSON.</param>
    public Question Read(JsonElement? condition, IReadOnlyList<string>? places, Asking asking) =>
        new(AsWritten(condition) is { } c ? Checked(fields.Tags.Expand(c), asking) : null, Scopes(places, asking.Scope));

    /// <summary>With tags as they were named, for chips.</summary>
    public Condition? AsWritten(JsonElement? condition)
    {
        if (condition is not { ValueKind: not (JsonValueKind.Null or JsonValueKind.Undefined) } json) return null;
        var nodes = 0;
        return new ConditionReader(fields, "条件").ReadAsWritten(Plain(json, ref nodes));
    }

    /// <summary>F07: nobody asks about 重点人群 here, whatever their post; other fields go by the post.</summary>
    public static string? Why(Condition condition, Reader reader)
    {
        foreach (var field in condition.Fields)
        {
            if (field.IsRestricted) return "重点人群不进自由查询。";
            if (!FieldRights.MayAsk(reader, field)) return $"「{field.Label}」您的岗位看不到，不能用来查。";
        }
        return null;
    }

    /// <summary>What a builder of conditions offers.</summary>
    public static bool IsOffered(Field field, Reader reader) =>
        field is { IsKept: true, IsKey: false } && field.Subject == Subject.Person && FieldRights.MayAsk(reader, field);

    static Condition Checked(Condition condition, Asking asking)
    {
        if (condition.Leaves.Take(LeavesMax + 1).Count() > LeavesMax) throw new Refusal("too_long", "条件太多了，请分几次查。");
        return Why(condition, asking.Reader) is { } why ? throw new Refusal("field_hidden", why) : condition;
    }

    List<Scope> Scopes(IReadOnlyList<string>? places, Scope scope)
    {
        if (places is not { Count: > 0 }) return [scope];
        if (places.Count > PlacesMax) throw new Refusal("too_long", $"一次最多选 {PlacesMax} 个区划。");
        var found = places.Distinct().Select(code => scope.Contains(code) && divisions.Find(code) is not null
            ? new Scope(code) : throw new Refusal("not_found", "没有找到这个区划。")).ToList();
        return [.. found.Where(one => !found.Any(other => other.Code != one.Code && other.Contains(one.Code)))];
    }

    static object? Plain(JsonElement json, ref int nodes)
    {
        if (++nodes > NodesMax) throw new Refusal("too_long", "条件太多了，请分几次查。");
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
            case JsonValueKind.Null: return null;
            case JsonValueKind.True: return "true";
            case JsonValueKind.False: return "false";
            default: return json.ToString();
        }
    }
}

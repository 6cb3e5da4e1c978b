using OneTable.Services.Dictionary;
using OneTable.Services.Divisions;
using static OneTable.Services.Dictionary.Condition;

namespace OneTable.Services.Registry.Columns;

/// <summary>Values between two bounds, in the order of the field; an end that is null is open.</summary>
readonly record struct ValueRange(string? From, string? To, bool FromInside = true, bool ToInside = true)
{
    public static ValueRange Of(Scope scope) => new(scope.From, scope.To, ToInside: false);

    /// <summary>The values that answer a question with yes; as <see cref="ConditionSql"/> asks it.</summary>
    public static IEnumerable<ValueRange> Of(Leaf leaf, DateOnly on)
    {
        if (ConditionDays.Of(leaf, on) is { } days) return days.Select(d => new ValueRange(d.After, d.Until, FromInside: false));
        var values = leaf.Values;
        return leaf.Op switch
        {
            ConditionOp.In when leaf.Field.IsPlace => values.Select(code => Of(new Scope(code))),
            ConditionOp.In => values.Select(v => new ValueRange(v, v)),
            ConditionOp.AtLeast => [new(values[0], null)],
            ConditionOp.Above => [new(values[0], null, FromInside: false)],
            ConditionOp.AtMost => [new(null, values[0])],
            ConditionOp.Below => [new(null, values[0], ToInside: false)],
            ConditionOp.Between => [new(values[0], values[1])],
            _ => throw new InvalidOperationException($"{leaf.Op} is not about a value."),
        };
    }
}

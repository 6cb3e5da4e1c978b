using System.Globalization;

namespace OneTable.Services.Dictionary;

/// <summary>What a limit is from a day on.</summary>
/// <param name="Value">As the fields compared with it are kept: fen, or a whole number.</param>
public sealed record LimitValue(DateOnly From, DateOnly? Until, long Value)
{
    public bool IsValidOn(DateOnly day) => From <= day && (Until is null || day <= Until);
}

/// <summary>A dated figure of the law that facts are compared with: 低保标准. A day without a value is a day on which nobody can tell.</summary>
/// <param name="Times">低保标准的1.5倍.</param>
public sealed record Limit(string Name, bool IsMoney, IReadOnlyList<LimitValue> Values, decimal Times = 1)
{
    public long? On(DateOnly day) => Values.FirstOrDefault(v => v.IsValidOn(day)) is { } valid ? (long)(valid.Value * Times) : null;

    /// <summary>As a condition keeps its values.</summary>
    internal IReadOnlyList<string> ValuesOn(DateOnly day) => On(day) is { } value ? [value.ToString(CultureInfo.InvariantCulture)] : [];

    public string Words => Times == 1 ? Name : $"{Name}的{Times:0.##}倍";
}

using OneTable.Services.Data;
using OneTable.Services.Dictionary;

namespace OneTable.Services.Registry;

/// <summary>Kept values as people read them, compare them and write them again.</summary>
public sealed partial class Ledger
{
    static bool IsMasked(Field field, string? value) => field.IsSealed && value is not (null or ['?', _]);

    /// <summary>A kept value as people read it: codes by their labels, sealed ones masked, reasons in brackets.</summary>
    internal string? Shown(Field field, string? value) => value switch
    {
        null => null,
        ['?', var reason] => $"（{fields.Label("不详原因", reason.ToString())}）",
        _ when field.IsSealed => FieldRights.Mask(field, seal.Open(value)!),
        _ when field.Type == FieldType.Division => tree.FullName(value) is { Length: > 0 } name ? name : value,
        _ => string.Join('、', (field.IsTags ? value.Split(',') : [value]).Select(v => FieldText.Of(field, v))),
    };

    /// <summary>A kept value without its seal, as a write takes it.</summary>
    internal string? Plain(Field field, string? value) => IsMasked(field, value) ? seal.Open(value) : value;

    /// <summary>A plain value as the registry keeps it: phones as digits, numbers of GB 11643 widened and checked, sealed.</summary>
    internal string? AsKept(Field field, string? value) =>
        new Facts(field.Subject, new Dictionary<string, string?> { [field.Label] = value }, fields, seal, "99").Ledger[field.Label];

    /// <summary>Two seals of one value look different: what they hold is compared.</summary>
    internal bool Differs(Field field, string? old, string? now) => IsMasked(field, old) && IsMasked(field, now) ? seal.Open(old) != seal.Open(now) : old != now;

    /// <summary>What is known of a field in people's words; null where nothing is.</summary>
    internal string? TextOf(Tx tx, long id, string label) =>
        fields.Find(label) is { } field && Kept(tx, field, id) is { } kept and not ['?', _] ? Shown(field, kept) : null;
}

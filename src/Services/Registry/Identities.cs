using OneTable.Services.Data;
using OneTable.Services.Dictionary;
using OneTable.Services.Divisions;

namespace OneTable.Services.Registry;

/// <summary>Numbers that are one's own: an identity number is one person's, a credit code one organisation's.</summary>
public sealed class Identities(Seal seal, DivisionTree tree)
{
    /// <summary>Whose number this already is; null where nobody else has it.</summary>
    public Whereabouts? HolderOf(Tx tx, string? number, long? besides) => number is null ? null : tx.First<Whereabouts>("""
        SELECT id AS Id, name AS Name, living_grid AS LivingGrid, registered_community AS RegisteredCommunity
        FROM people WHERE document_hash = @hash AND id <> @besides ORDER BY id LIMIT 1
        """, new { hash = seal.Hash(number), besides = besides ?? 0 });

    internal string HomeOf(Whereabouts person) =>
        (tree.Community(person.LivingGrid) ?? tree.Community(person.RegisteredCommunity))?.Name ?? "住处不详";

    /// <summary>Two with one number are one, or one number is wrong: the second write is told whose it is.</summary>
    internal void MustBeOne(Tx tx, long? id, Facts facts)
    {
        var (number, code) = (facts.Plain.GetValueOrDefault(Facts.Document), facts.Plain.GetValueOrDefault(Facts.CreditCode));
        if (number is null && code is null) return;
        tx.Value<long>("SELECT number FROM clock WHERE id = 1" + tx.ForUpdate); // two that look at the same time would both write
        if (HolderOf(tx, number, id) is { } holder)
            throw new Refusal("same_identity", $"这个证件号已经登记给{Mask.Name(holder.Name)}（{HomeOf(holder)}）。是同一个人就合并。");
        if (code is not null && tx.First<Firm>("SELECT name AS Name, grid_code AS GridCode FROM organisations WHERE credit_code = @code AND id <> @id LIMIT 1",
            new { code, id = id ?? 0 }) is { } firm)
            throw new Refusal("same_credit_code", $"这个信用代码已经登记给{firm.Name}（{tree.Community(firm.GridCode)?.Name}）。");
    }

    sealed record Firm(string Name, string GridCode);

    internal static string? AsDocument(string? value) => value is null or ['?', _] ? null : IdentityNumber.Parse(value)?.Value ?? value.ToUpperInvariant();
}

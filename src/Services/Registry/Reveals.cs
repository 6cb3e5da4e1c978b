using System.Diagnostics.Metrics;
using OneTable.Services.Data;
using OneTable.Services.Dictionary;
using OneTable.Services.Divisions;

namespace OneTable.Services.Registry;

/// <summary>Whole numbers, shown or dialled for a purpose and logged (F08).</summary>
public sealed class Reveals(Seal seal, FieldCatalog fields, TimeProvider time)
{
    /// <summary>F08: the four buttons.</summary>
    public static readonly IReadOnlyList<string> Purposes = ["打电话联系", "上门走访", "核对材料", "应急处置"];

    /// <summary>More than anybody needs in a day's work; who wants to copy the registry needs many more.</summary>
    public const int PerDay = 100;

    static readonly Counter<long> counter = new Meter("OneTable.Registry").CreateCounter<long>("onetable.reveals", description: "Whole numbers that staff asked to see or to call");

    /// <summary>The number of a resident of the own division, to be dialled and never shown; logged as a call.</summary>
    public string? Call(Tx tx, Scope scope, long staffId, long person) => Of(tx, scope, staffId, Subject.Person, person, Facts.Phone, Purposes[0]);

    /// <summary>The whole value of a sealed field, logged with who asked and for what; null where there is nothing, or nobody.</summary>
    public string? Of(Tx tx, Scope scope, long staffId, Subject subject, long id, string label, string purpose)
    {
        tx.Value<long?>("SELECT id FROM staff WHERE id = @p0" + tx.ForUpdate, staffId); // in turn, or many at once would all find the count too small
        if (!Purposes.Contains(purpose)) throw new Refusal("unknown_purpose", "请选择查看的用途");
        if (fields.Find(label) is not { IsSealed: true } field || field.Label != label || field.Subject != subject)
            throw new Refusal("unknown_field", $"“{label}”不需要这样查看");
        var from = subject.From(field.SpecialTable is { } table ? [table] : []);
        var box = tx.Count<string?>($"SELECT {field.Sql} FROM {from} WHERE p.id = @id AND {Seen.Of(subject)}", new { id, scope.From, scope.To });
        if (box is null) return null;
        var today = tx.Value<int>("SELECT COUNT(*) FROM reveals WHERE staff_id = @p0 AND at >= @p1", staffId, BeijingTime.UnixMs(time.Today(), TimeOnly.MinValue));
        counter.Add(1, new KeyValuePair<string, object?>("outcome", today < PerDay ? "shown" : "refused"));
        if (today >= PerDay) throw new Refusal("too_many_reveals", "今天看号码的次数用完了，急用请找书记。");
        tx.Run("INSERT INTO reveals (id, staff_id, kind, subject_id, field, purpose, at) VALUES (@p0, @p1, @p2, @p3, @p4, @p5, @p6)",
            tx.NextId(), staffId, subject.Kind, id, label, purpose, tx.Now);
        return seal.Open(box);
    }
}

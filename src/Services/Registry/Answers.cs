using OneTable.Services.Data;
using OneTable.Services.Dictionary;
using OneTable.Services.Staff;

namespace OneTable.Services.Registry;

/// <summary>Takes what somebody said who had the old values before their eyes: on a form, at the door.</summary>
public sealed class Answers(FieldCatalog fields, Subjects subjects, Ownership ownership)
{
    const string PhoneOwner = "电话归属";

    /// <summary>What one looked at and may decide about is written. Anything else fills blanks, or becomes a conflict.</summary>
    /// <param name="said">Label → plain value; only fields the registry keeps.</param>
    /// <param name="openedAt">What was written later than this, they have not seen.</param>
    public Proposed Take(Tx tx, StaffMember me, Subject subject, Whereabouts whose, IReadOnlyDictionary<string, string?> said, long openedAt, Origin origin)
    {
        var (written, proposed) = (new Dictionary<string, string?>(), new Dictionary<string, string?>());
        foreach (var (label, value) in said)
        {
            var field = fields.Find(label)!;
            var looked = !field.IsSealed && ownership.Owns(me, field, whose) && !(Ledger.LastSaid(tx, field, whose.Id) is { } last && last.At > openedAt);
            if (looked && label is not (Facts.Name or Facts.Document)) written[label] = value;
            else if (value is not null) proposed[label] = value;
            if (label == Facts.Phone && value is [not '?', ..]) proposed.TryAdd(PhoneOwner, fields.Find(PhoneOwner)!.CodeSet!.CodeOf("本人"));
        }
        if (written.Count > 0) subjects.Write(tx, subject, whose.Id, written, origin);
        var done = proposed.Count == 0 ? default : subjects.Propose(tx, subject, whose.Id, proposed, origin);
        return new(written.Count + done.Written, done.Conflicts);
    }
}

using OneTable.Services.Data;
using OneTable.Services.Dictionary;
using OneTable.Services.Divisions;
using OneTable.Services.Staff;

namespace OneTable.Services.Registry;

/// <summary>Where somebody lives and is registered, as far as it is known; of what is no person, where it lies.</summary>
public sealed record Whereabouts(long Id, string Name, string? LivingGrid, string? RegisteredCommunity);

/// <summary>
/// F04: the community of registration owns what is written in the household register, the community of residence what is seen
/// at the door and how to reach somebody. The rest belongs to both.
/// </summary>
public sealed class Ownership(DivisionTree tree, FieldCatalog fields)
{
    const string Registration = "户籍";
    static readonly HashSet<string> residence = ["居住", "联系方式"];

    /// <summary>The subject, where this worker sees it; of what is no person the grid is where it lies. A refusal where there is none.</summary>
    public static Whereabouts Require(Tx tx, StaffMember me, Subject subject, long id) => subject == Subject.Person ? Require(tx, me, id)
        : tx.First<Lying>($"SELECT p.id AS Id, {subject.Name} AS Name, p.grid_code AS Grid FROM {subject.Table} p WHERE p.id = @id AND {Seen.Of(subject)}",
            new { id, me.Scope.From, me.Scope.To }) is { } found ? new(found.Id, found.Name, found.Grid, null)
        : throw new Refusal("not_found", $"没有这个{subject.Word}，或不在您的辖区。");

    sealed record Lying(long Id, string Name, string Grid);

    /// <summary>A person whom this worker sees; a refusal where there is none.</summary>
    public static Whereabouts Require(Tx tx, StaffMember me, long id) => Find(tx, me.Scope, id) ?? throw new Refusal("not_found", "没有这个人，或不在您的辖区。");

    public static Whereabouts? Find(Tx tx, Scope scope, long id) => tx.First<Whereabouts>($"""
        SELECT p.id AS Id, p.name AS Name, p.living_grid AS LivingGrid, p.registered_community AS RegisteredCommunity
        FROM people p WHERE p.id = @id AND {Seen.PersonOrMoving}
        """, new { id, scope.From, scope.To });

    /// <summary>The community that decides about a field of this person; null where nobody in particular does.</summary>
    public Division? OwnerOf(Field field, Whereabouts person) =>
        field.Group == Registration ? tree.Community(person.RegisteredCommunity)
        : residence.Contains(field.Group) ? tree.Community(person.LivingGrid) : null;

    /// <summary>人户分离 in a sentence; null where both are one community or one is not known.</summary>
    public string? Apart(Whereabouts person) => (tree.Community(person.RegisteredCommunity), tree.Community(person.LivingGrid)) is ({ } register, { } home) && register.Code != home.Code
        ? $"户在{register.Name}，人在{home.Name}" : null;

    public bool Owns(StaffMember me, Field field, Whereabouts person) => Owns(me, OwnerOf(field, person));

    /// <summary>Whoever works for the community, in it or above it; for everybody where there is none.</summary>
    public bool Owns(StaffMember me, Division? owner) =>
        owner is null || me.Scope.Contains(owner.Code) || tree.Community(me.DivisionCode)?.Code == owner.Code;

    /// <summary>A field of the subject that may be written by hand and that this post may read, by its own label.</summary>
    public Field Writable(StaffMember me, Subject subject, string? label)
    {
        if (fields.Find(label ?? "") is not { IsWritten: true, IsKey: false } field || field.Subject != subject || field.Label != label || !field.IsVisibleTo(me.Reader))
            throw new Refusal("unknown_field", $"“{label}”不能在这里改。");
        return field;
    }

    /// <summary>What a worker says was seen at the door; anybody else speaks for the community.</summary>
    public static string SourceOf(StaffMember me) => me.IsGridWorker || me.Post == Posts.GridLead ? "走访" : "社区";
}

using OneTable.Services.Dictionary;
using OneTable.Services.Divisions;

namespace OneTable.Services.Registry;

/// <summary>
/// The one place that says in SQL what a division sees; @From and @To are those of its <see cref="Divisions.Scope"/>.
/// People are seen from where they live and from where they are registered (F04).
/// </summary>
public static class Seen
{
    /// <summary>For a query that calls the people table p.</summary>
    public const string Person =
        "(p.living_grid >= @From AND p.living_grid < @To OR p.registered_community >= @From AND p.registered_community < @To)";

    /// <summary>
    /// The same for a search that has an index of its own for what is searched: the plus keeps SQLite from walking the scope instead.
    /// </summary>
    public const string Found =
        "(+p.living_grid >= @From AND +p.living_grid < @To OR +p.registered_community >= @From AND +p.registered_community < @To)";

    /// <summary>Also whom another division is just handing over to this one: for one person at a time, not for lists.</summary>
    public const string PersonOrMoving = $"({Person} OR {Moving})";

    const string Moving = """
        EXISTS (SELECT 1 FROM moves m WHERE m.open_key = p.id AND m.to_code >= @From AND m.to_code < @To)
        """;

    /// <summary>For houses, organisations, addresses: whatever lies in a grid.</summary>
    public const string InGrid = "(grid_code >= @From AND grid_code < @To)";

    /// <summary>For a query that calls the subject's row p.</summary>
    public static string Of(Subject subject) => subject == Subject.Person ? Person
        : subject == Subject.Case ? "(p.division_code >= @From AND p.division_code < @To)" : "(p.grid_code >= @From AND p.grid_code < @To)";

    /// <summary>The division one works for, and all below it; nothing for a post that sees no residents.</summary>
    public static Scope By(Reader reader, string division) => FieldRights.SeesPeople(reader) ? new(division) : Scope.Nothing;
}

namespace OneTable.Services.Dictionary;

public enum FieldType { Text, Id, Code, Codes, Date, Age, Month, Int, Bool, Phone, Account, Address, Division, Area, Money, Datetime, Photos, Key }

/// <summary>Who may read a field (低, 中, 高, 极高).</summary>
public enum Sensitivity { Low = 1, Middle = 2, High = 3, Highest = 4 }

/// <summary>A field label (字段标签): one name for one column of the registry, its kind and who may read it.</summary>
/// <param name="Table">A table of the schema, tags (several values), derived (worked out), or null: not kept yet.</param>
/// <param name="AbsentMeansNo">No record means "none", not "nobody knows".</param>
public sealed record Field(
    string Label, Subject Subject, string Library, FieldType Type, CodeSet? CodeSet, Sensitivity Sensitivity,
    string? Table, string? Column, IReadOnlyList<string> Aliases, bool AbsentMeansNo)
{
    public const string Tags = "tags", Derived = "derived";

    /// <summary>Who is one of 重点人群 is known to few (F07).</summary>
    public const string Restricted = "重点人群";

    /// <summary>The heading it is read under.</summary>
    public string Group { get; init; } = "";

    /// <summary>The department whose word counts most when sources disagree.</summary>
    public string Owner { get; init; } = "";

    /// <summary>After so many days a value should be asked again; null: it stays.</summary>
    public int? ValidDays { get; init; }

    /// <summary>How it is asked at a door; null: from its label.</summary>
    public string? Ask { get; init; }

    /// <summary>Made from another field, and not written by itself: 年龄, 首次登记地.</summary>
    public bool ReadOnly { get; init; }

    /// <summary>Of those who are known to few, and asked about in no free query.</summary>
    public bool IsRestricted => Label == Restricted || Library == "key_groups";

    /// <summary>Its values begin with those of what they lie in: a division, an area.</summary>
    public bool IsPlace => Type is FieldType.Division or FieldType.Area;

    public bool IsKept => Table is not null;
    public bool IsTags => Table == Tags;
    public bool IsSealed => Column?.EndsWith("_sealed", StringComparison.Ordinal) == true;
    public bool IsWritten => IsKept && Table != Derived && !ReadOnly;

    /// <summary>Joins to another row; people read that row instead.</summary>
    public bool IsKey => Type == FieldType.Key;

    /// <summary>Sealed 高 is there for all, masked; of what else may not be read it is not even said whether there is a value.</summary>
    public bool IsVisibleTo(Reader reader) => IsSealed && Sensitivity < Sensitivity.Highest || FieldRights.ReadsInFull(reader, this);

    /// <summary>Kept in the base table of its subject.</summary>
    public bool IsBase => Table == Subject.Table;

    /// <summary>The special library to join to the subject, null when there is none to join.</summary>
    public string? SpecialTable => IsBase || Table is null or Tags or Derived ? null : Table;

    /// <summary>Its value in SQL over the subject's row p and the joined special libraries.</summary>
    public string Sql => Table switch
    {
        Derived => DerivedFields.Sql(Column!),
        _ when IsBase => "p." + Column,
        _ => Table + "." + Column,
    };
}

/// <summary>Fields that are worked out from other rows and kept nowhere.</summary>
static class DerivedFields
{
    public static string Sql(string name) => name switch
    {
        "head_name" => "(SELECT head.name FROM households h JOIN people head ON head.id = h.head_person_id WHERE h.id = p.registered_household_id)",
        "household_number" => "(SELECT h.number FROM households h WHERE h.id = p.registered_household_id)",
        "household_form" => "(SELECT h.form FROM households h WHERE h.id = p.registered_household_id)",
        "household_size" => """
            (SELECT NULLIF(COUNT(*), 0) FROM people m WHERE m.registered_household_id = p.registered_household_id AND m.status NOT IN ('3', '4'))
            """,
        "grid_worker" => """
            (SELECT s.name FROM staff s WHERE s.division_code = p.living_grid AND s.post IN ('10', '11') AND s.active = 1 ORDER BY s.post, s.id LIMIT 1)
            """,
        "grid_worker_here" => """
            (SELECT s.name FROM staff s WHERE s.division_code = p.grid_code AND s.post IN ('10', '11') AND s.active = 1 ORDER BY s.post, s.id LIMIT 1)
            """,
        "case_worker" => "(SELECT s.name FROM staff s WHERE s.id = p.staff_id)",
        "house_address" => "(SELECT a.text FROM addresses a WHERE a.id = p.address_id)",
        "house_people" => """
            (SELECT COUNT(*) FROM people m WHERE m.living_grid = p.grid_code AND m.living_address_id = p.address_id AND m.status NOT IN ('3', '5'))
            """,
        _ => throw new InvalidOperationException($"Nothing says how to derive {name}."),
    };
}

using OneTable.Services.Data;
using OneTable.Services.Dictionary;

namespace OneTable.Services.Scenarios.Vaccines;

/// <summary>One dose in two published schedules, each in months of age.</summary>
/// <param name="Settled">What the clinic decided where the two differ.</param>
public sealed record Dose(string Name, int? A, int? B, int? Settled)
{
    /// <summary>The month that may be told; null while the schedules differ and nobody has decided.</summary>
    public int? Month => Settled ?? (A == B ? A : null);
}

/// <summary>What a child is to be given next.</summary>
/// <param name="Overdue">Its day has passed and nobody wrote it down as given.</param>
/// <param name="Undecided">Doses that one schedule names by then and the other does not: the clinic says.</param>
public sealed record NextDoses(DateOnly Day, IReadOnlyList<string> Doses, bool Overdue, IReadOnlyList<string> Undecided);

/// <summary>
/// Which doses are due at which age (doses.yaml). Where the two schedules differ nothing is told: a person decides.
/// </summary>
public sealed class VaccineSchedule(FieldCatalog fields)
{
    public const string GivenField = "已种疫苗";
    const string Kind = "vaccines", Name = "doses";

    sealed class DoseFile
    {
        public List<DoseLine> Doses { get; set; } = [];
    }

    sealed class DoseLine
    {
        public string Dose { get; set; } = "";
        public int? A { get; set; }
        public int? B { get; set; }
        public int? Settled { get; set; }
    }

    public static IReadOnlyList<Dose> All(Tx tx) => Contents.Find(tx, Kind, Name) is not { } content ? []
        : [.. Yaml.ReadStrictly<DoseFile>(content.Body, content.File).Doses.Select(d => new Dose(d.Dose, d.A, d.B, d.Settled))];

    /// <summary>What to tell the parents of a child that reaches so many months; null where nothing is left to tell.</summary>
    public string? Due(Tx tx, SubjectValues child, int month)
    {
        var given = Given(child);
        return string.Join('、', All(tx).Where(d => d.Month == month && !given.Contains(d.Name)).Select(d => d.Name)) is { Length: > 0 } doses ? doses : null;
    }

    /// <summary>
    /// The answer to "which one is next, and when". Where it is not written down what was given, only what lies ahead is said:
    /// nobody is called late on a guess.
    /// </summary>
    public NextDoses? Next(Tx tx, SubjectValues child, DateOnly birth, DateOnly on)
    {
        var known = child[fields.Find(GivenField)!] is not null;
        var given = Given(child);
        var open = All(tx).Where(d => !given.Contains(d.Name)).ToList();
        var next = open.Where(d => d.Month is { } month && (known || birth.AddMonths(month) >= on)).GroupBy(d => d.Month!.Value).MinBy(g => g.Key);
        if (next is null) return null;
        var day = birth.AddMonths(next.Key);
        return new(day, [.. next.Select(d => d.Name)], day < on, [.. open.Where(d => d.Month is null && (d.A <= next.Key || d.B <= next.Key)).Select(d => d.Name)]);
    }

    HashSet<string> Given(SubjectValues child) => fields.Find(GivenField) is { CodeSet: { } set } field
        ? [.. (child[field] ?? []).Select(set.LabelOf)] : [];
}

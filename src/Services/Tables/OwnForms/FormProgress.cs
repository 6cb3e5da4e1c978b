using OneTable.Services.Data;
using OneTable.Services.Divisions;

namespace OneTable.Services.Tables.OwnForms;

/// <summary>How far one grid is.</summary>
/// <param name="Expected">Null where the worker picks whom.</param>
/// <param name="None">Said that there is nothing (零报告).</param>
public sealed record GridProgress(string Code, string Community, string Name, int? Expected, int Answered, bool None, bool Done, bool Late, long? LastAt);

/// <summary>Which grids have filled in a form.</summary>
public sealed class FormProgress(DivisionTree tree, FormMembers members, TimeProvider time)
{
    public IReadOnlyList<GridProgress> Of(Tx tx, OwnForm form, Scope scope)
    {
        var late = form.DueDay is { } due && string.CompareOrdinal(due, time.Today().Iso()) < 0;
        return [.. OwnForm.Within(tx, form.Id, scope).SelectMany(part => Of(tx, form, part, late)).DistinctBy(g => g.Code).OrderBy(g => g.Code, StringComparer.Ordinal)];
    }

    IEnumerable<GridProgress> Of(Tx tx, OwnForm form, Scope scope, bool late)
    {
        var asked = members.Of(tx, form, scope)?.ToLookup(m => m.Grid, m => m.Id);
        var answers = FormAnswer.Of(tx, form.Id, scope).Concat(tree.Community(scope.Code) is { } above && above.Code != scope.Code ? FormAnswer.Of(tx, form.Id, new(above.Code)).Where(a => a.GridCode == above.Code) : []).ToList();
        var nothing = answers.Where(a => a.IsNone).Select(a => a.GridCode).ToHashSet();
        foreach (var grid in tree.Within(scope).Where(d => d.Level == Division.Grid))
        {
            var here = answers.Where(a => !a.IsNone && a.GridCode == grid.Code).ToList();
            var (expected, none) = (asked?[grid.Code].Count(), nothing.Any(code => grid.Code.StartsWith(code, StringComparison.Ordinal)));
            var answered = asked is null ? here.Count : here.Select(a => a.SubjectId).OfType<long>().Intersect(asked[grid.Code]).Count();
            var done = none || (expected is { } all ? answered >= all : here.Count > 0);
            yield return new(grid.Code, tree.Find(grid.ParentCode)?.Name ?? "", grid.Name, expected, answered, none, done, late && !done, here.FirstOrDefault()?.At);
        }
    }
}

using OneTable.Services.Dictionary;
using OneTable.Services.Divisions;

namespace OneTable.Services.Tables.Statistics;

/// <param name="Living">Who of it lives there.</param>
/// <param name="Registered">Who of it is registered there.</param>
sealed record RowRule(string Key, string Label, int Level, IReadOnlyList<string> Under, Condition Living, Condition Registered)
{
    public bool IsRest => Key.EndsWith(StatisticsRows.Rest, StringComparison.Ordinal);
}

/// <summary>
/// The rows of a table of counts. A division is the sum of its parts and of a rest, so that the sub-totals add up: who is registered in a
/// community is counted in the grid where they live, and who lives elsewhere in the rest.
/// </summary>
sealed class StatisticsRows(DivisionTree divisions, FieldCatalog fields)
{
    public const string Rest = "*";
    const string RestLabel = "住别处或没分网格";

    Field Living => fields.Find("现住网格")!;
    Field Registered => fields.Find("户籍社区")!;

    public IReadOnlyList<RowRule> Of(StatisticsTemplate template, Scope scope)
    {
        var division = divisions.Find(scope.Code) ?? throw new Refusal("not_found", "没有找到这个区划。");
        if (template.IsByDivision) return ByDivision(division);
        var whole = Whole(division, 0, []);
        return [whole, .. template.Bands.Select(b => whole with { Key = b.Label, Label = b.Label, Level = 1, Living = And(whole.Living, b.Condition), Registered = And(whole.Registered, b.Condition) })];
    }

    List<RowRule> ByDivision(Division top)
    {
        var rows = new List<RowRule>();
        Add(top, 0);
        return rows;

        void Add(Division division, int level)
        {
            // Of a district its streets and communities; grids would be hundreds of rows.
            var parts = top.Level == Division.District && division.Level == Division.Community ? [] : divisions.Children(division.Code);
            var whole = Whole(division, level, parts.Count == 0 ? [] : [.. parts.Select(p => p.Code), division.Code + Rest]);
            rows.Add(whole);
            foreach (var part in parts) Add(part, level + 1);
            if (parts.Count > 0) rows.Add(RestOf(division, level + 1, parts, whole));
        }
    }

    RowRule Whole(Division division, int level, IReadOnlyList<string> under) => new(division.Code, division.Name, level, under, In(Living, division.Code),
        division.Level == Division.Grid ? And(In(Registered, division.ParentCode!), In(Living, division.Code)) : In(Registered, division.Code));

    RowRule RestOf(Division division, int level, IReadOnlyList<Division> parts, RowRule whole)
    {
        var codes = parts.Select(p => p.Code).ToList();
        var notLiving = Outside(Living, codes);
        return new(division.Code + Rest, RestLabel, level, [], And(whole.Living, notLiving),
            And(whole.Registered, division.Level == Division.Community ? notLiving : Outside(Registered, codes)));
    }

    static Condition In(Field field, string code) => new Condition.Leaf(field, ConditionOp.In, [code]);

    static Condition Outside(Field field, IReadOnlyList<string> codes) => new Condition.Any(
        [new Condition.Leaf(field, ConditionOp.In, codes, Negated: true), new Condition.Leaf(field, ConditionOp.Filled, [], Negated: true)]);

    static Condition And(Condition first, Condition second) => StatisticsList.Both(first, second)!;
}

using System.Globalization;
using OneTable.Services.Data;
using static OneTable.Services.Dictionary.Condition;

namespace OneTable.Services.Dictionary;

/// <summary>
/// Compiles conditions into a query over a subject's rows, people where nothing else is said. WHERE finds exactly those for whom
/// the condition is true; who is unknown or false stays out. Every value is a parameter.
/// </summary>
public sealed class ConditionSql(DateOnly on, Subject? of = null)
{
    readonly Subject subject = of ?? Subject.Person;
    List<object> parameters = [];
    DateOnly day = on;
    readonly SortedSet<string> tables = [];
    readonly List<string> wheres = [];

    /// <summary>The values by the names the SQL gives them.</summary>
    public Dictionary<string, object> Arguments => parameters.Select((value, i) => (value, i)).ToDictionary(p => "p" + p.i, p => p.value);

    public ConditionSql Where(Condition condition)
    {
        wheres.Add(True(condition));
        return this;
    }

    /// <summary>Only those for whom it is false or unknown.</summary>
    public ConditionSql WhereNot(Condition condition)
    {
        wheres.Add($"{True(condition)} IS NOT TRUE");
        return this;
    }

    /// <summary>Asked as of another day.</summary>
    public ConditionSql Where(Condition condition, DateOnly day)
    {
        var today = this.day;
        this.day = day;
        Where(condition);
        this.day = today;
        return this;
    }

    /// <summary>A further part of WHERE written as SQL, with {0}, {1} … for its values.</summary>
    public ConditionSql Where(string sql, params object[] values)
    {
        wheres.Add(string.Format(CultureInfo.InvariantCulture, sql, [.. values.Select(Parameter)]));
        return this;
    }

    public string Select(string columns, string tail = "") =>
        $"SELECT {columns} FROM {subject.From(tables)} WHERE {string.Join(" AND ", wheres.DefaultIfEmpty("1 = 1"))} {tail}";

    /// <summary>What is true, and NULL or 0 else, for those for whom the condition is true.</summary>
    internal string True(Condition condition) => condition switch
    {
        All { Parts: [] } => "(1 = 1)",
        All all => "(" + string.Join(" AND ", all.Parts.Select(True)) + ")",
        Any { Parts: [] } => "(1 = 0)",
        Any any => "(" + string.Join(" OR ", any.Parts.Select(True)) + ")",
        Leaf leaf => True(leaf),
        Related related => True(related),
        _ => throw new InvalidOperationException(),
    };

    string True(Leaf leaf)
    {
        var field = leaf.Field;
        if (leaf.IsOpen(day)) return "(1 = 0)";
        Joined(field);
        if (!leaf.Negated) return Held(leaf);
        if (leaf.Than is { } than) return $"({Known(field)} AND {Known(Joined(than))} AND {Held(leaf)} IS NOT TRUE)";
        if (leaf.Op is ConditionOp.Known or ConditionOp.Filled or ConditionOp.OlderThanDaysOrEmpty) return $"NOT {Held(leaf)}";
        // Not held, and known: SQL says NULL for an unknown column by itself, but not for a tag that is not there.
        return field.IsTags ? $"(NOT {Held(leaf)} AND {Known(field)})" : $"(NOT {Held(leaf)} OR {None(field)})";
    }

    /// <summary>One of them meets it; negated: there is none who does not fail to. Inside of the innermost brackets p is the other.</summary>
    string True(Related related)
    {
        var relation = related.Relation;
        var other = new ConditionSql(day) { parameters = parameters };
        other.wheres.Add($"p.id = {relation.Other}");
        other.wheres.Add(related.Negated ? $"{other.True(related.Inner.Not())} IS NOT TRUE" : other.True(related.Inner));
        return $"{(related.Negated ? "NOT " : "")}EXISTS (SELECT 1 FROM {relation.From} WHERE {relation.Own} = p.id AND {relation.Where} "
            + $"AND {relation.Counts(day, Parameter)} AND EXISTS ({other.Select("1")}))";
    }

    Field Joined(Field field)
    {
        if (field.SpecialTable is { } table) tables.Add(table);
        return field;
    }

    string Held(Leaf leaf)
    {
        leaf = leaf.On(day);
        var field = leaf.Field;
        var column = field.IsTags ? "" : field.Sql;
        if (ConditionDays.Of(leaf, day) is { } ranges)
        {
            var within = string.Join(" OR ", ranges.Select(r => Within(field, column, r)));
            return leaf.Op == ConditionOp.OlderThanDaysOrEmpty ? $"({within} OR {column} IS NULL)" : $"({within})";
        }
        return leaf.Op switch
        {
            ConditionOp.Known => Known(field),
            ConditionOp.Filled => Filled(field),
            ConditionOp.In when field.IsTags => Tagged(field, leaf.Values),
            ConditionOp.In when field.IsPlace => "(" + string.Join(" OR ",
                leaf.Values.Select(v => Within(column, v))) + ")",
            ConditionOp.In => $"({column} IN ({List(field, leaf.Values)}))",
            // INSTR tells letters apart as this program does, on both engines; LIKE does not.
            ConditionOp.Contains => $"(INSTR({column}, {Parameter(field, leaf.Values[0])}) > 0)",
            ConditionOp.Begins => $"(INSTR({column}, {Parameter(field, leaf.Values[0])}) = 1)",
            ConditionOp.Between => $"({column} BETWEEN {Parameter(field, leaf.Values[0])} AND {Parameter(field, leaf.Values[1])})",
            _ => $"({column} {Sign(leaf.Op)} {(leaf.Than is { } than ? Joined(than).Sql : Parameter(field, leaf.Values[0]))})",
        };
    }

    string Within(Field field, string column, DayRange range)
    {
        // An instant lies on the day it has in Beijing.
        object End(string day) => field.Type == FieldType.Datetime ? BeijingTime.UnixMs(BeijingTime.Day(day).AddDays(1), TimeOnly.MinValue) - 1 : day;
        var after = range.After is { } a ? $"{column} > {Parameter(End(a))}" : null;
        var until = range.Until is { } u ? $"{column} <= {Parameter(End(u))}" : null;
        return after is null || until is null ? after ?? until! : $"({after} AND {until})";
    }

    string Tagged(Field field, IReadOnlyList<string>? codes) =>
        $"EXISTS (SELECT 1 FROM tags t WHERE t.kind = '{subject.Kind}' AND t.subject_id = p.id AND t.field = {Parameter(field.Label)}"
        + (codes is null ? ")" : $" AND t.code IN ({List(field, codes)}))");

    string Filled(Field field) => field.IsTags ? Tagged(field, null) : $"({field.Sql} IS NOT NULL)";

    string Known(Field field) => field.AbsentMeansNo ? "(1 = 1)" : $"({Filled(field)} OR {None(field)})";

    /// <summary>Known to have none: said so, or nothing kept of a field where that means no.</summary>
    string None(Field field)
    {
        if (field.AbsentMeansNo) return $"(NOT {Filled(field)})";
        return $"""
            (NOT {Filled(field)} AND EXISTS (SELECT 1 FROM absences n
              WHERE n.kind = '{subject.Kind}' AND n.subject_id = p.id AND n.field = {Parameter(field.Label)} AND n.reason = '{SubjectValues.HasNone}'))
            """;
    }

    string List(Field field, IReadOnlyList<string> values) => string.Join(", ", values.Select(v => Parameter(field, v)));

    /// <summary>Numbers go as numbers, or an engine would compare them as text.</summary>
    string Parameter(Field field, string value) =>
        Parameter(field.Type is FieldType.Int or FieldType.Bool or FieldType.Money ? long.Parse(value, CultureInfo.InvariantCulture) : value);

    /// <summary>That the column lies in a division, for parts of a query that are no condition.</summary>
    public string Within(string column, string division) => $"({column} >= {Parameter(division)} AND {column} < {Parameter(division + ":")})";

    public string Parameter(object value)
    {
        parameters.Add(value);
        return "@p" + (parameters.Count - 1);
    }

    static string Sign(ConditionOp op) => op switch
    {
        ConditionOp.AtLeast => ">=",
        ConditionOp.Above => ">",
        ConditionOp.AtMost => "<=",
        ConditionOp.Below => "<",
        _ => throw new InvalidOperationException($"{op} has no sign."),
    };
}

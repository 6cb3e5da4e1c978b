using OneTable.Services.Data;
using OneTable.Services.Dictionary;
using OneTable.Services.Divisions;
using OneTable.Services.Staff;
using OneTable.Services.Tables;
using OneTable.Services.Tables.Tracing;

namespace OneTable.Services.Registry.Questions;

/// <summary>The people of a question as a workbook, with the columns that were ticked; masked and noted down like every table.</summary>
public sealed class QuestionTable(Database db, TraceLog traces, FieldCatalog fields, DivisionTree divisions, Questions questions, Seal seal)
{
    public const int ColumnsMax = 60;
    const int NameMax = 40;

    public TableSheet Make(Question question, Scope scope, string? name, IReadOnlyList<string>? columns, StaffMember viewer)
    {
        if (columns is not { Count: > 0 and <= ColumnsMax }) throw new Refusal("bad_columns", $"请勾选 1 到 {ColumnsMax} 列。");
        var template = new TableTemplate(new() { Name = Name(name), Furniture = ["填报单位（盖章）", "填表人", "审核人", "填报日期"] },
            Subject.Person, question.Condition ?? Condition.Everything, [new(TableTemplate.RunningNumber, null, false), .. columns.Distinct().Select(Column)], []);
        var rows = new TableRows(template, scope, db.Time.Today(), divisions, seal, _ => questions.Ids(question));
        return new(db, traces, TraceKind.Question, rows, viewer, divisions.FullName(scope.Code), divisions.Community(scope.Code)?.Phone);

        TableColumn Column(string label) => fields.Find(label) is { } field && field.Label == label && IsColumn(field)
            ? new(label, field, false) : throw new Refusal("unknown_field", $"没有“{label}”这一列。");
    }

    /// <summary>F07: 重点人群 is in no free query, and in no table made from one.</summary>
    public static bool IsColumn(Field field) => field is { IsKept: true, IsKey: false, IsRestricted: false } && field.Subject == Subject.Person;

    static string Name(string? name) => name?.Trim() is { Length: > 0 } given
        ? given.Length <= NameMax && given.IndexOfAny(['/', '\\', ':', '*', '?', '"', '<', '>', '|', '[', ']', '\'']) < 0 && !given.Any(char.IsControl)
            ? given : throw new Refusal("bad_name", $"表名要在 {NameMax} 个字以内，不带 / : * ? 这些符号。")
        : "查询结果";
}

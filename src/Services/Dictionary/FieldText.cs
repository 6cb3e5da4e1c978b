using OneTable.Services.Data;

namespace OneTable.Services.Dictionary;

/// <summary>How a kept value is written for people.</summary>
public static class FieldText
{
    public static string Of(Field field, string value) => field.Type switch
    {
        FieldType.Code or FieldType.Codes => field.CodeSet?.LabelOf(value) ?? value,
        FieldType.Bool => value == "1" ? "是" : "否",
        FieldType.Area => Areas.Name(value) ?? value,
        FieldType.Money when long.TryParse(value, out var fen) => $"{fen / 100m:0.00}元",
        FieldType.Datetime when long.TryParse(value, out var at) => BeijingTime.Of(at).ToString("yyyy-MM-dd HH:mm"),
        _ => value,
    };

    /// <summary>A person's field in words; an age on the given day; a sealed value only as being there.</summary>
    public static string Show(Field field, SubjectValues person, DateOnly on) => person[field] switch
    {
        null => "不详",
        [] => "无",
        _ when field.IsSealed => "已登记",
        [var day] when field.Type == FieldType.Age && person.AgeIsReckoned => $"{Age.On(BeijingTime.Day(day), on)}岁（按填报年龄推算）",
        [var day] when field.Type == FieldType.Age => $"{Age.On(BeijingTime.Day(day), on)}岁（{day}）",
        var values => string.Join("、", values.Select(v => Of(field, v))),
    };
}

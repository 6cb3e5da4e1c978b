using System.Globalization;
using OneTable.Services.Data;
using OneTable.Services.Dictionary;
using OneTable.Services.Divisions;
using OneTable.Services.Tables.OwnForms;

namespace OneTable.Services.Tables.Events;

/// <summary>The rows of an event's merged table: every answer of its forms, each value in the column of its name.</summary>
static class EventRows
{
    const string Place = "发生地点", Head = "户主", Photos = "照片";

    /// <summary>Those of the newest event that is open, else of the newest.</summary>
    public static IReadOnlyList<long> OfNewest(Tx tx, Scope scope) => TableEvent.List(tx, scope) is [var newest, ..] ? Ids(tx, newest.Id, scope) : [];

    /// <summary>By grid, in the order they came.</summary>
    public static IReadOnlyList<long> Ids(Tx tx, long eventId, Scope scope) => [.. tx.Query<long>("""
        SELECT a.id FROM own_form_answers a JOIN own_forms f ON f.id = a.form_id WHERE f.event_id = @eventId AND a.current_key IS NOT NULL AND a.current_key NOT LIKE 'none:%'
          AND a.grid_code >= @From AND a.grid_code < @To ORDER BY a.grid_code, a.at, a.id
        """, new { eventId, scope.From, scope.To })];

    public static IReadOnlyList<IReadOnlyList<TableCell>> Read(Tx tx, TableTemplate template, IReadOnlyList<long> ids, Reader reader, bool whole, int before, Seal seal, DivisionTree divisions)
    {
        var answers = FormAnswer.Of(tx, ids).ToDictionary(a => a.Id);
        var forms = answers.Values.Select(a => a.FormId).Distinct().ToDictionary(id => id, id => OwnForm.Lock(tx, id));
        return [.. ids.Where(answers.ContainsKey).Select((id, i) => Row(template, answers[id], forms[answers[id].FormId], before + i + 1, reader, whole, seal, divisions))];
    }

    static IReadOnlyList<TableCell> Row(TableTemplate template, FormAnswer answer, OwnForm form, int number, Reader reader, bool whole, Seal seal, DivisionTree divisions)
    {
        var (values, questions) = (answer.Values, form.Body.Questions.ToDictionary(q => q.Label));
        return [.. template.Columns.Select(column =>
        {
            if (column.IsRunningNumber) return new(number.ToString(CultureInfo.InvariantCulture), number);
            var label = questions.ContainsKey(column.Label) ? column.Label : column.Field?.Label ?? column.Label;
            if (questions.TryGetValue(label, out var question) && values.GetValueOrDefault(label) is { } kept)
                return Cell(column.Field is { } f && f.Subject == form.Subject ? f : question.Own(form.Subject), kept, reader, whole, seal);
            return new TableCell(column.Label switch
            {
                Place => answer.Place ?? (form.Subject == Subject.Person ? divisions.FullName(answer.GridCode) : answer.Name),
                Head when form.Subject == Subject.Person => answer.Name,
                Photos when answer.Photos.Count > 0 => $"{answer.Photos.Count}张",
                _ => "",
            });
        })];
    }

    static TableCell Cell(Field field, string kept, Reader reader, bool whole, Seal seal)
    {
        if (kept is ['?', ..]) return new(kept == "?3" ? "无" : "");
        if (field.IsSealed) return new(whole && FieldRights.ReadsInFull(reader, field) ? seal.Open(kept)! : FieldRights.Mask(field, seal.Open(kept)!));
        return field.Type == FieldType.Int && long.TryParse(kept, out var count) ? new(kept, count) : new(FieldText.Of(field, kept));
    }
}

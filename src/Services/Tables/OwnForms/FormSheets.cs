using OneTable.Services.Data;
using OneTable.Services.Dictionary;
using OneTable.Services.Divisions;
using OneTable.Services.Registry;
using OneTable.Services.Staff;

namespace OneTable.Services.Tables.OwnForms;

/// <summary>One question with what is known already.</summary>
/// <param name="Known">As people read it; masked where it is sealed, null where nobody knows.</param>
public sealed record AskedQuestion(string Label, string Type, IReadOnlyList<string> Choices, bool Required, Showing? Only, string? Known, bool Sealed);

/// <summary>A form opened for one subject: everything known stands there.</summary>
/// <param name="Seen">The answer that stood there when it was opened; null where none did.</param>
/// <param name="OpenedAt">What was written to the registry later than this, its filler has not seen.</param>
/// <param name="Facts">What else decides whether a question is asked.</param>
public sealed record OpenSheet(string? SubjectId, string Name, string? AnswerId, string? Seen, string? FilledBy, long OpenedAt, int Version, IReadOnlyList<AskedQuestion> Questions,
    IReadOnlyDictionary<string, string?> Facts, string? Place, double? Lat, double? Lon, int Photos);

/// <summary>Opens forms for those who fill them in.</summary>
public sealed class FormSheets(FieldCatalog fields, DivisionTree tree, Seal seal)
{
    /// <summary>For a known subject, or (null) for something that is entered anew; a refusal where the subject lies elsewhere.</summary>
    public OpenSheet Open(Tx tx, StaffMember me, OwnForm form, long? subject, long? answer)
    {
        var body = form.Body;
        var whose = subject is { } id ? Ownership.Require(tx, me, form.Subject, id) : null;
        if (whose is null && body.Makes.Length == 0 && answer is null) throw new Refusal("subject_needed", "请先选填的是谁、哪里。");
        var standing = Standing(tx, me, form, subject, answer);
        var known = Known(tx, form, subject, standing);
        var asked = body.Questions.Select(q => (Question: q, Field: q.Field(form.Subject, fields))).Where(q => q.Field.IsVisibleTo(me.Reader) || !q.Field.IsKept).ToList();
        return new(subject?.ToString(), whose?.Name ?? standing?.Name ?? "", standing?.Id.ToString(), standing?.Id.ToString(), standing?.Worker, tx.Now, form.Version,
            [.. asked.Select(q => new AskedQuestion(q.Question.Label, q.Question.Type, Choices(q.Field), q.Question.Required, q.Question.Only, Text(q.Field, known.GetValueOrDefault(q.Question.Label)), q.Field.IsSealed))],
            Facts(tx, form, subject, me.Reader), standing?.Place, standing?.Lat, standing?.Lon, standing?.Photos.Count ?? 0);
    }

    /// <summary>What stands now of that subject, or of that answer; of a division's own.</summary>
    public static FormAnswer? Standing(Tx tx, StaffMember me, OwnForm form, long? subject, long? answer)
    {
        var standing = subject is { } id ? FormAnswer.Current(tx, form.Id, FormAnswer.KeyOfSubject(id)) : answer is { } own ? FormAnswer.Current(tx, form.Id, FormAnswer.KeyOfItself(own)) : null;
        return standing is null || me.Scope.Contains(standing.GridCode) || subject is not null ? standing : throw new Refusal("not_found", "没有这一条，或不在您的辖区。");
    }

    /// <summary>Label → value as kept: of the answer that stands, else of the registry.</summary>
    public Dictionary<string, string?> Known(Tx tx, OwnForm form, long? subject, FormAnswer? standing)
    {
        var asked = form.Body.Questions.Select(q => q.Field(form.Subject, fields)).ToList();
        var registry = subject is { } id ? SubjectValues.Load(tx, form.Subject, asked, [id]).SingleOrDefault() : null;
        var said = standing?.Values ?? [];
        return asked.ToDictionary(f => f.Label, f => f.IsKept && form.EventId is null && registry?.Kept(f) is { } kept ? kept : said.GetValueOrDefault(f.Label) ?? (f.IsKept ? registry?.Kept(f) : null));
    }

    /// <summary>Fields that no question asks and a condition speaks of.</summary>
    public Dictionary<string, string?> Facts(Tx tx, OwnForm form, long? subject, Reader reader)
    {
        var body = form.Body;
        var spoken = body.Questions.Select(q => q.Only?.Label).OfType<string>().Distinct().Where(label => body.Questions.All(q => q.Label != label))
            .Select(fields.Find).OfType<Field>().Where(f => f.Subject == form.Subject && f.IsKept && f.IsVisibleTo(reader)).ToList();
        var known = subject is { } id ? SubjectValues.Load(tx, form.Subject, spoken, [id]).SingleOrDefault() : null;
        return spoken.ToDictionary(f => f.Label, f => Text(f, known?.Kept(f)));
    }

    /// <summary>A kept value for a screen.</summary>
    public string? Text(Field field, string? kept) => kept switch
    {
        null => null,
        "?3" => "没有",
        ['?', ..] => null,
        _ when field.IsSealed => FieldRights.Mask(field, seal.Open(kept) ?? ""),
        _ when field.Type == FieldType.Division => tree.FullName(kept),
        _ when field.Type == FieldType.Codes => string.Join("、", kept.Split(',').Select(v => FieldText.Of(field, v))),
        _ => FieldText.Of(field, kept),
    };

    static IReadOnlyList<string> Choices(Field field) => field.Type == FieldType.Bool ? ["是", "否"] : [.. (field.CodeSet?.Codes ?? []).Select(c => c.Label)];
}

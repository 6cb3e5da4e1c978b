using OneTable.Services.Dictionary;

namespace OneTable.Services.Tables.OwnForms;

/// <summary>A form as people build it: what it asks, about whom, whether photos and a place belong to it. A content file says the same.</summary>
public sealed class FormBody
{
    public string Title { get; set => field = value ?? ""; } = ""; // a page may send null for each of them
    public string Subject { get; set => field = value ?? ""; } = Dictionary.Subject.Person.Kind;
    public string Note { get; set => field = value ?? ""; } = "";
    public List<Question> Questions { get; set => field = [.. (value ?? []).OfType<Question>()]; } = [];
    public Whom Whom { get; set => field = value ?? new(); } = new();
    public bool Photos { get; set; }
    public bool Place { get; set; }

    /// <summary>Of what kind a place is that the worker enters anew (易涝点, 农田); empty: only known subjects are filled.</summary>
    public string Makes { get; set => field = value ?? ""; } = "";

    /// <summary>The forms that are filled as one (套表), each with its own questions; none for a form of its own.</summary>
    public List<FormPart> Parts { get; set => field = [.. (value ?? []).OfType<FormPart>()]; } = [];
}

/// <summary>One form of a set.</summary>
public sealed class FormPart
{
    public string Title { get; set => field = value ?? ""; } = "";
    public List<string> Questions { get; set => field = [.. (value ?? []).OfType<string>()]; } = [];
}

/// <summary>Whom it asks about: all of the subject, those in words (80岁以上独居的), a list, or whomever the worker picks.</summary>
public sealed class Whom
{
    public const string Words = "words", List = "list", Picked = "picked", All = "all";

    public string Kind { get; set => field = value ?? ""; } = Picked;
    public string Text { get; set => field = value ?? ""; } = "";

    /// <summary>Of a list, those who were found by its lines.</summary>
    public List<string> Ids { get; set => field = [.. (value ?? []).OfType<string>()]; } = [];
}

/// <summary>One thing asked: a field of the dictionary by its label, or what only this form asks.</summary>
public sealed class Question
{
    public string Label { get; set => field = value ?? ""; } = "";
    public string Type { get; set => field = value ?? ""; } = "text";
    public List<string> Choices { get; set => field = [.. (value ?? []).OfType<string>()]; } = [];
    public bool Required { get; set; }
    public Showing? Only { get; set; }

    /// <summary>The dictionary's field where the form's subject has one of that name; else one of the form's own, kept nowhere but in its answers.</summary>
    public Field Field(Subject subject, FieldCatalog fields) => fields.Find(Label) is { IsWritten: true } known && known.Subject == subject && known.Label == Label ? known : Own(subject);

    /// <summary>As a field that is kept nowhere but in the answers; numbers of people are sealed there too.</summary>
    public Field Own(Subject subject) => new(Label, subject, "", Enum.TryParse<FieldType>(Type, ignoreCase: true, out var type) ? type : FieldType.Text,
            Choices.Count == 0 ? null : new CodeSet(Label, [.. Choices.Select(c => new Code(c, c, [], []))]),
            IsNumber ? Sensitivity.High : Sensitivity.Low, null, IsNumber ? "own_sealed" : null, [], false);

    bool IsNumber => Type is "phone" or "id" or "account";
}

/// <summary>Asked only where another answer, or what is known, is so.</summary>
public sealed class Showing
{
    public string Label { get; set => field = value ?? ""; } = "";

    /// <summary>= 、!=、&gt;=、&lt;=、filled or empty.</summary>
    public string Op { get; set => field = value ?? ""; } = "=";
    public string Value { get; set => field = value ?? ""; } = "";

    public static readonly IReadOnlyList<string> Ops = ["=", "!=", ">=", "<=", "filled", "empty"];

    /// <param name="text">As people read it; several with 、. The phone decides by the same rule.</param>
    public bool Holds(string? text) => Op switch
    {
        "filled" => !string.IsNullOrEmpty(text),
        "empty" => string.IsNullOrEmpty(text),
        "=" => text is not null && text.Split('、').Contains(Value),
        "!=" => text is not { Length: > 0 } || !text.Split('、').Contains(Value),
        ">=" => decimal.TryParse(text, out var n) && decimal.TryParse(Value, out var least) && n >= least,
        _ => decimal.TryParse(text, out var n) && decimal.TryParse(Value, out var most) && n <= most,
    };
}

using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using OneTable.Services.Data;

namespace OneTable.Services.Registry;

/// <summary>
/// One set of facts of one person as they are kept: checked, sealed, and with the columns made from them.
/// A value "?2" is no value but the reason why there is none (code set 不详原因).
/// </summary>
public sealed class PersonFacts
{
    static readonly JsonWriterOptions Json = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };
    readonly Dictionary<string, object?> columns = [];
    readonly Dictionary<string, string?> ledger = [];

    PersonFacts() { }

    /// <summary>What the ledger says of each field: codes as they are, sealed values sealed.</summary>
    public IReadOnlyDictionary<string, string?> Ledger => ledger;
    public Dictionary<string, string[]> Codes { get; } = [];
    public Dictionary<string, string> Absent { get; } = [];

    /// <param name="documentKind">The kind of document on record, for a write that does not name it.</param>
    public static PersonFacts Of(IReadOnlyDictionary<string, string?> facts, Seal seal, string? documentKind = null)
    {
        var result = new PersonFacts();
        foreach (var (label, text) in facts)
        {
            var field = PersonField.Find(label) ?? throw new Refusal("unknown_field", $"没有“{label}”这个字段");
            var value = text?.Trim() is { Length: > 0 } filled ? filled : null;
            if (value is ['?', var reason])
            {
                result.Absent[label] = reason.ToString();
                result.ledger[label] = value;
                value = null;
            }
            else result.ledger[label] = value;
            result.Set(field, value, seal, facts.GetValueOrDefault("证件类型") ?? documentKind);
        }
        return result;
    }

    void Set(PersonField field, string? value, Seal seal, string? documentKind)
    {
        switch (field.Kind)
        {
            case FieldKind.Identity: SetDocument(value, seal, documentKind); break;
            case FieldKind.Phone: SetPhone(value, seal); break;
            case FieldKind.Account: SetSealed(field, value, seal); break;
            case FieldKind.Codes: Codes[field.Label] = value?.Split(',', StringSplitOptions.TrimEntries) ?? []; break;
            case FieldKind.Flag or FieldKind.Key:
                columns[field.Column] = value is null ? null : long.Parse(value, CultureInfo.InvariantCulture);
                break;
            default: columns[field.Column] = value; break;
        }
    }

    void SetSealed(PersonField field, string? value, Seal seal)
    {
        var box = seal.Close(value);
        columns[field.Column] = box;
        if (value is not null) ledger[field.Label] = box;
    }

    void SetDocument(string? value, Seal seal, string? kind)
    {
        if (value?.Contains("E+", StringComparison.OrdinalIgnoreCase) == true)
            throw new Refusal("digits_lost", "身份证号的位数已丢（4.20E+17 这样的），请把这一列设成文本后再填");
        var number = kind is null or "01" or "02" or "04" or "05" ? IdentityNumber.Parse(value) : null;
        if (value is not null && number is null && (kind is null or "01" or "02"))
            throw new Refusal("bad_identity_number", "身份证号校验不对，请核对；暂时核对不了的，证件类型选“证号待核”");
        value = number?.Value ?? value?.ToUpperInvariant();
        SetSealed(PersonField.Find("身份证号")!, value, seal);
        columns["document_hash"] = seal.Hash(value);
        columns["first_area"] = number?.Area;
        if (number is not { } n) return;
        columns["birth_date"] = ledger["出生日期"] = n.BirthDate.Iso();
        columns["sex"] = ledger["性别"] = n.Sex;
    }

    void SetPhone(string? value, Seal seal)
    {
        value = value is null ? null : string.Concat(value.Where(char.IsAsciiDigit));
        SetSealed(PersonField.Find("联系电话")!, value, seal);
        columns["phone_hash"] = seal.Hash(value);
        columns["phone_tail"] = value is { Length: >= 4 } ? value[^4..] : null;
    }

    /// <summary>What is known after this write of someone of whom <paramref name="old"/> was known.</summary>
    internal Dictionary<string, object?> Over(IReadOnlyDictionary<string, object?> old)
    {
        var all = new Dictionary<string, object?>(old);
        foreach (var (column, value) in columns) all[column] = value;
        return all;
    }

    internal object?[] Values(string[] names) => Array.ConvertAll(names, name => columns.GetValueOrDefault(name));
    internal bool Touches(string[] names) => names.Any(columns.ContainsKey);

    /// <summary>field → [old, new] of these fields.</summary>
    public static string LedgerJson(IEnumerable<(string Label, string? Old, string? New)> changes)
    {
        using var stream = new MemoryStream(1024);
        using (var json = new Utf8JsonWriter(stream, Json))
        {
            json.WriteStartObject();
            foreach (var (label, old, now) in changes)
            {
                json.WriteStartArray(label);
                json.WriteStringValue(old);
                json.WriteStringValue(now);
                json.WriteEndArray();
            }
            json.WriteEndObject();
        }
        return Encoding.UTF8.GetString(stream.GetBuffer(), 0, (int)stream.Length);
    }
}

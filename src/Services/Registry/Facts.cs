using System.Buffers;
using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using OneTable.Services.Data;
using OneTable.Services.Dictionary;

namespace OneTable.Services.Registry;

/// <summary>
/// One set of facts of one subject as they are kept: checked, sealed, and with the columns made from them.
/// A value "?2" is no value but the reason why there is none (code set 不详原因).
/// </summary>
public sealed class Facts
{
    public const string Name = "姓名", DocumentKind = "证件类型", Document = "身份证号", Phone = "联系电话", BirthDate = "出生日期", Sex = "性别",
        RegisteredAddress = "户籍地址", RegisteredArea = "户籍省市", ReckonedBirth = "推算出生日期", CreditCode = "统一社会信用代码";

    /// <summary>Kinds whose number is checked by its last digit; others stand as they are written (code set 证件类型).</summary>
    static readonly HashSet<string> checkedKinds = ["01", "02"], numberedKinds = ["01", "02", "04", "05"];
    static readonly JsonWriterOptions Json = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    readonly Subject subject;
    readonly FieldCatalog fields;
    readonly Seal seal;
    readonly string? kind;
    readonly bool saysArea;
    readonly Dictionary<string, string?> ledger;

    [ThreadStatic]
    static (ArrayBufferWriter<byte> Bytes, Utf8JsonWriter Json)? writer;

    /// <param name="documentKind">The kind of document on record, for a write that does not name it.</param>
    public Facts(Subject subject, IReadOnlyDictionary<string, string?> facts, FieldCatalog fields, Seal seal, string? documentKind = null)
    {
        (this.subject, this.fields, this.seal, kind) = (subject, fields, seal, facts.GetValueOrDefault(DocumentKind) ?? documentKind);
        saysArea = facts.ContainsKey(RegisteredArea);
        (ledger, Plain) = (new(facts.Count + 2), new(facts.Count + 2));
        foreach (var (label, text) in facts)
        {
            var field = Field(label);
            var value = text?.Trim() is { Length: > 0 } filled ? filled : null;
            ledger[label] = value;
            if (value is ['?', var reason])
            {
                Absent[label] = reason.ToString();
                value = null;
            }
            Set(field, value);
        }
    }

    /// <summary>What the ledger says of each field: codes as they are, sealed values sealed.</summary>
    public IReadOnlyDictionary<string, string?> Ledger => ledger;

    /// <summary>Table → column → value.</summary>
    public SortedDictionary<string, SortedDictionary<string, object?>> Tables { get; } = new(StringComparer.Ordinal);
    public Dictionary<string, string[]> Codes { get; } = [];
    public Dictionary<string, string> Absent { get; } = [];

    /// <summary>The values without their seals, for those who compare.</summary>
    public Dictionary<string, string?> Plain { get; }

    Field Field(string label) => fields.Find(label) is { IsWritten: true } field && field.Subject == subject && field.Label == label
        ? field : throw new Refusal("unknown_field", $"没有“{label}”这个字段");

    void Set(Field field, string? value)
    {
        if (field.Label == Document) value = SetDocument(value);
        if (field.Label == Phone) value = SetPhone(value);
        if (field.Label == CreditCode && value is not null)
            value = Registry.CreditCode.Parse(value) ?? throw new Refusal("bad_credit_code", "统一社会信用代码校验不对，请对着执照再看一遍");
        if (field.Label == RegisteredAddress && value is not null && !saysArea) SetArea(value);
        Plain[field.Label] = value;
        if (field.IsTags)
        {
            Codes[field.Label] = [.. (value?.Split(',', StringSplitOptions.TrimEntries) ?? []).Distinct().Order(StringComparer.Ordinal)];
            if (value is not null) ledger[field.Label] = string.Join(',', Codes[field.Label]); // as it is read back
        }
        else if (field.IsSealed)
        {
            var box = seal.Close(value);
            Put(field, box);
            if (value is not null) ledger[field.Label] = box;
        }
        else Put(field, value is not null && field.Type is FieldType.Bool or FieldType.Key or FieldType.Int or FieldType.Money
            ? long.Parse(value!, CultureInfo.InvariantCulture) : value);
    }

    void Put(Field field, object? value) => Put(field.Table!, field.Column!, value);

    void Put(string table, string column, object? value)
    {
        if (!Tables.TryGetValue(table, out var columns)) Tables[table] = columns = new(StringComparer.Ordinal);
        columns[column] = value;
    }

    string? SetDocument(string? value)
    {
        if (value?.Contains("E+", StringComparison.OrdinalIgnoreCase) == true)
            throw new Refusal("digits_lost", "身份证号的位数已丢（4.20E+17 这样的），请把这一列设成文本后再填");
        var number = kind is null || numberedKinds.Contains(kind) ? IdentityNumber.Parse(value) : null;
        if (value is not null && number is null && (kind is null || checkedKinds.Contains(kind)))
            throw new Refusal("bad_identity_number", "身份证号校验不对，请核对；暂时核对不了的，证件类型选“证号待核”");
        value = number?.Value ?? value?.ToUpperInvariant();
        Put(subject.Table, "document_hash", seal.Hash(value));
        Put(subject.Table, "first_area", number?.Area);
        if (number is not { } n) return value;
        Put(subject.Table, "birth_date", ledger[BirthDate] = Plain[BirthDate] = n.BirthDate.Iso());
        Put(subject.Table, "sex", ledger[Sex] = Plain[Sex] = n.Sex);
        return value;
    }

    /// <summary>北京市大兴区… says where somebody is registered, and so does 北京市 alone; 非北京市 says only that it is not there.</summary>
    void SetArea(string address)
    {
        if (address is ['非', ..] or ['外', '地' or '省' or '埠', ..])
        {
            (ledger[RegisteredArea], Absent[RegisteredArea]) = ("?" + SubjectValues.HasNone, SubjectValues.HasNone);
            Put(subject.Table, "registered_area", null);
            return;
        }
        if (Areas.Leading(address)?.PadRight(6, '0') is { } area) Put(subject.Table, "registered_area", ledger[RegisteredArea] = Plain[RegisteredArea] = area);
    }

    string? SetPhone(string? value)
    {
        value = value is null ? null : string.Concat(value.Where(char.IsAsciiDigit));
        Put(subject.Table, "phone_hash", seal.Hash(value));
        Put(subject.Table, "phone_tail", value is { Length: >= 4 } ? value[^4..] : null);
        return value;
    }

    /// <summary>field → [old, new] of these fields.</summary>
    public static string LedgerJson(IEnumerable<(string Label, string? Old, string? New)> changes)
    {
        var (bytes, json) = writer ??= New();
        bytes.ResetWrittenCount();
        json.Reset();
        json.WriteStartObject();
        foreach (var (label, old, now) in changes)
        {
            json.WriteStartArray(label);
            json.WriteStringValue(old);
            json.WriteStringValue(now);
            json.WriteEndArray();
        }
        json.WriteEndObject();
        json.Flush();
        return Encoding.UTF8.GetString(bytes.WrittenSpan);
    }

    static (ArrayBufferWriter<byte>, Utf8JsonWriter) New()
    {
        var bytes = new ArrayBufferWriter<byte>(4096);
        return (bytes, new Utf8JsonWriter(bytes, Json));
    }
}

using OneTable.Services.Data;

namespace OneTable.Services.Dictionary;

/// <summary>
/// Where the dictionary is edited: a new field is a new column, live at once in forms, filters and tables; an edit is the next
/// version of it. What a field is (its type, its column) never changes under the values that are kept.
/// </summary>
public sealed class DictionaryDesk(Database db, FieldCatalog fields)
{
    internal const string Fields = "fields", CodeSets = "codesets";
    const int LabelMax = 20, AskMax = 40, AliasesMax = 30, CodesMax = 500, PatternMax = 100, FieldsMax = 2000;

    /// <summary>Types a person may choose; the others belong to columns the registry makes itself.</summary>
    public static readonly IReadOnlyDictionary<string, string> Types = new Dictionary<string, string>
    {
        ["text"] = "文字", ["code"] = "单选", ["codes"] = "多选", ["date"] = "日期", ["month"] = "年月", ["int"] = "整数", ["money"] = "金额",
        ["bool"] = "是或否", ["phone"] = "电话（密封）", ["id"] = "证件号（密封）", ["account"] = "账号（密封）",
    };

    /// <summary>Adds a field to a subject of the registry, or edits what may be edited of a known one.</summary>
    public async Task<Field> KeepAsync(FieldEntry entry, string actor)
    {
        Check(entry);
        var known = fields.Find(entry.Label);
        var place = db.Read(tx => Place(tx, entry, known));
        await db.WriteAsync(tx =>
        {
            entry.At = place ?? At(tx, entry);
            entry.Keep(tx, position: tx.Value<int>("SELECT MAX(position) + 1 FROM fields"), edited: true, entry.Label);
            Contents.Edit(tx, Fields, entry.Label, Yaml.Write(entry), actor);
            FieldCatalog.Touch(tx);
        });
        await Libraries.EnsureAsync(db);
        fields.Reload();
        return fields.Find(entry.Label)!;
    }

    void Check(FieldEntry entry)
    {
        entry.Label = entry.Label.Trim();
        entry.Aliases = [.. entry.Aliases.Select(a => a.Trim()).Where(a => a.Length > 0 && a != entry.Label).Distinct()];
        if (entry.Label.Length is 0 or > LabelMax || entry.Label.Any(c => char.IsControl(c) || c is '|' or ',' or '\'' or '"' or '\\' or '@' or '{' or '}')) throw Refuse($"字段名要有 1 到 {LabelMax} 个字，不能有逗号、引号这些符号");
        if (Subject.Registered.All(s => s.Kind != entry.Subject)) throw Refuse("请选是人、房屋、单位还是物的字段");
        if (entry.Aliases.Count > AliasesMax || entry.Aliases.Any(a => a.Length > LabelMax || a.Contains('|'))) throw Refuse($"别名最多 {AliasesMax} 个，每个最多 {LabelMax} 个字");
        foreach (var name in entry.Aliases)
            if (fields.Find(name) is { } other && other.Label != entry.Label) throw Refuse($"“{name}”已经是字段“{other.Label}”的名字");
        if (entry.Library.Length > LabelMax || entry.Owner.Length is 0 or > LabelMax) throw Refuse($"专项库和责任部门都在 {LabelMax} 个字以内");
        if (entry.Ask?.Length > AskMax) throw Refuse($"问法最多 {AskMax} 个字");
        if (entry.ValidDays is <= 0 or > 36500) throw Refuse("有效天数要在 1 到 36500 之间");
        if (entry.Group.Trim() is not { Length: > 0 and <= LabelMax }) throw Refuse("请选放在页面的哪一栏");
        if (entry.Codeset is { Length: > 0 } set && fields.CodeSet(set) is null) throw Refuse($"没有“{set}”这个代码集");
        if ((entry.Type is "code" or "codes") != !string.IsNullOrEmpty(entry.Codeset)) throw Refuse("单选、多选要选一个代码集，其他类型不用");
    }

    /// <summary>Where a known field stays; null for a new one.</summary>
    string? Place(Tx tx, FieldEntry entry, Field? known)
    {
        if (known is null)
        {
            if (!Types.ContainsKey(entry.Type)) throw Refuse("请选字段的类型");
            if (fields.All.Count >= FieldsMax) throw Refuse($"字段最多 {FieldsMax} 个");
            return null;
        }
        if (known.Label != entry.Label) throw Refuse($"“{entry.Label}”已经是字段“{known.Label}”的别名");
        if (known.Subject.Kind != entry.Subject || !known.IsKept) throw Refuse("这个字段不能在这里改");
        if (!string.Equals(known.Type.ToString(), entry.Type, StringComparison.OrdinalIgnoreCase) || known.CodeSet?.Name != (entry.Codeset is { Length: > 0 } set ? set : null))
            throw Refuse("字段的类型和代码集定了就不能改，请另建一个字段");
        (entry.Library, entry.ReadOnly, entry.Ask) = (known.Library, known.ReadOnly, entry.Ask ?? known.Ask);
        return known.Column is null || known.IsTags ? known.Table : $"{known.Table}.{known.Column}";
    }

    /// <summary>A new column of the subject, of the library that is there, or of a new library of its own.</summary>
    string At(Tx tx, FieldEntry entry)
    {
        if (entry.Type == "codes") return Field.Tags;
        var subject = Subject.Of(entry.Subject)!;
        var table = entry.Library is "" or "base" ? subject.Table
            : fields.Of(subject).FirstOrDefault(f => f.Library == entry.Library && f.SpecialTable is not null)?.Table ?? $"{subject.Table}_l{tx.NextId()}";
        if (entry.Library == "") entry.Library = "base";
        return $"{table}.f{tx.NextId()}{(entry.Type is "phone" or "id" or "account" ? "_sealed" : "")}";
    }

    /// <summary>Adds a code set of one's own, adds codes to a local one, or gives further names to the codes of any.</summary>
    public async Task KeepAsync(CodeSetEntry entry, string actor)
    {
        entry.Name = entry.Name.Trim();
        if (entry.Name.Length is 0 or > LabelMax) throw Refuse($"代码集的名字要有 1 到 {LabelMax} 个字");
        if (entry.Values.Count is 0 or > CodesMax) throw Refuse($"要有 1 到 {CodesMax} 个选项");
        foreach (var value in entry.Values) Check(value);
        if (entry.Values.GroupBy(v => v.Code).Any(g => g.Count() > 1) || entry.Values.GroupBy(v => v.Label).Any(g => g.Count() > 1)) throw Refuse("代码和名称都不能重复");
        if (fields.CodeSet(entry.Name) is { } known) Check(entry, known);
        else (entry.Standard, entry.Checked, entry.Note) = (CodeSetEntry.Local, "none", null); // who makes one here makes no national standard
        await db.WriteAsync(tx =>
        {
            entry.Keep(tx);
            Contents.Edit(tx, CodeSets, entry.Name, Yaml.Write(entry), actor);
            FieldCatalog.Touch(tx);
        });
        fields.Reload();
    }

    static void Check(CodeSetEntry.CodeEntry value)
    {
        if (value.Patterns.Count > AliasesMax || !value.Patterns.All(IsPattern)) throw Refuse($"“{value.Label}”的整句写法太多、太长，或写得不对");
        (value.Code, value.Label) = (value.Code.Trim(), value.Label.Trim());
        if (value.Code.Length is 0 or > 16 || !value.Code.All(char.IsAsciiLetterOrDigit)) throw Refuse($"代码“{value.Code}”要是 1 到 16 个数字或字母");
        if (value.Label.Length is 0 or > LabelMax || value.Label.Contains('|')) throw Refuse($"选项的名称要有 1 到 {LabelMax} 个字");
        if (value.Aliases.Count > AliasesMax || value.Aliases.Any(a => a.Length is 0 or > LabelMax || a.Contains('|'))) throw Refuse($"“{value.Label}”的别名太多或太长");
    }

    void Check(CodeSetEntry entry, CodeSet known)
    {
        (entry.Standard, entry.Checked, entry.Note) = (known.Standard, known.Checked, known.Note);
        foreach (var code in known.Codes)
            if (entry.Values.Find(v => v.Code == code.Value) is not { } kept) throw Refuse($"“{code.Label}”已有人用，不能去掉");
            else if (kept.Patterns.Count == 0) kept.Patterns = [.. code.Patterns]; // the form does not show them
        if (known.Standard == CodeSetEntry.Local) return;
        if (entry.Values.Any(v => known.Codes.All(c => c.Value != v.Code || c.Label != v.Label))) throw Refuse("国家标准的代码和名称不能改，只能加别名");
    }

    static bool IsPattern(string pattern)
    {
        try
        {
            return pattern.Length is > 0 and <= PatternMax && !pattern.Contains('|') && CodeSet.Sentence(pattern) is not null;
        }
        catch (Exception e) when (e is ArgumentException or NotSupportedException)
        {
            return false;
        }
    }

    static Refusal Refuse(string text) => new("bad_field", text);
}

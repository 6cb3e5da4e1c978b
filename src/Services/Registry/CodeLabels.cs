using System.Collections.Frozen;
using OneTable.Services.Data;

namespace OneTable.Services.Registry;

/// <summary>What people read for a code. An empty dictionary is read again each time, so that its first load shows at once.</summary>
sealed class CodeLabels(Database db)
{
    sealed record Row(string CodeSet, string Code, string Label);

    FrozenDictionary<(string, string), string> labels = FrozenDictionary<(string, string), string>.Empty;

    public string? Text(string? codeSet, string? code)
    {
        if (codeSet is null || code is null) return code;
        if (labels.Count == 0) labels = db.Read(Load);
        return labels.GetValueOrDefault((codeSet, code), code);
    }

    static FrozenDictionary<(string, string), string> Load(Tx tx) =>
        tx.Query<Row>("SELECT code_set AS CodeSet, code AS Code, label AS Label FROM codes").ToFrozenDictionary(r => (r.CodeSet, r.Code), r => r.Label);
}

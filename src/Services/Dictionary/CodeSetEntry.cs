using OneTable.Services.Data;

namespace OneTable.Services.Dictionary;

/// <summary>A code set as a file or a form says it. Codes are never taken away: values kept before still need their words.</summary>
public sealed class CodeSetEntry
{
    public const string Local = "local";
    /// <summary>Before a pattern among the kept names of a code.</summary>
    public const char Pattern = '~';

    public string Name { get; set => field = value ?? ""; } = "";
    /// <summary>Number of the national standard, or local.</summary>
    public string Standard { get; set; } = Local;
    /// <summary>What it was compared with; none and no: not checked, and shown so.</summary>
    public string Checked { get; set; } = "none";
    public string? Note { get; set; }
    public List<CodeEntry> Values { get; set => field = [.. (value ?? []).OfType<CodeEntry>()]; } = [];

    public sealed class CodeEntry
    {
        public string Code { get; set => field = value ?? ""; } = "";
        public string Label { get; set => field = value ?? ""; } = "";
        public List<string> Aliases { get; set => field = [.. (value ?? []).OfType<string>()]; } = [];
        public List<string> Patterns { get; set => field = [.. (value ?? []).OfType<string>()]; } = [];
    }

    public void Keep(Tx tx)
    {
        tx.Run(tx.Dialect.Upsert("INSERT INTO code_sets (name, standard, checked, note) VALUES (@p0, @p1, @p2, @p3)",
            "name", "standard", "checked", "note"), Name, Standard, Checked, Note);
        var position = 0;
        foreach (var code in Values)
            tx.Run(tx.Dialect.Upsert("INSERT INTO codes (code_set, code, label, aliases, position) VALUES (@p0, @p1, @p2, @p3, @p4)",
                "code_set, code", "label", "aliases", "position"), Name, code.Code, code.Label, string.Join('|', code.Aliases.Concat(code.Patterns.Select(p => Pattern + p))), position++);
    }
}

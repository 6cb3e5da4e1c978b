using OneTable.Services.Dictionary;

namespace OneTable.Services.Scenarios.Why;

/// <summary>What has to be brought, and what the community has already, as far as the registry tells: what is held is not asked for again.</summary>
public static class Materials
{
    /// <summary>A word of a paper, and the field that is known where the community has it.</summary>
    static readonly (string Word, string Field)[] held =
        [("身份证", "身份证号"), ("户口", "户籍户"), ("残疾", "残疾证号"), ("社保卡", "社保卡账号"), ("银行卡", "社保卡账号"), ("低保证", "救助类别")];

    public static IEnumerable<Field> Fields(FieldCatalog fields) => held.Select(h => fields.Find(h.Field)).OfType<Field>();

    public static (IReadOnlyList<string> Bring, IReadOnlyList<string> Held) Of(Scenario scenario, SubjectValues person, FieldCatalog fields) =>
        Of(scenario.File.Materials, person, fields);

    public static (IReadOnlyList<string> Bring, IReadOnlyList<string> Held) Of(IEnumerable<string> papers, SubjectValues person, FieldCatalog fields)
    {
        var parts = papers.ToLookup(paper => held.Any(h => paper.Contains(h.Word, StringComparison.Ordinal) && fields.Find(h.Field) is { } field && person[field] is { Count: > 0 }));
        return ([.. parts[false]], [.. parts[true]]);
    }
}

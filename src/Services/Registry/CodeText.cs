using OneTable.Services.Dictionary;

namespace OneTable.Services.Registry;

static class CodeText
{
    /// <summary>What people read for a code; a code that nobody knows stands for itself.</summary>
    public static string? Label(this FieldCatalog fields, string? codeSet, string? code) =>
        codeSet is null || code is null ? code : fields.CodeSet(codeSet)?.LabelOf(code) ?? code;
}

using OneTable.Services.Staff;

namespace OneTable.Services.Dictionary;

/// <summary>Which post reads a field in full; the others see it masked. Identity numbers and phones are 高, accounts 极高.</summary>
public static class FieldRights
{
    static readonly HashSet<string> high = ["01", Posts.StreetLeader, Posts.StreetCentre, "05", Posts.Secretary, "07", Posts.SocialWorker];
    static readonly HashSet<string> highest = [Posts.StreetCentre, "05", Posts.Secretary, Posts.SocialWorker];

    /// <param name="post">Code of code set 岗位. Grid workers call without seeing the number (F08).</param>
    public static bool ReadsInFull(string post, Field field) => field.Sensitivity switch
    {
        Sensitivity.Highest => highest.Contains(post),
        Sensitivity.High => !field.IsSealed || high.Contains(post),
        _ => true,
    };

    public static string Mask(Field field, string value) => field.Type switch
    {
        FieldType.Id when value.Length >= 15 => value[..6] + new string('*', value.Length - 10) + value[^4..],
        FieldType.Phone when value.Length >= 7 => value[..3] + new string('*', value.Length - 7) + value[^4..],
        FieldType.Account when value.Length >= 8 => new string('*', value.Length - 4) + value[^4..],
        _ => new string('*', value.Length),
    };
}

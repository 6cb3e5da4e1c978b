using OneTable.Services.Staff;

namespace OneTable.Services.Dictionary;

/// <summary>Which post reads a field in full; the others see it masked. Identity numbers and phones are 高, accounts 极高.</summary>
public static class FieldRights
{
    static readonly HashSet<string> high = ["01", Posts.StreetLeader, Posts.StreetCentre, "05", Posts.Secretary, "07", Posts.SocialWorker];
    static readonly HashSet<string> highest = [Posts.StreetCentre, "05", Posts.Secretary, Posts.SocialWorker];

    public static bool ReadsHighest(string? post) => post is not null && highest.Contains(post);

    /// <summary>Who may know that somebody is one of 重点人群 (F07). Not every office of a street: 05 does not say which it is.</summary>
    public static bool ReadsRestricted(string? post) => post != "05" && ReadsHighest(post);

    /// <param name="post">Code of code set 岗位. Grid workers call without seeing the number (F08).</param>
    public static bool ReadsInFull(string post, Field field) => field.Sensitivity switch
    {
        Sensitivity.Highest => ReadsHighest(post),
        Sensitivity.High => !field.IsSealed || high.Contains(post),
        _ => true,
    };

    public static string Text(Sensitivity sensitivity) => sensitivity switch
    {
        Sensitivity.Highest => "极高",
        Sensitivity.High => "高",
        Sensitivity.Middle => "中",
        _ => "低",
    };

    /// <summary>Everywhere masked alike: two masks that show different digits would together show more.</summary>
    public static string Mask(Field field, string value) => field.Type switch
    {
        FieldType.Id => Dictionary.Mask.Identity(value)!,
        FieldType.Phone => Dictionary.Mask.Phone(value)!,
        FieldType.Account => Dictionary.Mask.Account(value)!,
        _ => new string('*', value.Length),
    };
}

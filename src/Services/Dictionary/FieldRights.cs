using OneTable.Services.Staff;

namespace OneTable.Services.Dictionary;

/// <summary>
/// Which post reads which field, and what it may do with it, in one table; which people it sees is said by
/// <see cref="Registry.Seen"/>. 低 and 中 are read by whoever sees the person, 高 is masked where no work needs it, 极高 is
/// for who handles it, 重点人群 for three posts only (F07).
/// </summary>
public static class FieldRights
{
    /// <summary>How much of 高 that is not sealed stands open: nothing, what one must know at the door, all.</summary>
    enum High { Masked, AtTheDoor, Open }

    /// <summary>Whose 极高 it is: nobody's, that of the named lines, of all lines where none is named (全科社工), everything's.</summary>
    enum Highest { None, OwnLines, AllRound, All }

    /// <param name="Whole">Sealed 高 (numbers) stands whole in files that are taken away.</param>
    /// <param name="Phones">Phones may be revealed; grid workers call without seeing the number (F08).</param>
    /// <param name="ReadOnly">Reveals nothing, takes nothing away, changes nothing.</param>
    sealed record Right(High High, Highest Highest, bool Whole = false, bool Phones = true, bool ReadOnly = false);

    static readonly Dictionary<string, Right> table = new()
    {
        [Posts.Department] = new(High.Open, Highest.OwnLines, Whole: true),
        [Posts.Platform] = new(High.Open, Highest.None),
        [Posts.StreetLeader] = new(High.Open, Highest.None, Whole: true),
        [Posts.StreetCentre] = new(High.Open, Highest.OwnLines, Whole: true),
        [Posts.StreetOffice] = new(High.Open, Highest.OwnLines, Whole: true),
        [Posts.Secretary] = new(High.Open, Highest.All, Whole: true),
        [Posts.Committee] = new(High.Open, Highest.OwnLines, Whole: true),
        [Posts.SocialWorker] = new(High.Open, Highest.AllRound, Whole: true),
        [Posts.GridLead] = new(High.AtTheDoor, Highest.None),
        [Posts.GridWorker] = new(High.AtTheDoor, Highest.None, Phones: false),
        [Posts.PartTimeGridWorker] = new(High.AtTheDoor, Highest.None, Phones: false),
        [Posts.DutyOfficer] = new(High.AtTheDoor, Highest.None),
        [Posts.Inspector] = new(High.Masked, Highest.None, Phones: false, ReadOnly: true),
        // Volunteers of a building, companies, partner units and robots stand in no row: they see nobody (F09).
    };

    /// <summary>Who stands at a door must know how somebody lives and what help to bring, not what comes in each month.</summary>
    static readonly HashSet<string> careGroups = ["健康", "养老", "残疾", "儿童", "优抚", "待遇与标签", "状态"];

    /// <summary>A count of 重点人群 below this would name them.</summary>
    const int FewestCounted = 5;

    static readonly Right nothing = new(High.Masked, Highest.None, Phones: false, ReadOnly: true);

    static Right Of(Reader reader) => table.GetValueOrDefault(reader.Post ?? "", nothing);

    public static bool SeesPeople(Reader reader) => table.ContainsKey(reader.Post ?? "");

    /// <summary>What changes nothing for anybody else: lists and pages; not a reveal, a file or a write.</summary>
    public static bool IsReadOnly(Reader reader) => Of(reader).ReadOnly;

    public static void MustExport(Reader reader)
    {
        if (IsReadOnly(reader)) throw new Refusal("forbidden", "这个岗位只能在屏幕上看，不能带走文件。");
    }

    /// <summary>Who answers for what leaves the division; others find what they took away themselves.</summary>
    public static bool SeesTraces(Reader reader) => reader.Post is Posts.StreetLeader or Posts.StreetCentre or Posts.Secretary;

    /// <summary>书记, the community's 平安专干 and the street's 平安办 (F07).</summary>
    public static bool ReadsRestricted(Reader reader) => reader.Post == Posts.Secretary
        || reader.Post is Posts.StreetOffice or Posts.Committee or Posts.SocialWorker && reader.Handles(Lines.Safety);

    /// <summary>Whether it stands whole in a file of theirs; on a screen sealed values are masked for all, see <see cref="Field.IsVisibleTo"/>.</summary>
    public static bool ReadsInFull(Reader reader, Field field) => field.IsRestricted ? ReadsRestricted(reader) : field.Sensitivity switch
    {
        Sensitivity.Highest => HandlesHighest(reader, field),
        Sensitivity.High when field.IsSealed => Of(reader).Whole,
        Sensitivity.High => Of(reader).High == High.Open || Of(reader).High == High.AtTheDoor && IsCare(field),
        _ => true,
    };

    public static string Text(Sensitivity sensitivity) => sensitivity switch
    {
        Sensitivity.Highest => "极高",
        Sensitivity.High => "高",
        Sensitivity.Middle => "中",
        _ => "低",
    };

    /// <summary>Whether the whole of a sealed value may be asked for, for a purpose.</summary>
    public static bool MayReveal(Reader reader, Field field) => field.IsSealed && !IsReadOnly(reader)
        && (field.Sensitivity == Sensitivity.Highest ? HandlesHighest(reader, field) : field.Type != FieldType.Phone || Of(reader).Phones);

    /// <summary>Whether a condition of their own may ask about it: an answer would tell what they may not read. Never 重点人群 (F07).</summary>
    public static bool MayAsk(Reader reader, Field field) => SeesPeople(reader) && !field.IsRestricted
        && (field.IsSealed ? field.Sensitivity < Sensitivity.Highest || HandlesHighest(reader, field) : ReadsInFull(reader, field));

    /// <summary>A condition that somebody else wrote may ask what the reader may not; its people are then not for them.</summary>
    public static bool MayList(Reader reader, Condition condition) =>
        condition.Fields.All(field => field.Sensitivity < Sensitivity.Highest && !field.IsRestricted || ReadsInFull(reader, field));

    /// <summary>A count for one who may not see the people: unknown where it is so small that it names them.</summary>
    public static long? Counted(Reader reader, Condition condition, long count) =>
        MayList(reader, condition) || count >= FewestCounted ? count : null;

    static bool HandlesHighest(Reader reader, Field field) => Of(reader).Highest switch
    {
        Highest.All => true,
        Highest.AllRound when !reader.HasLine => true,
        Highest.AllRound or Highest.OwnLines => reader.Handles(field.Owner),
        _ => false,
    };

    static bool IsCare(Field field) => careGroups.Contains(field.Group) && field.Type != FieldType.Money;

    /// <summary>What stands where a value may not be read: alike for everybody, whether there is one or not.</summary>
    public const string Stars = "***";

    /// <summary>Everywhere masked alike: two masks that show different digits would together show more.</summary>
    public static string Mask(Field field, string value) => field.Type switch
    {
        FieldType.Id => Dictionary.Mask.Identity(value)!,
        FieldType.Phone => Dictionary.Mask.Phone(value)!,
        FieldType.Account => Dictionary.Mask.Account(value)!,
        _ => Stars,
    };

    internal const int DigitsMax = 7;

    /// <summary>A value of a file on a screen: what is sealed in the registry is masked as everywhere, and so is whatever else has many digits.</summary>
    public static string Sample(Field? field, string value) => field is { IsSealed: true } ? Mask(field, value)
        : value.Count(char.IsAsciiDigit) < DigitsMax || DateText.Day(value) is not null ? value : Stars;
}

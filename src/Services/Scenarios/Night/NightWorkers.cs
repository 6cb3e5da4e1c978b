using OneTable.Services.Data;
using OneTable.Services.Divisions;
using OneTable.Services.Staff;

namespace OneTable.Services.Scenarios.Night;

/// <summary>
/// Who does it: the worker of the grid where the person lives makes contact; an office of the community that keeps the registration
/// accepts what is applied for (F04). Posts are those of the staff list, or a line of work: 民政专干.
/// </summary>
public sealed class NightWorkers(StaffList staff, DivisionTree divisions)
{
    static readonly string[] lineEnds = ["专干", "专职委员"];
    static readonly string[] gridWorker = ["网格员", "现住网格", "现住网格员", "专职网格员"];
    static readonly Dictionary<string, string> posts = new[] { Posts.StreetLeader, Posts.StreetCentre, Posts.StreetOffice, Posts.Secretary, Posts.Committee, Posts.SocialWorker, Posts.GridLead }
        .ToDictionary(Posts.Text);

    /// <summary>The posts a file may name; beside them any line of work.</summary>
    public static IEnumerable<string> Words => [.. gridWorker, .. posts.Keys];

    public static bool Knows(string post) => Words.Contains(post) || LineOf(post) is not null;

    /// <summary>民政 of 民政专干.</summary>
    static string? LineOf(string post) => lineEnds.FirstOrDefault(e => post.Length > e.Length && post.EndsWith(e, StringComparison.Ordinal)) is { } end ? post[..^end.Length] : null;

    public static bool IsGridWorker(string? post) => string.IsNullOrEmpty(post) || gridWorker.Contains(post);

    /// <summary>Null where there is nobody.</summary>
    public StaffMember? Of(Tx tx, FoundPerson person, string? post) => IsGridWorker(post) ? Near(tx, person) : Office(tx, person, post!) ?? Near(tx, person);

    /// <summary>Where the grid's own worker is away, a colleague of the community.</summary>
    StaffMember? Near(Tx tx, FoundPerson person)
    {
        if (person.LivingGrid is { } grid && staff.WorkerOf(tx, grid) is { } near) return near;
        if ((divisions.Community(person.LivingGrid)?.Code ?? person.RegisteredCommunity) is not { } community) return null;
        return divisions.Children(community).Select(g => staff.WorkerOf(tx, g.Code)).FirstOrDefault(w => w is not null)
            ?? staff.InPost(tx, community, Posts.SocialWorker) ?? staff.InPost(tx, community, Posts.Secretary);
    }

    StaffMember? Office(Tx tx, FoundPerson person, string post)
    {
        var community = divisions.Community(person.RegisteredCommunity) ?? divisions.Community(person.LivingGrid);
        if (community is null) return null;
        if (LineOf(post) is { } line)
            return staff.Within(tx, community.Code).FirstOrDefault(s => s.DivisionCode == community.Code && s.WorkLines?.Split(',').Contains(line) == true)
                ?? staff.InPost(tx, community.Code, Posts.SocialWorker) ?? staff.InPost(tx, community.Code, Posts.Secretary);
        if (!posts.TryGetValue(post, out var code)) return null;
        return (code is Posts.StreetLeader or Posts.StreetCentre or Posts.StreetOffice ? staff.InPost(tx, divisions.Street(community.Code)?.Code ?? "", code) : staff.InPost(tx, community.Code, code))
            ?? staff.InPost(tx, community.Code, Posts.Secretary);
    }
}

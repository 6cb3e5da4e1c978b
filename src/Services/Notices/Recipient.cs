using OneTable.Services.Data;

namespace OneTable.Services.Notices;

/// <summary>Who a notice is for: the person on record and the WeChat user bound to that person, as far as either is known.</summary>
public sealed record Recipient
{
    const string Columns = """
        SELECT id AS ResidentId, mp_openid AS OpenId, mini_openid AS MiniOpenId, person_id AS PersonId, follows AS Follows, community_code AS CommunityCode,
            phone_sealed AS PhoneSealed, window_until AS WindowUntil, window_left AS WindowLeft, tap_until AS TapUntil, tap_left AS TapLeft,
            stopped AS Stopped
        FROM residents
        """;
    const string Reachable = "(follows = 1 AND mp_openid IS NOT NULL OR mini_openid IS NOT NULL) ORDER BY level DESC, follows DESC, id";

    public long? ResidentId { get; init; }
    public long? PersonId { get; init; }
    public string? OpenId { get; init; }
    public string? MiniOpenId { get; init; }
    public int Follows { get; init; }
    public string? CommunityCode { get; init; }
    public string? PhoneSealed { get; init; }
    public string? PhoneOwner { get; init; }
    public string? Preference { get; init; }
    /// <summary>Said in the chat, by somebody who may not be known.</summary>
    public string? Stopped { get; init; }
    public string? Status { get; init; }
    public long WindowUntil { get; init; }
    public long WindowLeft { get; init; }
    public long TapUntil { get; init; }
    public long TapLeft { get; init; }

    /// <summary>Follows the official account.</summary>
    public bool CanWeChat => Follows == 1 && !string.IsNullOrEmpty(OpenId);

    /// <summary>Whether the window that the user's own words or tap opened still holds a message then.</summary>
    public bool MayBeAnswered(long at) => WindowLeft > 0 && WindowUntil > at || TapLeft > 0 && TapUntil > at;

    internal static Recipient Find(Tx tx, long? personId, long? residentId)
    {
        var user = residentId is not null ? tx.First<Recipient>(Columns + " WHERE id = @residentId", new { residentId })
            : personId is null ? null : tx.First<Recipient>($"{Columns} WHERE person_id = @personId AND {Reachable} LIMIT 1", new { personId });
        user ??= new Recipient { PersonId = personId };
        return (personId ?? user.PersonId) is { } id ? Of(id, user, tx.First<Contact>(Contact.Columns + " WHERE id = @id", new { id })) : user;
    }

    /// <summary>Of many people, read in sets.</summary>
    internal static Dictionary<long, Recipient> Find(Tx tx, List<long> ids)
    {
        var users = tx.Query<Recipient>($"{Columns} WHERE person_id IN @ids AND {Reachable}", new { ids }).GroupBy(u => u.PersonId!.Value).ToDictionary(g => g.Key, g => g.First());
        var people = tx.Query<Contact>(Contact.Columns + " WHERE id IN @ids", new { ids }).ToDictionary(p => p.Id);
        return ids.ToDictionary(id => id, id => Of(id, users.GetValueOrDefault(id) ?? new Recipient(), people.GetValueOrDefault(id)));
    }

    static Recipient Of(long personId, Recipient user, Contact? person) => person is null ? user with { PersonId = personId } : user with
    {
        PersonId = personId, Status = person.Status, Preference = person.Preference,
        PhoneSealed = person.PhoneSealed ?? user.PhoneSealed, PhoneOwner = person.PhoneSealed is null ? null : person.PhoneOwner,
    };

    sealed record Contact(long Id, string? Status, string? PhoneSealed, string? PhoneOwner, string? Preference)
    {
        public const string Columns = "SELECT id AS Id, status AS Status, phone_sealed AS PhoneSealed, phone_owner AS PhoneOwner, contact_preference AS Preference FROM people";
    }
}

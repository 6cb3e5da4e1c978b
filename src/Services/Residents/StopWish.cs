using OneTable.Services.Data;
using OneTable.Services.Dictionary;
using OneTable.Services.Registry;

namespace OneTable.Services.Residents;

/// <summary>
/// A resident who wants no notices (F31): of a bound one it is the contact preference in the registry, else it stands with the resident.
/// A benefit never hangs on it, and answers to own cases still come.
/// </summary>
public sealed class StopWish(ResidentBook residents, Subjects subjects)
{
    const string Preference = "联系偏好", NoContact = "6", None = "0";

    public void Stop(Tx tx, long residentId)
    {
        if (IsStopped(tx, residentId)) return;
        var person = PersonOf(tx, residentId);
        var before = person is { } id ? PreferenceOf(tx, id) : null;
        tx.Run("UPDATE residents SET stopped = @p1 WHERE id = @p0", residentId, before is null or NoContact ? None : before);
        if (person is { } bound) Write(tx, bound, NoContact, "本人回复退订");
    }

    /// <summary>By an SMS from the own phone; the people whose it is.</summary>
    public IReadOnlyList<long> StopByPhone(Tx tx, string phoneHash)
    {
        var people = tx.Query<long>("SELECT id FROM people WHERE phone_hash = @phoneHash AND phone_owner = '1'", new { phoneHash }).ToList();
        foreach (var person in people)
        {
            foreach (var resident in tx.Query<long>("SELECT id FROM residents WHERE person_id = @person AND level > 0", new { person }).ToList()) Stop(tx, resident);
            if (PreferenceOf(tx, person) != NoContact) Write(tx, person, NoContact, "本人回短信退订");
        }
        return people;
    }

    /// <summary>False where nothing was stopped.</summary>
    public bool Resume(Tx tx, long residentId)
    {
        var before = tx.Value<string>("SELECT stopped FROM residents WHERE id = @p0" + tx.ForUpdate, residentId);
        var person = PersonOf(tx, residentId);
        var silent = person is { } id && PreferenceOf(tx, id) == NoContact;
        if (before is null && !silent) return false;
        tx.Run("UPDATE residents SET stopped = NULL WHERE id = @p0", residentId);
        if (silent) Write(tx, person!.Value, before is null or None ? null : before, "本人回复恢复");
        return true;
    }

    static bool IsStopped(Tx tx, long residentId) =>
        tx.Value<string>("SELECT stopped FROM residents WHERE id = @p0" + tx.ForUpdate, residentId) is not null;

    long? PersonOf(Tx tx, long residentId) => residents.Find(tx, residentId) is { Level: > 0, PersonId: { } id } ? id : null;

    static string? PreferenceOf(Tx tx, long person) => tx.Value<string>("SELECT contact_preference FROM people WHERE id = @p0", person);

    void Write(Tx tx, long person, string? preference, string why) =>
        subjects.Write(tx, Subject.Person, person, new Dictionary<string, string?> { [Preference] = preference }, new Origin("本人", "居民", why));
}

using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;
using OneTable.Services.Data;
using OneTable.Services.Notices;
using OneTable.Services.Outbox;

namespace OneTable.Services.Residents;

/// <summary>What came of a typed code.</summary>
public enum CodeResult { Bound, Wrong, NoTriesLeft, Expired, WorkerAsked }

/// <summary>
/// Binding by a code to a phone that the registry marks 本人 (F06, F17), and by a code that the worker at the door types in. Nobody learns whether
/// name and number fit somebody: whatever was typed is answered alike, counts alike, and fails alike.
/// </summary>
public sealed partial class BindCodes(Seal seal, SendQueue queue, Bindings bindings)
{
    public const int TriesMax = 3, PerResidentMax = 5, PerPhoneMax = 5, PerAddressMax = 200;
    public static readonly TimeSpan Life = TimeSpan.FromMinutes(10), Pause = TimeSpan.FromMinutes(1);
    const int NameMax = 30, Digits = 1_000_000;
    const long DayMs = 24 * 3600 * 1000;
    const string OwnPhone = "1", Template = "bind_code";

    sealed record Sent(long Id, long? PersonId, string? CodeHash, long Tries);

    /// <param name="from">The address the request came from, kept as a hash.</param>
    public void Send(Tx tx, long residentId, string? name, string? phone, string from)
    {
        MustBeUnbound(tx, residentId);
        var number = Mobile(phone) ?? throw new Refusal("bad_phone", "手机号是11位数字，请看一看。");
        name = name?.Trim() is { Length: > 0 and <= NameMax } given ? given : throw new Refusal("name_needed", "请填您的姓名，和证件上一样。");
        var (phoneHash, fromHash) = (seal.Hash(number)!, seal.Hash("from|" + from)!);
        var person = OwnerOf(tx, name, phoneHash);
        MustBeFew(tx, residentId, fromHash);
        // A phone that had its SMS of today gets none; that is answered like everything else.
        if (person is not null && SentTo(tx, phoneHash) >= PerPhoneMax) person = null;
        var id = tx.NextId();
        var code = RandomNumberGenerator.GetInt32(Digits).ToString("000000", CultureInfo.InvariantCulture);
        tx.Run("""
            INSERT INTO bind_codes (id, resident_id, person_id, phone_hash, from_hash, code_hash, tries, created_at, expires_at) VALUES (@p0, @p1, @p2, @p3, @p4, @p5, 0, @p6, @p7)
            """, id, residentId, person?.Id, phoneHash, fromHash, person is null ? null : HashOf(id, code), tx.Now, tx.Now + (long)Life.TotalMilliseconds);
        if (person is null) return;
        var (text, variables) = Texts.Sms(Template, new Dictionary<string, string> { ["code"] = code });
        // Straight to the outbox, where it lies sealed: no list of notices may show a code.
        queue.Add(tx, new($"bind:{id}", ChannelNames.Sms, number, new Message(text, Texts.SmsTitle(Template), Template, variables).ToPayload(), ExpiresAt: tx.Now + (long)Life.TotalMilliseconds));
    }

    /// <summary>A try is counted before it is looked at, and stays counted.</summary>
    public CodeResult Confirm(Tx tx, long residentId, string? code)
    {
        MustBeUnbound(tx, residentId);
        var sent = tx.First<Sent>($"""
            SELECT id AS Id, person_id AS PersonId, code_hash AS CodeHash, tries AS Tries FROM bind_codes
            WHERE resident_id = @residentId AND used_at IS NULL AND expires_at > @Now ORDER BY created_at DESC, id DESC LIMIT 1{tx.ForUpdate}
            """, new { residentId, tx.Now });
        if (sent is null) return CodeResult.Expired;
        if (sent.Tries >= TriesMax) return CodeResult.NoTriesLeft;
        tx.Run("UPDATE bind_codes SET tries = tries + 1 WHERE id = @p0", sent.Id);
        var right = CryptographicOperations.FixedTimeEquals(Bytes(HashOf(sent.Id, code?.Trim() ?? "")), Bytes(sent.CodeHash ?? HashOf(sent.Id, "nobody")));
        if (!right || sent.PersonId is not { } person) return sent.Tries + 1 < TriesMax ? CodeResult.Wrong : CodeResult.NoTriesLeft;
        tx.Run("UPDATE bind_codes SET used_at = @p1 WHERE id = @p0", sent.Id, tx.Now);
        return bindings.ByCode(tx, residentId, person) ? CodeResult.Bound : CodeResult.WorkerAsked;
    }

    /// <summary>Shown on the resident's page at the door; a new one ends the old one.</summary>
    public (string Code, long ExpiresAt) ShowAtDoor(Tx tx, long residentId)
    {
        if (Bindings.Now(tx, residentId) is { Level: Bindings.Verified }) throw new Refusal("bound_already", "您已经核实过了。");
        tx.Run("DELETE FROM door_codes WHERE resident_id = @p0 OR expires_at <= @p1", residentId, tx.Now);
        var expires = tx.Now + (long)Life.TotalMilliseconds;
        string code;
        do code = RandomNumberGenerator.GetInt32(Digits).ToString("000000", CultureInfo.InvariantCulture);
        while (tx.Run($"{tx.Dialect.InsertIgnore} INTO door_codes (code_hash, resident_id, expires_at) VALUES (@p0, @p1, @p2)", DoorHash(code), residentId, expires) == 0);
        return (code, expires);
    }

    /// <summary>The worker has the card before them and types what the resident's page shows. A code is good once.</summary>
    /// <param name="caller">The WeChat user that the worker is.</param>
    public void BindAtDoor(Tx tx, Staff.StaffMember me, long caller, long personId, string? code, bool sawCard)
    {
        if (!sawCard) throw new Refusal("card_needed", "请当面看过证件，再确认。");
        var hash = DoorHash(code?.Trim() ?? "");
        var resident = tx.Value<long?>($"SELECT resident_id FROM door_codes WHERE code_hash = @p0 AND expires_at > @p1{tx.ForUpdate}", hash, tx.Now)
            ?? throw new Refusal("bad_code", "没有这个码，请看居民手机上的6位数。");
        if (Bindings.Own(tx, me, caller).Any(own => own.Id == resident)) throw new Refusal("own_matter", "这是您自己的微信，请同事来核实。");
        tx.Run("DELETE FROM door_codes WHERE code_hash = @p0", hash);
        bindings.AtTheDoor(tx, me, personId, resident);
    }

    /// <summary>Codes that are over are kept for as long as they count.</summary>
    public void Sweep(Tx tx)
    {
        tx.Run("DELETE FROM bind_codes WHERE created_at <= @p0", tx.Now - 2 * DayMs);
        tx.Run("DELETE FROM door_codes WHERE expires_at <= @p0", tx.Now);
    }

    /// <summary>The one living adult of that name whose own number it is. The row is held, so that many who ask at once are counted one after the other.</summary>
    internal static Bindings.Person? OwnerOf(Tx tx, string name, string phoneHash)
    {
        var found = tx.Query<long>($"SELECT id FROM people WHERE phone_hash = @phoneHash AND phone_owner = '{OwnPhone}' AND name = @name LIMIT 2", new { phoneHash, name }).ToList();
        return found.Count == 1 && Bindings.Hold(tx, found[0]) is { MayHaveDied: false } person && !person.IsMinor(tx) ? person : null;
    }

    static void MustBeUnbound(Tx tx, long residentId)
    {
        if (Bindings.HoldNow(tx, residentId) is not null) throw new Refusal("bound_already", "您已经绑定了，要换人请先解除。");
    }

    /// <summary>SMS of the last day to a phone; what named nobody sent none, so that no stranger uses up another's.</summary>
    static int SentTo(Tx tx, string phoneHash) =>
        tx.Value<int>("SELECT COUNT(*) FROM bind_codes WHERE phone_hash = @p0 AND person_id IS NOT NULL AND created_at > @p1", phoneHash, tx.Now - DayMs);

    static void MustBeFew(Tx tx, long residentId, string fromHash)
    {
        var since = tx.Now - DayMs;
        if (tx.Value<long?>("SELECT MAX(created_at) FROM bind_codes WHERE resident_id = @p0", residentId) > tx.Now - (long)Pause.TotalMilliseconds)
            throw new Refusal("too_soon", "刚发过，请等一分钟再要。");
        if (tx.Value<int>("SELECT COUNT(*) FROM bind_codes WHERE resident_id = @p0 AND created_at > @p1", residentId, since) >= PerResidentMax
            || tx.Value<int>("SELECT COUNT(*) FROM bind_codes WHERE from_hash = @p0 AND created_at > @p1", fromHash, since) >= PerAddressMax)
            throw new Refusal("too_many_today", "今天要的次数够多了，请网格员上门帮您。");
    }

    /// <summary>Eleven digits without what people put around them; null where it is no mobile number.</summary>
    internal static string? Mobile(string? text) => MobileForm().Match((text ?? "").Replace(" ", "").Replace("-", "")) is { Success: true } match ? match.Groups[1].Value : null;

    string HashOf(long id, string code) => seal.Hash($"bind|{id}|{code}")!;
    string DoorHash(string code) => seal.Hash("door|" + code)!;
    static byte[] Bytes(string hash) => Encoding.ASCII.GetBytes(hash);

    [GeneratedRegex(@"^(?:\+86|0086|86)?(1[3-9]\d{9})$")]
    private static partial Regex MobileForm();
}

using System.Text.Json;
using OneTable.Services.Data;
using OneTable.Services.Dictionary;
using OneTable.Services.Files;
using OneTable.Services.Registry;

namespace OneTable.Services.Residents;

/// <summary>What a person takes back at WeChat, by the codes WeChat gives it.</summary>
public enum Revoked { Address = 201, Invoices = 202, Cards = 203, Microphone = 204, NameAndPicture = 205, Place = 206, Photos = 207 }

/// <summary>
/// Deletes what a person takes back at WeChat, in the transaction of the push, and writes down what was deleted; kept pushes are emptied
/// afterwards (<see cref="KeptPushes"/>). What happened of a case, its
/// number and in which grid it lay, stays: it is the community's record and names nobody.
/// </summary>
public sealed class Revocations(FileStore files, Bindings bindings)
{
    public const string Ended = "user_authorization_cancellation", Changed = "user_info_modified";

    /// <summary>Code → what is deleted, by table.</summary>
    static readonly IReadOnlyDictionary<Revoked, IReadOnlyList<Func<Revocations, Tx, Resident, (string What, int Count)>>> deletes =
        new Dictionary<Revoked, IReadOnlyList<Func<Revocations, Tx, Resident, (string, int)>>>
        {
            [Revoked.Address] = [(_, tx, who) => OwnPlace(tx, who)],
            [Revoked.Invoices] = [], // neither invoices nor cards are ever asked for
            [Revoked.Cards] = [],
            [Revoked.Microphone] = [(all, tx, who) => all.Sent(tx, who, "voice")],
            [Revoked.NameAndPicture] = [(_, tx, who) => Names(tx, who)],
            [Revoked.Place] = [(_, tx, who) => OwnPlace(tx, who), (_, tx, who) => CasePlaces(tx, who), (_, tx, who) => PhotoPlaces(tx, who), (_, tx, who) => Drafts(tx, who)],
            [Revoked.Photos] = [(all, tx, who) => all.Sent(tx, who, "image"), (all, tx, who) => all.Sent(tx, who, "video"), (all, tx, who) => all.Uploaded(tx, who)],
        };

    /// <summary>Code → the kinds of pushes that hold it.</summary>
    static readonly IReadOnlyDictionary<Revoked, string[]> pushes = new Dictionary<Revoked, string[]>
    {
        [Revoked.Microphone] = ["voice"], [Revoked.Place] = ["location"], [Revoked.Photos] = ["image", "video", "shortvideo"],
    };

    /// <summary>Codes beside those of the table are written down too; nobody is known by that openid: so is that.</summary>
    public void Take(Tx tx, string openid, string eventName, IReadOnlyList<int> codes)
    {
        var who = openid.Length == 0 ? null : tx.First<Resident>($"SELECT {ResidentBook.Columns} FROM residents WHERE mp_openid = @openid OR mini_openid = @openid{tx.ForUpdate}", new { openid });
        var ended = eventName == Ended;
        var named = ended ? [.. deletes.Keys] : eventName == Changed ? [Revoked.NameAndPicture] : codes.Select(c => (Revoked)c).Where(deletes.ContainsKey).Distinct().ToList();
        var deleted = who is null ? [] : named.SelectMany(code => deletes[code].Select(delete => delete(this, tx, who))).GroupBy(d => d.What).ToDictionary(g => g.Key, g => g.Sum(d => d.Count));
        if (ended && who is not null) deleted["user"] = End(tx, who);
        var kinds = who is null ? "" : string.Join(',', named.SelectMany(code => pushes.GetValueOrDefault(code, [])));
        tx.Run("INSERT INTO privacy_revocations (id, at, event, codes, resident_id, deleted, whose, kinds, done_at) VALUES (@p0, @p1, @p2, @p3, @p4, @p5, @p6, @p7, @p8)",
            tx.NextId(), tx.Now, eventName, string.Join(',', ended ? [] : codes.Take(10)), who?.Id, JsonSerializer.Serialize(deleted),
            kinds.Length == 0 ? "" : string.Join(',', new[] { who!.MpOpenid, who.MiniOpenid }.OfType<string>()), kinds, kinds.Length == 0 ? tx.Now : null);
        if (who?.PersonId is { } person) Ledger.Note(tx, Subject.Person, person, new Origin("微信", "系统", ended ? "本人注销了微信授权" : "本人在微信里撤回了授权：" + string.Join('、', named.Select(Text))));
    }

    static string Text(Revoked code) => code switch
    {
        Revoked.Address => "地址", Revoked.Invoices => "发票", Revoked.Cards => "卡券", Revoked.Microphone => "麦克风", Revoked.NameAndPicture => "昵称头像", Revoked.Place => "位置", _ => "照片和视频",
    };

    static (string, int) OwnPlace(Tx tx, Resident who) => ("place", tx.Run("UPDATE residents SET community_code = NULL, scanned_grid = NULL, scanned_place = NULL WHERE id = @p0", who.Id));

    static (string, int) CasePlaces(Tx tx, Resident who) => ("casePlaces", tx.Run("UPDATE cases SET lat = NULL, lon = NULL WHERE resident_id = @p0 AND lat IS NOT NULL", who.Id));

    static (string, int) PhotoPlaces(Tx tx, Resident who) => ("photoPlaces", tx.Run("""
        UPDATE files SET lat = NULL, lon = NULL, taken_at = NULL WHERE (lat IS NOT NULL OR taken_at IS NOT NULL)
        AND (id IN (SELECT f.file_id FROM case_files f JOIN cases c ON c.id = f.case_id WHERE c.resident_id = @p0 AND f.role <> 'result')
          OR id IN (SELECT file_id FROM case_files WHERE openid IN (@p1, @p3)) OR id IN (SELECT file_id FROM uploads WHERE owner = @p2))
        """, who.Id, who.MpOpenid ?? "-", Owner(who), who.MiniOpenid ?? "-"));

    static (string, int) Names(Tx tx, Resident who) => ("names", tx.Run("UPDATE cases SET reporter_name = NULL WHERE resident_id = @p0 AND reporter_name IS NOT NULL", who.Id));

    static (string, int) Drafts(Tx tx, Resident who) => ("drafts", tx.Run("DELETE FROM conversations WHERE openid IN (@p0, @p1) AND state = 'gathering'", who.MpOpenid ?? "-", who.MiniOpenid ?? "-"));

    (string, int) Sent(Tx tx, Resident who, string kind)
    {
        var sent = tx.Query<(long Id, long? FileId)>("""
            SELECT id, file_id FROM case_files WHERE kind = @kind AND openid IN (@MpOpenid, @MiniOpenid) AND state <> 'withdrawn'
            """, new { kind, MpOpenid = who.MpOpenid ?? "-", MiniOpenid = who.MiniOpenid ?? "-" }).ToList();
        return ("sent", Withdraw(tx, who, sent));
    }

    /// <summary>Those of a claim stay, they are papers of a decision; so does what a worker shows as done, even where it is the same picture.</summary>
    (string, int) Uploaded(Tx tx, Resident who)
    {
        var mine = tx.Query<long>("SELECT file_id FROM uploads WHERE owner = @owner AND file_id NOT IN (SELECT file_id FROM claim_papers)", new { owner = Owner(who) }).ToList();
        if (mine.Count == 0) return ("uploads", 0);
        var hung = tx.Query<(long Id, long? FileId)>("SELECT f.id, f.file_id FROM case_files f JOIN cases c ON c.id = f.case_id WHERE f.file_id IN @mine AND c.resident_id = @Id AND f.role <> 'result'", new { mine, who.Id }).ToList();
        tx.Execute("DELETE FROM uploads WHERE owner = @owner AND file_id IN @mine", new { owner = Owner(who), mine });
        Withdraw(tx, who, [.. hung, .. mine.Except(hung.Select(h => h.FileId ?? 0)).Select(id => (0L, (long?)id))]);
        return ("uploads", mine.Count);
    }

    int Withdraw(Tx tx, Resident who, IReadOnlyList<(long Id, long? FileId)> sent)
    {
        if (sent.Count == 0) return 0;
        tx.Execute("UPDATE case_files SET state = 'withdrawn', why = '本人已收回', file_id = NULL, media_id = NULL, next_attempt_at = NULL WHERE id IN @ids", new { ids = sent.Select(s => s.Id) });
        var gone = sent.Where(s => s.FileId is not null).Select(s => s.FileId!.Value).ToList();
        // Others may have sent the same picture: what was said of theirs stays.
        if (gone.Count > 0) tx.Execute("DELETE FROM content_checks WHERE file_id IN @gone AND case_id IN (SELECT id FROM cases WHERE resident_id = @Id)", new { gone, who.Id });
        files.Forget(tx, gone);
        return sent.Count;
    }

    /// <summary>Nothing that leads to the person stays with this user: a later message begins anew.</summary>
    int End(Tx tx, Resident who)
    {
        bindings.EndOwn(tx, who.Id); // and with it whatever they may do for their parents
        tx.Run("DELETE FROM bind_codes WHERE resident_id = @p0", who.Id);
        tx.Run("DELETE FROM door_codes WHERE resident_id = @p0", who.Id);
        foreach (var openid in new[] { who.MpOpenid, who.MiniOpenid }.OfType<string>())
        {
            tx.Run("DELETE FROM subscriptions WHERE openid = @p0", openid);
            tx.Run("DELETE FROM conversations WHERE openid = @p0", openid);
            tx.Run("UPDATE case_files SET openid = NULL WHERE openid = @p0", openid);
        }
        tx.Run("DELETE FROM sessions WHERE resident_id = @p0", who.Id);
        tx.Run("UPDATE cases SET reporter_phone_sealed = NULL WHERE resident_id = @p0", who.Id);
        return tx.Run("""
            UPDATE residents SET mp_openid = NULL, mini_openid = NULL, unionid = NULL, person_id = NULL, level = 0, phone_sealed = NULL, follows = 0,
              window_until = 0, window_left = 0, tap_until = 0, tap_left = 0 WHERE id = @p0
            """, who.Id);
    }

    static string Owner(Resident who) => "resident:" + who.Id;
}

using OneTable.Services.Data;
using OneTable.Services.Divisions;
using OneTable.Services.Notices;

namespace OneTable.Services.Residents;

/// <summary>
/// What people answer to an SMS (上行). Kept before anything is done, once per key. A 1 or 2 is the answer to the last question that went to this number.
/// </summary>
public sealed class SmsReplies(Seal seal, Proxies proxies, StopWish wish, NoticeDesk notices, DivisionTree divisions)
{
    const int TextMax = 500;
    static readonly HashSet<string> yes = ["1", "同意", "好", "是"], no = ["2", "不同意", "不", "否"], back = ["0", "收回", "取消"], stop = ["R", "T", "TD", "N", "退订", "不收", "不想收"];

    /// <summary>What became of it: granted, refused, taken_back, stopped, or nothing.</summary>
    public string Take(Tx tx, string dedupKey, string phone, string text)
    {
        if (BindCodes.Mobile(phone) is not { } number || seal.Hash(number) is not { } hash) return "no_mobile";
        if (tx.Run($"{tx.Dialect.InsertIgnore} INTO sms_replies (dedup_key, phone_hash, text_sealed, received_at, became) VALUES (@p0, @p1, @p2, @p3, 'kept')",
            dedupKey, hash, seal.Close(text.Length > TextMax ? text[..TextMax] : text) ?? "", tx.Now) == 0) return "repeated";
        var said = Plain(text);
        var became = stop.Contains(said.ToUpperInvariant()) ? Stop(tx, number, hash, dedupKey) : Act(tx, hash, said);
        tx.Run("UPDATE sms_replies SET became = @p1 WHERE dedup_key = @p0", dedupKey, became);
        return became;
    }

    string Act(Tx tx, string hash, string said)
    {
        if (back.Contains(said)) return proxies.TakeBackBySms(tx, hash) > 0 ? "taken_back" : "nothing";
        if (!yes.Contains(said) && !no.Contains(said) || WasAskedSince(tx, hash)) return "nothing";
        return proxies.Answer(tx, hash, yes.Contains(said)) is { } decided ? decided.State : "nothing";
    }

    /// <summary>No more reminders (F31), and one SMS that says so.</summary>
    string Stop(Tx tx, string phone, string hash, string dedupKey)
    {
        if (wish.StopByPhone(tx, hash) is not [var person, ..]) return "nothing";
        var community = Bindings.Hold(tx, person) is { } known ? divisions.Community(known.Home) : null;
        notices.ToPhone(tx, phone, Texts.Cut($"sms-stop:{dedupKey}", 90), "stop_ok", new Dictionary<string, string> { ["tel"] = community?.Phone ?? "" }, null, community?.Code ?? "");
        return "stopped";
    }

    /// <summary>"Solved? 1 or 2" went to this person after the question: a 1 may then mean that, and is not taken for a consent.</summary>
    static bool WasAskedSince(Tx tx, string hash) => tx.Value<long?>("""
        SELECT n.id FROM proxies x JOIN notices n ON n.person_id = x.person_id AND n.template = 'case_done' AND n.channel = 'sms' AND n.created_at >= x.asked_at WHERE x.asks_phone = @p0 LIMIT 1
        """, hash) is not null;

    /// <summary>１。 is 1.</summary>
    static string Plain(string text) => string.Concat(text.Select(c => c is >= '０' and <= '９' ? (char)(c - '０' + '0') : c)).Trim().TrimEnd('。', '.', '！', '!', '，', ',').Trim();
}

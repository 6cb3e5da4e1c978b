using OneTable.Services.Data;
using OneTable.Services.Outbox;

namespace OneTable.Services.Notices;

/// <summary>
/// What WeChat says later of a message it took (TEMPLATESENDJOBFINISH, subscribe_msg_sent_event). It may come before we have
/// written down that the message was taken: whichever is there first waits, under WeChat's id, for the other.
/// </summary>
public sealed partial class NoticeDesk
{
    const int VendorIdMax = 64, SaidMax = 200;
    const long ReceiptLifeMs = 14 * DayMs;

    /// <param name="code">The errcode that a failure means for the recipient; null where it says nothing of them.</param>
    public void Receipt(Tx tx, string? vendorId, bool delivered, string said, string? code = null)
    {
        if (vendorId is not { Length: > 0 and <= VendorIdMax }) return;
        var words = Texts.Cut(code is null ? said : $"{code} {said}", SaidMax);
        if (tx.Run(tx.Dialect.InsertIgnore + " INTO receipts (vendor_id, send_id, said, delivered, created_at) VALUES (@p0, NULL, @p1, @p2, @p3)",
            vendorId, words, delivered ? 1 : 0, tx.Now) == 1) return;
        var kept = Kept(tx, vendorId);
        if (kept is not { SendId: { } send, Said: null }) return;
        tx.Run("UPDATE receipts SET said = @p1, delivered = @p2 WHERE vendor_id = @p0", vendorId, words, delivered ? 1 : 0);
        Arrived(tx, send, delivered, words);
    }

    void AwaitReceipt(Tx tx, string vendorId, long send)
    {
        if (vendorId.Length > VendorIdMax || tx.Run(tx.Dialect.InsertIgnore + " INTO receipts (vendor_id, send_id, said, delivered, created_at) VALUES (@p0, @p1, NULL, NULL, @p2)",
            vendorId, send, tx.Now) == 1) return;
        if (Kept(tx, vendorId) is not { SendId: null, Said: { } said } kept) return;
        tx.Run("UPDATE receipts SET send_id = @p1 WHERE vendor_id = @p0", vendorId, send);
        Arrived(tx, send, kept.Delivered == 1, said);
    }

    /// <summary>Delivered: no more to do. Refused in the end: the notice is not told after all, and climbs on.</summary>
    void Arrived(Tx tx, long send, bool delivered, string said)
    {
        if (queue.Arrived(tx, send, delivered, said) is not { } sent || delivered) return;
        var result = new SendResult(Outcome.PermanentNumber, said.Split(' ')[0], said);
        var message = Message.FromPayload(sent.Payload);
        rights.Learn(tx, sent.Channel, sent.Target, message, result);
        if (sent.NoticeId is { } id && tx.Run("UPDATE notices SET state = 'waiting', why = NULL, ended_at = NULL WHERE id = @p0 AND state = 'told'", id) == 1)
            Climb(tx, id, sent.Channel, message, result.Code);
    }

    public static int SweepReceipts(Tx tx) => tx.Run("DELETE FROM receipts WHERE created_at < @p0", tx.Now - ReceiptLifeMs);

    static KeptReceipt? Kept(Tx tx, string vendorId) => tx.First<KeptReceipt>(
        $"SELECT send_id AS SendId, said AS Said, delivered AS Delivered FROM receipts WHERE vendor_id = @vendorId{tx.ForUpdate}", new { vendorId });

    sealed record KeptReceipt(long? SendId, string? Said, long? Delivered);
}

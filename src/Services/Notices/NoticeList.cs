using OneTable.Services.Data;
using OneTable.Services.Divisions;

namespace OneTable.Services.Notices;

/// <summary>Notices as staff may see them: the scope is part of the query.</summary>
public sealed partial class NoticeDesk
{
    const int PageSizeMax = 100;

    public Listing<NoticeItem> List(Tx tx, Scope scope, string? state = null, string? channel = null, long? personId = null,
        int page = 1, int size = 20)
    {
        size = Math.Clamp(size, 1, PageSizeMax);
        var args = new { scope.From, scope.To, state, channel, personId, size, skip = (Math.Max(page, 1) - 1L) * size };
        var where = "n.division_code >= @From AND n.division_code < @To"
            + (string.IsNullOrEmpty(state) ? "" : " AND n.state = @state")
            + (string.IsNullOrEmpty(channel) ? "" : " AND n.channel = @channel")
            + (personId is null ? "" : " AND n.person_id = @personId");
        var total = tx.Count<int>($"SELECT COUNT(*) FROM notices n WHERE {where}", args);
        var items = tx.Query<NoticeItem>($"""
            SELECT n.id AS Id, p.name AS PersonName, n.template AS Template, n.text AS Text, n.channel AS Channel, n.state AS State, n.why AS Why,
                   n.created_at AS CreatedAt, n.ended_at AS EndedAt
            FROM notices n LEFT JOIN people p ON p.id = n.person_id WHERE {where}
            ORDER BY n.created_at DESC, n.id DESC LIMIT @size OFFSET @skip
            """, args).ToList();
        var sends = queue.OfNotices(tx, [.. items.Select(i => i.Id)]);
        return new Listing<NoticeItem>(total, [.. items.Select(i => i with { Sends = [.. sends[i.Id]] })]);
    }
}

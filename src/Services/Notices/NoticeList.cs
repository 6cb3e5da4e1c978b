using OneTable.Services.Data;

namespace OneTable.Services.Notices;

/// <summary>Notices as staff may see them: the scope, a division code, is part of the query.</summary>
public sealed partial class NoticeDesk
{
    const int PageSizeMax = 100;

    public NoticePage List(Tx tx, string scope, string? state = null, string? channel = null, string? division = null,
        long? personId = null, int page = 1, int size = 20)
    {
        // A narrower division is taken only from inside the scope; one outside shows nothing.
        var from = string.IsNullOrEmpty(division) ? scope : division;
        if (!from.StartsWith(scope, StringComparison.Ordinal)) return new NoticePage(0, []);
        size = Math.Clamp(size, 1, PageSizeMax);
        var args = new { from, to = from + ":", state, channel, personId, size, skip = (Math.Max(page, 1) - 1L) * size };
        var where = "n.division_code >= @from AND n.division_code < @to"
            + (string.IsNullOrEmpty(state) ? "" : " AND n.state = @state")
            + (string.IsNullOrEmpty(channel) ? "" : " AND n.channel = @channel")
            + (personId is null ? "" : " AND n.person_id = @personId");
        var total = tx.Count<long>($"SELECT COUNT(*) FROM notices n WHERE {where}", args);
        var items = tx.Query<NoticeItem>($"""
            SELECT n.id AS Id, p.name AS PersonName, n.template AS Template, n.text AS Text, n.channel AS Channel, n.state AS State, n.why AS Why,
                   n.created_at AS CreatedAt, n.ended_at AS EndedAt
            FROM notices n LEFT JOIN people p ON p.id = n.person_id WHERE {where}
            ORDER BY n.created_at DESC, n.id DESC LIMIT @size OFFSET @skip
            """, args).ToList();
        var sends = queue.OfNotices(tx, [.. items.Select(i => i.Id)]);
        return new NoticePage(total, [.. items.Select(i => i with { Sends = [.. sends[i.Id]] })]);
    }
}

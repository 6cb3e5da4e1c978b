using OneTable.Services.Data;

namespace OneTable.Tests.Faults;

/// <summary>What the gateway's database and the world say in the end, held against what the crowd knows was accepted.</summary>
sealed class Findings(World world, GatewayProcess gateway, Crowd crowd)
{
    const long SoonMs = 60_000;

    sealed record Row(string DedupKey, string Channel, string State, string Target, long NextAttemptAt, string? Code);
    sealed record Push(long ToDo, string Openid);

    /// <summary>Until nothing is under way: no row is held, none is due, no photo still to be fetched.</summary>
    public Task SettleAsync() => Wait.ForAsync(() => Task.FromResult(gateway.Database.Read(tx =>
        tx.Count<long>("SELECT COUNT(*) FROM outbox WHERE state IN ('sending', 'asking') OR state = 'pending' AND next_attempt_at < @soon",
            new { soon = gateway.Now + SoonMs }) == 0
        && tx.Count<long>("SELECT COUNT(*) FROM case_files WHERE state = 'waiting'") == 0) ? "settled" : null), "everything to settle");

    public async Task CheckAsync()
    {
        Assert.Equal(crowd.Said.Order(), Cases(byKey: false));
        Assert.Equal(crowd.Reports.Select(r => r.Words).Order(), Cases(byKey: true));
        Assert.Equal(0, Count("SELECT COUNT(*) FROM cases WHERE lat IS NULL")); // all had sent their place first
        CheckPhotos();
        var pushes = CheckToDos();
        await CheckMessagesAsync(pushes);
        await CheckOutboxAsync();
    }

    IEnumerable<string> Cases(bool byKey) => gateway.Database.Read(tx => tx.Query<string>(
        $"SELECT content FROM cases WHERE client_key IS {(byKey ? "NOT NULL" : "NULL")}").Order().ToList());

    void CheckPhotos()
    {
        var sent = gateway.Database.Read(tx => tx.Query<(string Openid, long Count)>(
            "SELECT openid, COUNT(*) FROM case_files WHERE openid IS NOT NULL AND state = 'stored' GROUP BY openid").ToDictionary(p => p.Openid, p => (int)p.Count));
        Assert.Equal(crowd.Photos.OrderBy(p => p.Key), sent.OrderBy(p => p.Key));
        Assert.Equal(0, Count("SELECT COUNT(*) FROM case_files WHERE state <> 'stored' OR file_id IS NULL"));
        Assert.Equal(crowd.Reports.Sum(r => r.Files.Length),
            Count("SELECT COUNT(*) FROM case_files f JOIN cases c ON c.id = f.case_id WHERE c.client_key IS NOT NULL"));
        var names = gateway.Database.Read(tx => tx.Query<string>("SELECT sha256 FROM files").ToList());
        Assert.All(names, name => Assert.True(File.Exists(Path.Combine(gateway.Files, name[..2], name)), "the bytes of a photo are missing"));
    }

    /// <summary>One live to-do a case, one each time it was given to somebody; gives back which were pushed to whom.</summary>
    IReadOnlyList<Push> CheckToDos()
    {
        Assert.Equal(0, Count("SELECT COUNT(*) FROM cases c WHERE (SELECT COUNT(*) FROM todos t WHERE t.case_id = c.id AND t.state <> 'cancelled') <> 1"));
        Assert.Equal(0, Count("""
            SELECT COUNT(*) FROM cases c
            WHERE (SELECT COUNT(*) FROM todos t WHERE t.case_id = c.id) <> (SELECT COUNT(*) FROM case_events e WHERE e.case_id = c.id AND e.kind = 'assigned')
            """));
        Assert.Equal(0, Count("SELECT COUNT(*) FROM (SELECT person_id, scenario FROM todos WHERE kind = 'visit' GROUP BY person_id, scenario HAVING COUNT(*) > 1) d"));
        return gateway.Database.Read(tx => tx.Query<Push>(
            "SELECT t.id AS ToDo, s.mp_openid AS Openid FROM todos t JOIN staff s ON s.id = t.staff_id WHERE t.kind = 'case' AND s.mp_openid <> ''").ToList());
    }

    /// <summary>Each worker was told of each to-do exactly once; no resident reads one answer twice.</summary>
    async Task CheckMessagesAsync(IReadOnlyList<Push> pushes)
    {
        foreach (var mine in pushes.GroupBy(p => p.Openid))
        {
            var told = (await world.SentAsync(mine.Key)).Where(m => m.Channel == "template").Select(m => m.Url!).Order();
            Assert.Equal(mine.Select(p => $"pages/todo/todo?id={p.ToDo}").Order(), told);
        }
        foreach (var openid in crowd.Photos.Keys)
        {
            var results = (await world.SentAsync(openid)).Where(m => m.Channel is "custom" or "template").Select(m => m.Text).ToList();
            Assert.Equal(results.Distinct(), results);
        }
    }

    /// <summary>
    /// Every row ended as the world says, or waits for its hour. A person who does not follow is refused (43004); what WeChat
    /// alone knows and does not tell, when the call was cut off, stays open for a person to look at.
    /// </summary>
    async Task CheckOutboxAsync()
    {
        var rows = gateway.Database.Read(tx => tx.Query<Row>("""
            SELECT dedup_key AS DedupKey, channel AS Channel, state AS State, target AS Target, next_attempt_at AS NextAttemptAt, code AS Code FROM outbox
            """).ToList());
        Assert.All(rows, row => Assert.True(row.State is "accepted" or "delivered" or "pending" || row is { State: "failed", Code: "43004" } || row is { State: "unknown", Channel: not "sms" }, row.ToString()));
        var texts = rows.Where(r => r.Channel == "sms").ToList();
        Assert.NotEmpty(texts);
        foreach (var mine in texts.GroupBy(r => gateway.Seal.Open(r.Target)!))
            Assert.Equal(mine.Where(r => r.State is "accepted" or "delivered").Select(r => r.DedupKey).Order(), (await world.SmsAsync(mine.Key)).Order());
    }

    long Count(string sql) => gateway.Database.Read(tx => tx.Count<long>(sql));
}

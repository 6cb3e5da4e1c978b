using OneTable.Services.Data;

namespace OneTable.Tests.Data;

[Collection(Street.Name)]
public sealed class DatabaseTests(Street street)
{
    readonly string name = Guid.NewGuid().ToString("N");

    int Kept(string like) => street.Db.Read(tx => tx.Count<int>("SELECT COUNT(*) FROM contents WHERE kind = 'test' AND name LIKE @like", new { like }));

    void Keep(Tx tx, string key) => tx.Run("INSERT INTO contents (kind, name, version, body, sha256, actor, created_at) VALUES ('test', @p0, 1, '', '', 'test', @p1)", key, tx.Now);

    [Fact]
    public async Task A_write_that_fails_leaves_nothing_and_harms_no_neighbour()
    {
        var writes = Enumerable.Range(0, 60).Select(i => street.Db.WriteAsync(tx =>
        {
            Keep(tx, $"{name}-{i}");
            if (i % 3 == 0) throw new InvalidOperationException("on purpose");
        })).ToList();
        var ended = await Task.WhenAll(writes.Select(w => w.ContinueWith(t => t.IsCompletedSuccessfully, TaskScheduler.Default)));
        Assert.Equal(40, ended.Count(well => well));
        Assert.Equal(40, Kept(name + "-%"));
        Assert.Equal(0, Kept(name + "-3"));
    }

    [Fact]
    public async Task Ids_are_unique_under_parallel_writes_and_rollbacks()
    {
        var ids = new System.Collections.Concurrent.ConcurrentBag<long>();
        await Task.WhenAll(Enumerable.Range(0, 40).Select(async i =>
        {
            List<long> taken = [];
            try
            {
                await street.Db.WriteAsync(tx =>
                {
                    taken.Clear();
                    for (var n = 0; n < 500; n++) taken.Add(tx.NextId());
                    if (i % 4 == 0) throw new InvalidOperationException("on purpose");
                });
                taken.ForEach(ids.Add);
            }
            catch (InvalidOperationException) { /* what was rolled back is in nobody's hands */ }
        }));
        Assert.Equal(30 * 500, ids.Count);
        Assert.Equal(ids.Count, ids.Distinct().Count());
    }

    [NeedsFact(NeedsFactAttribute.MariaDb)]
    public async Task Two_hosts_take_different_ids()
    {
        using var other = new Database(street.Get<Dialect>(), TimeProvider.System);
        var taken = await Task.WhenAll(new[] { street.Db, other, street.Db, other }.Select(db => db.WriteAsync(tx => Enumerable.Range(0, 5000).Select(_ => tx.NextId()).ToList())));
        Assert.Equal(20_000, taken.SelectMany(t => t).Distinct().Count());
    }

    [Fact]
    public async Task What_is_to_be_done_after_the_commit_is_done_only_then()
    {
        var done = new List<string>();
        await street.Db.WriteAsync(tx => tx.AfterCommit(() => done.Add("well")));
        await Assert.ThrowsAsync<InvalidOperationException>(() => street.Db.WriteAsync(tx =>
        {
            tx.AfterCommit(() => done.Add("never"));
            throw new InvalidOperationException("on purpose");
        }));
        Assert.Equal(["well"], done);
    }

    [Fact]
    public async Task A_change_takes_the_next_number_of_the_feed()
    {
        long Last() => street.Db.Read(tx => tx.Value<long>("SELECT MAX(number) FROM changes WHERE kind = 'test'"));
        await street.Db.WriteAsync(tx => tx.Changed("test", 1));
        var first = Last();
        await street.Db.WriteAsync(tx => { tx.Changed("test", 1); tx.Changed("test", 1); tx.Changed("test", 2); });
        Assert.True(Last() > first);
        Assert.Equal(2, street.Db.Read(tx => tx.Count<int>("SELECT COUNT(*) FROM changes WHERE kind = 'test' AND number = @n", new { n = Last() })));
        await Assert.ThrowsAsync<InvalidOperationException>(() => street.Db.WriteAsync(tx => { tx.Changed("test", 9); throw new InvalidOperationException("on purpose"); }));
        Assert.Equal(0, street.Db.Read(tx => tx.Count<int>("SELECT COUNT(*) FROM changes WHERE kind = 'test' AND subject_id = 9")));
    }

    [Fact]
    public async Task A_key_that_is_checked_and_then_written_by_many_is_written_once()
    {
        var made = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => street.Db.WriteAsync(tx =>
        {
            if (tx.Value<string>("SELECT name FROM contents WHERE kind = 'test' AND name = @p0", name) is not null) return false;
            Keep(tx, name);
            return true;
        })));
        Assert.Single(made, well => well);
    }
}

using OneTable.Services.Runs;

namespace OneTable.Tests.Runs;

[Collection(Street.Name)]
public sealed class RunLogTests(Street street)
{
    readonly string job = "test:" + Guid.NewGuid().ToString("N");
    RunLog Log => street.Get<RunLog>();

    [Fact]
    public async Task Of_many_who_begin_the_same_run_one_does_it()
    {
        var begun = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Log.BeginAsync(job, 1000, "test")));
        var id = Assert.Single(begun, b => b is not null)!.Value;
        await Log.EndAsync(id, new { made = 3 });
        Assert.Null(await Log.BeginAsync(job, 1000, "test"));
        Assert.NotNull(await Log.BeginAsync(job, 2000, "test"));
        var run = street.Db.Read(tx => Log.Find(tx, id))!;
        Assert.Equal(("done", """{"made":3}"""), (run.State, run.Result));
    }

    [Fact]
    public async Task One_that_failed_may_be_begun_again()
    {
        var id = (await Log.BeginAsync(job, 1000, "test"))!.Value;
        await Log.EndAsync(id, new { error = "x" }, RunLog.Failed);
        Assert.Equal(id, await Log.BeginAsync(job, 1000, "test"));
    }

    [Fact]
    public async Task One_whose_host_died_is_taken_over()
    {
        var id = (await Log.BeginAsync(job, 1000, "test"))!.Value;
        Assert.Null(await Log.BeginAsync(job, 1000, "test"));
        await street.Db.WriteAsync(tx => tx.Run("UPDATE runs SET beat_at = beat_at - 180000 WHERE id = @p0", id));
        Assert.Equal(id, await Log.BeginAsync(job, 1000, "test"));
    }

    [Fact]
    public async Task Only_a_running_one_can_be_cancelled()
    {
        var id = (await Log.BeginAsync(job, 1000, "test"))!.Value;
        Assert.True(await Log.CancelAsync(id));
        Assert.False(await Log.CancelAsync(id));
        Assert.Equal("cancelling", street.Db.Read(tx => Log.Find(tx, id))!.State);
    }
}

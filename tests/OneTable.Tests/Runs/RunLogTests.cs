using OneTable.Services.Runs;

namespace OneTable.Tests.Runs;

[Collection(Street.Name)]
public sealed class RunLogTests(Street street)
{
    readonly string job = "test:" + Guid.NewGuid().ToString("N");
    RunLog Log => street.Get<RunLog>();

    async Task<HeldRun?> BeginAsync(long runAt) =>
        (await street.Db.WriteAsync(tx => HeldRun.Claim(tx, job, runAt, "test", TimeSpan.FromMinutes(2), waited: true))).Run;

    Task EndAsync(HeldRun run, string state, object result) => street.Db.WriteAsync(tx => run.End(tx, state, result));

    Task<bool> CancelAsync(HeldRun run) => street.Db.WriteAsync(tx => Log.Cancel(tx, new("420199"), run.Id));

    [Fact]
    public async Task Of_many_who_begin_the_same_run_one_does_it()
    {
        var begun = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => BeginAsync(1000)));
        var run = Assert.Single(begun, b => b is not null)!;
        await EndAsync(run, RunState.Done, new { made = 3 });
        Assert.Null(await BeginAsync(1000));
        Assert.NotNull(await BeginAsync(2000));
        var kept = street.Db.Read(tx => Log.Find(tx, new("420199"), run.Id))!;
        Assert.Equal(("done", """{"made":3}"""), (kept.State, kept.Result));
    }

    [Fact]
    public async Task One_that_failed_may_be_begun_again()
    {
        var run = (await BeginAsync(1000))!;
        await EndAsync(run, RunState.Failed, new { error = "x" });
        Assert.Equal(run.Id, (await BeginAsync(1000))!.Id);
    }

    [Fact]
    public async Task One_whose_host_died_is_taken_over()
    {
        var run = (await BeginAsync(1000))!;
        Assert.Null(await BeginAsync(1000));
        await street.Db.WriteAsync(tx => tx.Run("UPDATE runs SET beat_at = beat_at - 180000 WHERE id = @p0", run.Id));
        Assert.Equal(run.Id, (await BeginAsync(1000))!.Id);
    }

    [Fact]
    public async Task What_was_cancelled_while_another_waited_stays_so()
    {
        var run = (await BeginAsync(1000))!;
        await CancelAsync(run);
        Assert.False(await street.Db.WriteAsync(tx => run.Beat(tx, job, 1000, 1, 2)));
        await EndAsync(run, RunState.Cancelled, new { });
        Assert.Null(await BeginAsync(1000));
    }

    [Fact]
    public async Task Only_a_running_one_can_be_cancelled()
    {
        var run = (await BeginAsync(1000))!;
        Assert.True(await CancelAsync(run));
        Assert.False(await CancelAsync(run));
        Assert.Equal("cancelling", street.Db.Read(tx => Log.Find(tx, new("420199"), run.Id))!.State);
    }
}

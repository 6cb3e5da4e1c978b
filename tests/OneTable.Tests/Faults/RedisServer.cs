namespace OneTable.Tests.Faults;

/// <summary>A Redis of this test's own on a free port, keeping nothing on disk.</summary>
sealed class RedisServer : IDisposable
{
    readonly int port = MariaDb.FreePort();
    OwnProcess process = null!;

    public RedisServer() => Start();

    /// <summary>Again at the same address, and empty.</summary>
    public void Start() => process = new OwnProcess(OwnProcess.Find(NeedsFactAttribute.Redis)!,
        ["--port", $"{port}", "--bind", "127.0.0.1", "--save", "", "--appendonly", "no", "--dir", Path.GetTempPath()]);

    public string ConnectionString => $"127.0.0.1:{port}";
    public Task ReadyAsync() => Wait.ForAsync(() => Task.FromResult(process.Output.Contains("Ready to accept connections") ? "up" : null), "Redis to be up");
    public void Kill() => process.Kill();
    public void Dispose() => process.Dispose();
}

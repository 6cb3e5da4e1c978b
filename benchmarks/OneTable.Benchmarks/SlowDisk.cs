using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.DependencyInjection;
using OneTable.BotGateway.WeChat;
using OneTable.Sandbox;
using OneTable.Services.Data;

namespace OneTable.Benchmarks;

/// <summary>A disk that takes two milliseconds more for each commit, and what most do over it: a transaction for each message.</summary>
static class SlowDisk
{
    const int CommitMs = 2;
    static bool slow;

    /// <summary>From now on each commit of the host's writer waits.</summary>
    public static void Begin(WebApplication gateway)
    {
        slow = true;
        gateway.Services.GetRequiredService<Database>().WriteAsync(tx => Wait(tx.Sqlite!)).Wait();
    }

    static void Wait(SqliteConnection connection) => SQLitePCL.raw.sqlite3_commit_hook(connection.Handle, _ =>
    {
        if (slow) Thread.Sleep(CommitMs);
        return 0;
    }, null);

    /// <summary>The least that takes a message once: opened, its key looked for and kept, committed, a constant answer.</summary>
    public static void MapInTurn(WebApplication app, string folder)
    {
        var crypt = new MessageCrypt(SandboxOptions.Token, SandboxOptions.EncodingAESKey, SandboxOptions.AppId);
        var connection = new SqliteConnection($"Data Source={Path.Combine(folder, "in-turn.db")}");
        connection.Open();
        Wait(connection);
        foreach (var sql in new[] { "PRAGMA journal_mode = WAL", "PRAGMA synchronous = FULL", "CREATE TABLE taken (dedup_key TEXT PRIMARY KEY, body TEXT)" })
            new SqliteCommand(sql, connection).ExecuteNonQuery();
        var keep = new SqliteCommand("INSERT OR IGNORE INTO taken (dedup_key, body) VALUES (@p0, @p1)", connection);
        var (key, body) = (keep.Parameters.Add("@p0", SqliteType.Text), keep.Parameters.Add("@p1", SqliteType.Text));
        app.Map("/transaction", inTurn => inTurn.Run(async http =>
        {
            var bytes = new byte[64 * 1024];
            var encrypted = InboundMessage.Parse(bytes.AsSpan(0, await Pushes.ReadAsync(http, bytes)))!["Encrypt"]!;
            var query = http.Request.Query;
            if (!crypt.IsSigned(query["msg_signature"], query["timestamp"]!, query["nonce"]!, encrypted)) throw new InvalidOperationException("bad signature");
            var message = InboundMessage.Parse(crypt.Decrypt(encrypted))!;
            await Task.Run(() =>
            {
                lock (keep)
                {
                    (key.Value, body.Value) = (message.DedupKey, message["Content"]);
                    keep.ExecuteNonQuery(); // commits by itself
                }
            });
            await http.Response.WriteAsync(new string('x', 888));
        }));
    }
}

using System.Diagnostics;
using System.Net;
using System.Net.Sockets;

namespace OneTable.Tests.Host;

/// <summary>A MariaDB of our own for this test run: a fresh data folder, a free port, ended with the run. Tests kill our hosts, not the machine: it need not wait for the disk.</summary>
sealed class MariaDb : IDisposable
{
    const int PortsFrom = 11_000, Ports = 20_000;
    static int lastPort = Environment.ProcessId * 500 % Ports; // apart from another run at the same time
    readonly string folder = Directory.CreateTempSubdirectory("onetable-mariadb-").FullName;
    readonly Process server;
    readonly int port = FreePort();

    public MariaDb()
    {
        Run("mariadb-install-db", "--no-defaults", "--auth-root-authentication-method=normal", $"--datadir={folder}", $"--user={Environment.UserName}", "--skip-test-db");
        server = Start("mariadbd", "--no-defaults", $"--datadir={folder}", $"--user={Environment.UserName}", $"--port={port}", "--bind-address=127.0.0.1",
            $"--socket={folder}/s", "--character-set-server=utf8mb4", "--collation-server=utf8mb4_bin", "--innodb-flush-log-at-trx-commit=2",
            "--innodb-doublewrite=OFF", "--innodb-buffer-pool-size=256M", "--max-connections=900", "--skip-name-resolve");
        Wait.Until(() => TryQuery("SELECT 1"), "MariaDB answers");
    }

    public static bool IsInstalled => Find("mariadbd") is not null;

    /// <summary>A new empty database on it.</summary>
    public string NewDatabase()
    {
        var name = "t" + Guid.NewGuid().ToString("N")[..12];
        if (!TryQuery($"CREATE DATABASE {name} CHARACTER SET utf8mb4 COLLATE utf8mb4_bin")) throw new InvalidOperationException("MariaDB did not make a database");
        return $"server=127.0.0.1;port={port};database={name};user id=root;Charset=utf8mb4;SslMode=none;Pooling=true;Maximum Pool Size=100";
    }

    bool TryQuery(string sql)
    {
        using var client = Start("mariadb", "--no-defaults", $"--socket={folder}/s", "-uroot", "-e", sql);
        client.WaitForExit();
        return client.ExitCode == 0;
    }

    static void Run(string program, params string[] args)
    {
        using var process = Start(program, args);
        process.WaitForExit();
        if (process.ExitCode != 0) throw new InvalidOperationException($"{program} ended with {process.ExitCode}");
    }

    static Process Start(string program, params string[] args)
    {
        var process = Process.Start(new ProcessStartInfo(Find(program) ?? program, args) { RedirectStandardOutput = true, RedirectStandardError = true })!;
        process.OutputDataReceived += (_, _) => { };
        process.ErrorDataReceived += (_, _) => { };
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        return process;
    }

    static string? Find(string program) =>
        new[] { "/usr/sbin", "/usr/bin", "/usr/local/bin" }.Select(d => Path.Combine(d, program)).FirstOrDefault(File.Exists);

    /// <summary>
    /// A port that nobody has: each once in a run, and below those the system gives to outgoing connections, of which one might
    /// take it before its server does, or while that is being started again.
    /// </summary>
    public static int FreePort()
    {
        while (true)
        {
            try
            {
                using var listener = new TcpListener(IPAddress.Loopback, PortsFrom + Interlocked.Increment(ref lastPort) % Ports);
                listener.Start();
                return ((IPEndPoint)listener.LocalEndpoint).Port;
            }
            catch (SocketException) { /* somebody else's: the next */ }
        }
    }

    public void Dispose()
    {
        server.Kill();
        server.WaitForExit();
        Directory.Delete(folder, recursive: true);
    }
}

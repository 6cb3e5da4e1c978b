using System.Net.Sockets;

namespace OneTable.Tests.Faults;

/// <summary>What stands in front of several hosts: one address, and each connection goes to the next of them that is up.</summary>
sealed class OneAddress : IDisposable
{
    readonly TcpListener listener = new(IPAddress.Loopback, 0);
    readonly Uri[] hosts;
    int next;

    public OneAddress(params Uri[] hosts)
    {
        this.hosts = hosts;
        listener.Start();
        _ = AcceptAsync();
    }

    public Uri Address => new($"http://127.0.0.1:{((IPEndPoint)listener.LocalEndpoint).Port}");

    async Task AcceptAsync()
    {
        try
        {
            while (true) _ = ForwardAsync(await listener.AcceptTcpClientAsync());
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException)
        {
            // closed
        }
    }

    async Task ForwardAsync(TcpClient caller)
    {
        using (caller)
        using (var host = new TcpClient())
        {
            try
            {
                var to = hosts[Interlocked.Increment(ref next) % hosts.Length];
                await host.ConnectAsync(to.Host, to.Port);
                await Task.WhenAny(caller.GetStream().CopyToAsync(host.GetStream()), host.GetStream().CopyToAsync(caller.GetStream()));
            }
            catch (Exception e) when (e is SocketException or IOException)
            {
                // as a balancer does: the caller sees its connection end, and tries again
            }
        }
    }

    public void Dispose() => listener.Dispose();
}

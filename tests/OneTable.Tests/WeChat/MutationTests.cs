using System.Net.Sockets;
using System.Text;
using Xunit.Abstractions;

namespace OneTable.Tests.WeChat;

/// <summary>
/// A hundred thousand bodies that the platform would never send, made from those it does, always the same ones: cut off, with bytes
/// changed, taken out, doubled or swapped, inside of the encryption and around it. None may be more than refused.
/// </summary>
[Collection(AloneCollection.Name)] // what others keep in memory would be counted too
public sealed class MutationTests(ITestOutputHelper output)
{
    const int Bodies = 100_000, Seed = 20_261_122, Connections = 32, AtOnce = 8, WarmUp = Bodies / 5;
    const long GrowthMax = 48 << 20;

    static readonly byte[][] samples = [.. TestFiles.Names("WeChat/Inbound", "*.*").Select(name => Encoding.UTF8.GetBytes(TestFiles.Read("WeChat/Inbound", name)))];
    /// <summary>Bytes and pieces that parsers stumble over.</summary>
    static readonly byte[][] pieces = [.. new[]
    {
        "<", ">", "&", "]]>", "<![CDATA[", "</xml>", "<!DOCTYPE a [<!ENTITY b \"c\">]>", "<?xml version=\"1.0\" encoding=\"utf-7\"?>", "<?xml version=\"1.0\" encoding=\"ucs-4\"?>",
        "&#xD800;", "&#0;", "&lt;", "<a><a><a><a><a><a><a><a><a><a>", "{", "}", "[", "[[[[[[[[[[[[", "\"", "\\u0000", "\\ud800", ":", ",", "null", "1e999", "-1", "\0", "\uFFFF", "😀", "　",
        "<Encrypt>AAAA</Encrypt>", "\"Encrypt\":\"AAAA\",", "<FromUserName></FromUserName>", "身份证 11010519491231002X", "着火了", "进度", new string('9', 400), new string('啊', 3000),
    }.Select(Encoding.UTF8.GetBytes), [0xFF], [0xC3], [0xEF, 0xBB, 0xBF], [0xFE, 0xFF], [0x80]];

    [Fact]
    public async Task A_hundred_thousand_broken_bodies_are_refused_or_taken_and_nothing_breaks()
    {
        await using var safe = await ModeHost.StartAsync(account: "Safe", mini: "Plain");
        await using var plain = await ModeHost.StartAsync(account: "Plain", mini: "Safe");
        var answers = new long[600];
        await SendAsync(0, WarmUp);
        var before = GC.GetTotalMemory(forceFullCollection: true);
        await SendAsync(WarmUp, Bodies);
        var grown = GC.GetTotalMemory(forceFullCollection: true) - before;

        output.WriteLine($"{string.Join(", ", answers.Select((count, status) => (count, status)).Where(a => a.count > 0).Select(a => $"{a.status}: {a.count}"))}; grown by {grown >> 10} KiB");
        Assert.Equal(Bodies, answers.Sum());
        Assert.Equal(Bodies, answers[200] + answers[400] + answers[403] + answers[413]);
        Assert.True(answers[200] > Bodies / 5 && answers[400] > Bodies / 5, "the mutations are too tame or too wild");
        Assert.True(grown < GrowthMax, $"memory grew by {grown >> 20} MiB");

        Task SendAsync(int from, int to) => Task.WhenAll(Enumerable.Range(0, Connections).Select(lane => Task.Run(() => LaneAsync(lane % 2 == 0 ? safe : plain, lane, from, to))));

        async Task LaneAsync(ModeHost host, int lane, int from, int to)
        {
            using var wire = new Wire(host.Address);
            (bool Safe, Pusher Push)[] accounts = [(host == safe, new Pusher(host.Http)), (host == plain, Pusher.OfMini(host.Http))];
            var mine = Enumerable.Range(from, to - from).Where(n => n % Connections == lane);
            foreach (var some in mine.Chunk(AtOnce))
            {
                foreach (var n in some)
                {
                    var random = new Random(Seed + n);
                    var (isSafe, push) = accounts[random.Next(2)];
                    wire.Write(isSafe ? Encrypted(push, random) : Plain(push, random));
                }
                await wire.SendAsync();
                for (var i = 0; i < some.Length; i++) Interlocked.Increment(ref answers[await wire.StatusAsync()]);
            }
        }
    }

    static (string Target, byte[] Body) Plain(Pusher push, Random random) => ($"{push.Path}?{push.Query()}", Mutated(Sample(random), random));

    /// <summary>Two of three are broken inside of a good envelope, the others from outside.</summary>
    static (string Target, byte[] Body) Encrypted(Pusher push, Random random)
    {
        var inside = Sample(random);
        var encrypted = push.Encrypt(random.Next(3) > 0 ? Mutated(inside, random) : inside, push.AppId);
        var envelope = Encoding.UTF8.GetBytes(inside[0] == '{' ? Pusher.JsonEnvelope(encrypted) : Pusher.Envelope(encrypted));
        return ($"{push.Path}?{push.Query(encrypted: encrypted)}", random.Next(3) > 0 ? envelope : Mutated(envelope, random));
    }

    /// <summary>Somebody new each time, so that not all of them talk to the bot as one person.</summary>
    static byte[] Sample(Random random) => Encoding.UTF8.GetBytes(Encoding.UTF8.GetString(samples[random.Next(samples.Length)])
        .Replace("oOneTable_resident_0000000001", $"oMutant-{random.Next(2_000)}").Replace("1763700000", $"{1_763_700_000 + random.Next(100_000)}"));

    static byte[] Mutated(byte[] body, Random random)
    {
        var bytes = body.ToList();
        for (var times = random.Next(1, 3); times > 0 && bytes.Count > 0; times--)
        {
            var (at, length) = (random.Next(bytes.Count), random.Next(1, 40));
            length = Math.Min(length, bytes.Count - at);
            switch (random.Next(12))
            {
                case 0: bytes.RemoveRange(at, bytes.Count - at); break;
                case 1: bytes[at] = (byte)random.Next(256); break;
                case 2: bytes[at] ^= (byte)(1 << random.Next(8)); break;
                case 3: bytes.RemoveRange(at, length); break;
                case 4: bytes.InsertRange(at, bytes.GetRange(at, length)); break;
                case 5: bytes.InsertRange(at, pieces[random.Next(pieces.Length)]); break;
                case 6: bytes.Reverse(at, length); break;
                default: bytes[at] = bytes[at] < 0x80 && char.IsAsciiLetterOrDigit((char)bytes[at]) ? (byte)random.Next('0', 'z') : bytes[at]; break;
            }
        }
        return [.. bytes];
    }

    /// <summary>HTTP by hand over one connection, several requests ahead of their answers.</summary>
    sealed class Wire : IDisposable
    {
        readonly TcpClient tcp = new();
        readonly StreamReader answers;
        readonly MemoryStream waiting = new();
        readonly string host;

        public Wire(Uri address)
        {
            tcp.NoDelay = true;
            tcp.Connect(address.Host, address.Port);
            answers = new StreamReader(tcp.GetStream(), Encoding.Latin1);
            host = address.Authority;
        }

        public void Write((string Target, byte[] Body) push)
        {
            waiting.Write(Encoding.ASCII.GetBytes($"POST {push.Target} HTTP/1.1\r\nHost: {host}\r\nContent-Length: {push.Body.Length}\r\n\r\n"));
            waiting.Write(push.Body);
        }

        public async Task SendAsync()
        {
            await tcp.GetStream().WriteAsync(waiting.GetBuffer().AsMemory(0, (int)waiting.Length));
            waiting.SetLength(0);
        }

        public async Task<int> StatusAsync()
        {
            var status = int.Parse((await answers.ReadLineAsync())!.AsSpan(9, 3));
            var (length, chunked) = (0, false);
            while (await answers.ReadLineAsync() is { Length: > 0 } header)
            {
                if (header.StartsWith("Content-Length: ", StringComparison.OrdinalIgnoreCase)) length = int.Parse(header.AsSpan(16));
                chunked |= header.StartsWith("Transfer-Encoding: chunked", StringComparison.OrdinalIgnoreCase);
            }
            while (chunked && int.Parse((await answers.ReadLineAsync())!, System.Globalization.NumberStyles.HexNumber) is var chunk)
            {
                await SkipAsync(chunk + 2);
                chunked = chunk > 0;
            }
            await SkipAsync(length);
            return status;
        }

        async Task SkipAsync(int length)
        {
            for (var skipped = new char[4096]; length > 0; length -= await answers.ReadAsync(skipped.AsMemory(0, Math.Min(length, skipped.Length)))) { }
        }

        public void Dispose() => tcp.Dispose();
    }
}

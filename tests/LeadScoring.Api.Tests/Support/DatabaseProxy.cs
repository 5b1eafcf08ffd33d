using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Threading.Channels;
using Npgsql;

namespace LeadScoring.Api.Tests.Support;

/// <summary>A way to the database that can be cut, slowed down or left hanging, and mended.</summary>
internal sealed class DatabaseProxy : IAsyncDisposable
{
    private readonly EndPoint _database;
    private readonly int _port;
    private CancellationTokenSource _cut = new();
    private Task _serving;
    private volatile bool _hangs;
    private int _commits;
    private int _lostCommits;

    public DatabaseProxy(string connectionString)
    {
        var target = new NpgsqlConnectionStringBuilder(connectionString);
        _database = target.Host!.StartsWith('/')
            ? new UnixDomainSocketEndPoint($"{target.Host}/.s.PGSQL.{target.Port}")
            : new DnsEndPoint(target.Host, target.Port);
        var listener = Listen(0);
        _port = ((IPEndPoint)listener.LocalEndpoint).Port;
        _serving = ServeAsync(listener, _cut.Token);
        ConnectionString = new NpgsqlConnectionStringBuilder(connectionString) { Host = "127.0.0.1", Port = _port }.ConnectionString;
    }

    /// <summary>How to reach the database this way.</summary>
    public string ConnectionString { get; }

    /// <summary>How much later everything arrives, either way.</summary>
    public TimeSpan Delay { get; set; }

    /// <summary>Of so many transactions the last one is committed and nobody is told: the connection breaks instead. 0: none.</summary>
    public int LosesCommits { get; set; }

    /// <summary>How often that was so.</summary>
    public int LostCommits => _lostCommits;

    /// <summary>
    /// Connections stay open, new ones are taken, and nothing arrives any more. What was swallowed is lost: a connection that was
    /// used meanwhile stays dead after <see cref="Resume"/>.
    /// </summary>
    public void Hang() => _hangs = true;

    public void Resume() => _hangs = false;

    /// <summary>Breaks every connection off and takes no new ones.</summary>
    public async Task CutAsync()
    {
        await _cut.CancelAsync();
        await _serving;
    }

    public void Mend()
    {
        _cut.Dispose();
        _cut = new CancellationTokenSource();
        _serving = ServeAsync(Listen(_port), _cut.Token);
    }

    public async ValueTask DisposeAsync()
    {
        await CutAsync();
        _cut.Dispose();
    }

    private static TcpListener Listen(int port)
    {
        var listener = new TcpListener(IPAddress.Loopback, port);
        listener.Start();
        return listener;
    }

    private async Task ServeAsync(TcpListener listener, CancellationToken cut)
    {
        List<Task> connections = [];
        try
        {
            while (true) connections.Add(PassOnAsync(await listener.AcceptSocketAsync(cut), cut));
        }
        catch (OperationCanceledException)
        {
            listener.Dispose();
            await Task.WhenAll(connections);
        }
    }

    private async Task PassOnAsync(Socket client, CancellationToken cut)
    {
        using (client)
        {
            try
            {
                using var database = new Socket(_database.AddressFamily, SocketType.Stream, ProtocolType.Unspecified);
                await database.ConnectAsync(_database, cut);
                await using var here = new NetworkStream(client);
                await using var there = new NetworkStream(database);
                using var closed = CancellationTokenSource.CreateLinkedTokenSource(cut);
                await Task.WhenAny(PassOnAsync(here, there, _ => false, closed.Token), PassOnAsync(there, here, IsToBeLost, closed.Token));
                await closed.CancelAsync();
            }
            catch (Exception e) when (e is OperationCanceledException or SocketException or IOException)
            {
                // Cut, or closed by one of the two.
            }
        }
    }

    /// <summary>Whether this says that a transaction was committed, and is one that is not to be told: CommandComplete, its length, its words.</summary>
    private bool IsToBeLost(ReadOnlyMemory<byte> said)
    {
        if (LosesCommits == 0 || said.Span.IndexOf("C\0\0\0\u000bCOMMIT\0"u8) < 0 || Interlocked.Increment(ref _commits) % LosesCommits > 0) return false;

        Interlocked.Increment(ref _lostCommits);
        return true;
    }

    private async Task PassOnAsync(NetworkStream from, NetworkStream to, Func<ReadOnlyMemory<byte>, bool> isToBeLost, CancellationToken closed)
    {
        // What is under way does not hold up what comes after it: it all arrives as much later.
        var underWay = Channel.CreateUnbounded<(long Since, byte[] Bytes)>();
        var arriving = ArriveAsync(underWay.Reader, to, closed);
        var buffer = new byte[64 * 1024];
        var isDead = false;
        while (await from.ReadAsync(buffer, closed) is > 0 and var count)
        {
            isDead |= _hangs;
            if (isDead) continue;
            if (isToBeLost(buffer.AsMemory(0, count))) return;
            underWay.Writer.TryWrite((Stopwatch.GetTimestamp(), buffer[..count]));
        }

        underWay.Writer.Complete();
        await arriving;
    }

    private async Task ArriveAsync(ChannelReader<(long Since, byte[] Bytes)> underWay, NetworkStream to, CancellationToken closed)
    {
        await foreach (var (since, bytes) in underWay.ReadAllAsync(closed))
        {
            if (Delay - Stopwatch.GetElapsedTime(since) is { Ticks: > 0 } rest) await Task.Delay(rest, closed);
            await to.WriteAsync(bytes, closed);
        }
    }
}

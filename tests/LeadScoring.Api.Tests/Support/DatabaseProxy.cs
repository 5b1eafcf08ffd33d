using System.Net;
using System.Net.Sockets;
using Npgsql;

namespace LeadScoring.Api.Tests.Support;

/// <summary>A way to the database that can be cut and mended.</summary>
internal sealed class DatabaseProxy : IAsyncDisposable
{
    private readonly EndPoint _database;
    private readonly int _port;
    private CancellationTokenSource _cut = new();
    private Task _serving;

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
                await Task.WhenAny(here.CopyToAsync(there, cut), there.CopyToAsync(here, cut));
            }
            catch (Exception e) when (e is OperationCanceledException or SocketException or IOException)
            {
                // Cut, or closed by one of the two.
            }
        }
    }
}

using System.Diagnostics;

namespace LeadScoring.Api.Tests.Faults;

/// <summary>Two replicas of the service on a PostgreSQL of their own, all of which can be made to fail, and how long they take to come back.</summary>
internal sealed class Cluster : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private Cluster(OwnServer server, string way, string[] settings)
    {
        Server = server;
        Replicas = [new Replica(way, settings), new Replica(way, settings)];
    }

    public OwnServer Server { get; }

    public IReadOnlyList<Replica> Replicas { get; }

    /// <summary>Of each service that was killed, from its start until it listened again.</summary>
    public List<TimeSpan> Starts { get; } = [];

    /// <summary>After each fault and of each replica, from the end of the fault (PostgreSQL's first answer) until the replica's next 200.</summary>
    public List<TimeSpan> Acceptances { get; } = [];

    /// <summary>Both replicas start at once, on an empty database.</summary>
    public static async Task<Cluster> StartAsync()
    {
        var server = await OwnServer.StartAsync();
        return await StartAsync(server, server.Database.ConnectionString);
    }

    /// <summary>The same on a server that runs, and from now on belongs to the cluster.</summary>
    /// <param name="server">The server.</param>
    /// <param name="way">How the replicas connect to it.</param>
    /// <param name="settings">What else they are told.</param>
    public static async Task<Cluster> StartAsync(OwnServer server, string way, params string[] settings)
    {
        var cluster = new Cluster(server, way, settings);
        try
        {
            await Task.WhenAll(cluster.Replicas.Select(replica => replica.StartAsync()));
            return cluster;
        }
        catch
        {
            await cluster.DisposeAsync();
            throw;
        }
    }

    /// <summary>kill -9, and a new start at once.</summary>
    public async Task KillAsync(IReadOnlyCollection<Replica> replicas)
    {
        await Task.WhenAll(replicas.Select(replica => replica.KillAsync()));
        Starts.AddRange(await Task.WhenAll(replicas.Select(replica => replica.StartAsync())));
    }

    /// <summary>Comes back when each replica has acknowledged something to the load after PostgreSQL was back.</summary>
    public async Task StopServerAsync() => await AcceptAgainAsync(await Server.StopAtOnceAsync());

    /// <summary>Comes back when each replica has acknowledged something to the load, which none may have ended to do.</summary>
    /// <param name="since">When the fault was over, in ticks of <see cref="Stopwatch"/>.</param>
    public async Task AcceptAgainAsync(long since)
    {
        var accepted = await Task.WhenAll(Replicas.Select(replica => replica.NextAcknowledgementAsync().WaitAsync(Patience)));
        Acceptances.AddRange(accepted.Select(at => Stopwatch.GetElapsedTime(since, at)));
        Assert.DoesNotContain(Replicas, replica => replica.HasExited);
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var replica in Replicas) replica.Dispose();
        await Server.DisposeAsync();
    }
}

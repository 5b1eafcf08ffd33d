using System.Diagnostics;
using LeadScoring.Api.Tests.Support;
using Npgsql;

namespace LeadScoring.Api.Tests.Faults;

/// <summary>Tests that take turns on one <see cref="FaultCluster"/>.</summary>
[CollectionDefinition(Name)]
public sealed class FaultTurns : ICollectionFixture<FaultCluster>
{
    public const string Name = "Faults";
}

/// <summary>
/// Two replicas, a way to their database that can be disturbed, and the load of the crash test, whose ledger goes on from one fault to the
/// next: after each one everything since the beginning must be there once.
/// </summary>
public sealed class FaultCluster : IAsyncLifetime, IDisposable
{
    /// <summary>Connections to the database of each replica.</summary>
    internal const int PoolSize = 40;

    /// <summary>As whom the service connects. It is no superuser: those are not kept out by limits.</summary>
    internal const string Role = "lead_service";

    private readonly string _disk;
    private readonly Ledger _ledger;
    private readonly DateTimeOffset _end = DateTimeOffset.FromUnixTimeSeconds(DateTimeOffset.UtcNow.ToUnixTimeSeconds());
    /// <summary>Those of the fault that is being tried; the last one may still send.</summary>
    private readonly List<Load> _loads = [];

    private int _round;

    public FaultCluster() : this(Path.GetTempPath(), "fault-ledger.jsonl")
    {
    }

    /// <param name="disk">The folder that the database lies below.</param>
    /// <param name="ledger">The ledger's name.</param>
    internal FaultCluster(string disk, string ledger) => (_disk, _ledger) = (disk, new Ledger(Path.Combine(AppContext.BaseDirectory, ledger)));

    internal Cluster Cluster { get; private set; } = null!;

    internal DatabaseProxy Way { get; private set; } = null!;

    internal OwnServer Server => Cluster.Server;

    internal IReadOnlyList<Replica> Replicas => Cluster.Replicas;

    /// <summary>Of both replicas.</summary>
    internal long Memory => Replicas.Sum(replica => replica.Memory);

    public async Task InitializeAsync()
    {
        var server = await OwnServer.StartAsync(_disk);
        await server.ExecuteAsync($"CREATE ROLE {Role} LOGIN PASSWORD '{Role}'; ALTER DATABASE leadscoring OWNER TO {Role}");
        Way = new DatabaseProxy(new NpgsqlConnectionStringBuilder(server.Database.ConnectionString) { Username = Role, Password = Role, MaxPoolSize = PoolSize }.ConnectionString);
        Cluster = await Cluster.StartAsync(server, Way.ConnectionString, "--Shutdown:ReadinessDelay=00:00:01");
    }

    /// <summary>A load that has begun: some of it is acknowledged.</summary>
    internal async Task<Load> BeginAsync(LoadShape? shape = null)
    {
        // One before it may have ended with its fault in the middle, and left what would be missed.
        foreach (var ended in _loads)
        {
            await ended.StopAsync();
            await ended.SendLeftOversAsync();
        }

        var load = new Load(Replicas, _ledger, _end, shape ?? LoadShape.Usual, ++_round);
        _loads.Add(load);
        load.Start();
        await GoOnAsync();
        load.TakeAnswers();
        return load;
    }

    /// <summary>Until some more was acknowledged.</summary>
    internal Task GoOnAsync() => _loads[^1].GoOnAsync(FaultForm.Of(150, 1_000));

    /// <summary>The fault is over: how long it takes until both replicas have acknowledged something again.</summary>
    internal async Task<TimeSpan> RecoverAsync()
    {
        await Cluster.AcceptAgainAsync(Stopwatch.GetTimestamp());
        return Cluster.Acceptances.TakeLast(Replicas.Count).Max();
    }

    /// <summary>Ends the load, writes the line of the report and asserts that everything is exact.</summary>
    /// <param name="fault">Its number.</param>
    /// <param name="done">What was done.</param>
    /// <param name="counted">What was counted beside what always is.</param>
    /// <param name="measured">Times and sizes.</param>
    internal async Task SettleAsync(int fault, string done, string counted, string measured)
    {
        var exactness = await Exactness.OfAsync(Server.Database, Replicas[0].Client, _ledger, _loads[^1]);
        FaultReport.Add(fault, done, $"{exactness.InWords(_loads.Sum(load => load.Acknowledged))}; {counted}", measured);
        exactness.IsExact();
        Assert.Empty(_loads.SelectMany(load => load.WrongAnswers));
        _loads.Clear();
        if (!FaultForm.IsLong) return;

        await Exactness.RecountAsync(Cluster);
        await Task.WhenAll(Replicas.Select(replica => replica.StartAsync()));
    }

    public async Task DisposeAsync()
    {
        foreach (var load in _loads) await load.DisposeAsync();
        await Cluster.DisposeAsync();
        await Way.DisposeAsync();
    }

    public void Dispose() => _ledger.Dispose();
}

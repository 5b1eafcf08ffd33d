using LeadScoring.Benchmarks.EndToEnd.Load;
using LeadScoring.Benchmarks.EndToEnd.Processes;
using LeadScoring.Benchmarks.EndToEnd.Reporting;

namespace LeadScoring.Benchmarks.EndToEnd;

/// <summary>What all groups share: the server, and a database with leads that each group copies.</summary>
internal sealed class Stage : IAsyncDisposable
{
    private const string Seeded = "bench_seeded";

    private Stage(PostgresServer postgres, IngestOptions options)
    {
        (Postgres, Options) = (postgres, options);
        Meter = new CpuMeter(postgres);
        // The same templates in every run.
        Mix = new EventMix(new Random(1));
    }

    public PostgresServer Postgres { get; }

    public IngestOptions Options { get; }

    public CpuMeter Meter { get; }

    public EventMix Mix { get; }

    public KnownLeads Leads { get; private set; } = new() { Keys = [] };

    public EventRows Rows => new(Leads, Mix);

    public static async Task<Stage> SetAsync(IngestOptions options, CancellationToken cancellationToken)
    {
        Progress.Say("starting PostgreSQL");
        var stage = new Stage(await PostgresServer.StartAsync(cancellationToken), options);
        try
        {
            await stage.SeedAsync(cancellationToken);
            return stage;
        }
        catch
        {
            await stage.DisposeAsync();
            throw;
        }
    }

    /// <summary>A database with all leads and what they did so far.</summary>
    public Task<Database> DatabaseAsync(string name, CancellationToken cancellationToken) => Postgres.CreateAsync(name, Seeded, cancellationToken);

    public async Task<ServiceUnderTest> ServiceAsync(Database database, CancellationToken cancellationToken, params string[] settings)
    {
        var service = await ServiceUnderTest.StartAsync(database, settings, cancellationToken);
        Meter.Watch(service);
        return service;
    }

    public void End(ServiceUnderTest service)
    {
        Meter.Forget(service);
        service.Dispose();
    }

    public ValueTask DisposeAsync() => Postgres.DisposeAsync();

    private async Task SeedAsync(CancellationToken cancellationToken)
    {
        Progress.Say($"making {KnownLeads.Count:N0} leads");
        var database = await Postgres.CreateAsync(Seeded, "template1", cancellationToken);
        using (var service = await ServiceUnderTest.StartAsync(database, [], cancellationToken))
        {
            await new History(Mix, Options.Accounts).SendAsync(service);
            while (await database.AskAsync<bool>("SELECT EXISTS (SELECT FROM accounts WHERE settled_version < version)")) await Task.Delay(100, cancellationToken);
        }

        await database.ExecuteAsync("VACUUM ANALYZE");
        Leads = await KnownLeads.ReadAsync(database);
        // A database with a connection cannot be copied.
        Npgsql.NpgsqlConnection.ClearAllPools();
    }
}

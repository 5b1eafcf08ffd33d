using LeadScoring.Benchmarks.EndToEnd.Processes;
using LeadScoring.Benchmarks.EndToEnd.Reporting;
using Npgsql;

namespace LeadScoring.Benchmarks.Reads;

/// <summary>What all groups share: the server and a database with many leads.</summary>
internal sealed class ReadsStage : IAsyncDisposable
{
    private ReadsStage(PostgresServer postgres, Database database, ReadsOptions options) =>
        (Postgres, Database, Options, Meter) = (postgres, database, options, new CpuMeter(postgres));

    public PostgresServer Postgres { get; }

    public Database Database { get; }

    public ReadsOptions Options { get; }

    public CpuMeter Meter { get; }

    public static async Task<ReadsStage> SetAsync(ReadsOptions options, CancellationToken cancellationToken)
    {
        Progress.Say("starting PostgreSQL");
        var postgres = await PostgresServer.StartAsync(cancellationToken);
        try
        {
            var database = await postgres.CreateAsync("bench_reads", "template1", cancellationToken);
            // Makes the tables and puts the default model into force.
            (await ServiceUnderTest.StartAsync(database, [], cancellationToken)).Dispose();
            Progress.Say($"making {options.Leads:N0} leads");
            await new ManyLeads(database, options.Leads).FillAsync();
            NpgsqlConnection.ClearAllPools();
            return new ReadsStage(postgres, database, options);
        }
        catch
        {
            await postgres.DisposeAsync();
            throw;
        }
    }

    /// <summary>The service with a worker that works off what is due when it starts, and then rests.</summary>
    public Task<ServiceUnderTest> ServiceAsync(CancellationToken cancellationToken, params string[] settings) =>
        WatchedAsync(ServiceUnderTest.StartAsync(Database, ["--Rescoring:Interval=01:00:00", .. settings], cancellationToken));

    public Task<ServiceUnderTest> BareAsync(CancellationToken cancellationToken) =>
        WatchedAsync(ServiceUnderTest.StartAsync("LeadScoring.Benchmarks.dll", [BareServer.Command], Database, cancellationToken));

    /// <summary>Comes back when nothing is due any more; from then on the worker sleeps.</summary>
    public async Task WorkerRestsAsync(CancellationToken cancellationToken)
    {
        while (await Database.AskAsync<bool>("SELECT EXISTS (SELECT FROM lead_scores WHERE valid_until <= now() - interval '1 minute')")) await Task.Delay(200, cancellationToken);
    }

    public void End(ServiceUnderTest service)
    {
        Meter.Forget(service);
        service.Dispose();
    }

    public ValueTask DisposeAsync() => Postgres.DisposeAsync();

    private async Task<ServiceUnderTest> WatchedAsync(Task<ServiceUnderTest> starting)
    {
        var service = await starting;
        Meter.Watch(service);
        return service;
    }
}

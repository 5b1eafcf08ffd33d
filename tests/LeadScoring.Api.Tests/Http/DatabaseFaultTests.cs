using System.Collections.Concurrent;
using System.Net;
using LeadScoring.Api.Tests.Support;
using Npgsql;

namespace LeadScoring.Api.Tests.Http;

/// <summary>The database answers, and refuses.</summary>
public sealed class DatabaseFaultTests : IAsyncLifetime, IDisposable
{
    private static readonly TimeSpan AtMost = TimeSpan.FromSeconds(3);

    private readonly LeadScoringApp _app = new();

    public Task InitializeAsync() => _app.InitializeAsync();

    public Task DisposeAsync() => ((IAsyncLifetime)_app).DisposeAsync();

    public void Dispose() => _app.Dispose();

    [Theory]
    [InlineData(PostgresErrorCodes.DiskFull)]
    [InlineData(PostgresErrorCodes.OutOfMemory)]
    [InlineData(PostgresErrorCodes.IoError)]
    [InlineData(PostgresErrorCodes.CannotConnectNow)]
    [InlineData(PostgresErrorCodes.CrashShutdown)]
    [InlineData(PostgresErrorCodes.LockNotAvailable)]
    [InlineData(PostgresErrorCodes.InsufficientPrivilege)]
    [InlineData(PostgresErrorCodes.UndefinedColumn)]
    [InlineData(PostgresErrorCodes.InternalError)]
    public async Task A_write_that_the_server_cannot_do_just_now_is_told_to_come_back(string sqlState)
    {
        using var client = _app.CreateClient();
        await EveryRoute.Requests().SucceedAsync(client);
        string[] tables = ["events", "account_events", "audit_entries", "quarantined_events"];
        await ExecuteAsync($"CREATE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION 'no' USING ERRCODE = '{sqlState}'; END $$");
        foreach (var table in tables) await ExecuteAsync($"CREATE TRIGGER refuse BEFORE INSERT ON {table} EXECUTE FUNCTION refuse()");

        await EveryRoute.Writes().AreTurnedAwayAsync(client, AtMost);
        await EveryRoute.Reads().SucceedAsync(client);
        using var broken = new StringContent("""{"batch":[{"type":"track"}]}""");
        using var answer = await client.PostAsync(new Uri("/v1/batch", UriKind.Relative), broken);
        await EveryRoute.IsTurnedAwayAsync(answer);

        foreach (var table in tables) await ExecuteAsync($"DROP TRIGGER refuse ON {table}");
        await EveryRoute.Requests().SucceedAsync(client);
    }

    [Fact]
    public async Task A_read_only_database_takes_no_writes_and_shows_its_scores()
    {
        using var client = _app.CreateClient();
        await EveryRoute.Requests().SucceedAsync(client);
        await ExecuteAsync($"ALTER DATABASE {DatabaseName} SET default_transaction_read_only = on");
        await CloseConnectionsAsync();

        await Eventually.PassesAsync(() => EveryRoute.Reads().SucceedAsync(client));
        await EveryRoute.Writes().AreTurnedAwayAsync(client, AtMost);
        Assert.Equal(HttpStatusCode.OK, await client.StatusOfAsync("/health/ready"));

        // Connections made before stay read-only: the service has to make new ones by itself.
        await ExecuteAsync($"ALTER DATABASE {DatabaseName} RESET default_transaction_read_only");
        await Eventually.PassesAsync(() => EveryRoute.Requests().SucceedAsync(client));
    }

    [Fact]
    public async Task A_database_without_a_free_connection_is_away()
    {
        // Limits are not for superusers.
        var role = DatabaseName + "_guest";
        await ExecuteAsync($"CREATE ROLE {role} LOGIN PASSWORD '{role}' CONNECTION LIMIT 10; GRANT pg_read_all_data, pg_write_all_data TO {role}");
        var asGuest = new NpgsqlConnectionStringBuilder(_app.Database.ConnectionString) { Username = role, Password = role }.ConnectionString;
        await using (var replica = _app.NewReplica(Given.Settings(("ConnectionStrings:LeadScoring", asGuest))))
        {
            using var client = replica.CreateClient();
            await EveryRoute.Requests().SucceedAsync(client);

            await ExecuteAsync($"ALTER ROLE {role} CONNECTION LIMIT 0");
            await CloseConnectionsAsync();

            await Eventually.IsTrueAsync(async () => await client.StatusOfAsync("/health/ready") == HttpStatusCode.ServiceUnavailable, "The service is not ready.");
            await EveryRoute.Requests().AreTurnedAwayAsync(client, AtMost);

            await ExecuteAsync($"ALTER ROLE {role} CONNECTION LIMIT 10");
            await Eventually.PassesAsync(() => EveryRoute.Requests().SucceedAsync(client));
        }

        await CloseConnectionsAsync();
        await ExecuteAsync($"REVOKE pg_read_all_data, pg_write_all_data FROM {role}; DROP ROLE {role}");
    }

    [Fact]
    public async Task Connections_that_an_administrator_closes_cost_no_more_than_a_503()
    {
        using var client = _app.CreateClient();
        ConcurrentBag<string> acknowledged = [];
        using var enough = new CancellationTokenSource();
        var senders = Enumerable.Range(0, 4).Select(sender => Task.Run(async () =>
        {
            for (var i = 0; !enough.IsCancellationRequested; i++)
            {
                var sent = Given.NeutralEvent($"lead-{sender}", 1);
                using var answer = await client.PostEventAsync(sent);
                if (answer.IsSuccessStatusCode) acknowledged.Add(sent.MessageId);
                else await EveryRoute.IsTurnedAwayAsync(answer);
            }
        })).ToList();

        for (var round = 0; round < 10; round++)
        {
            var before = acknowledged.Count;
            await Eventually.IsTrueAsync(() => acknowledged.Count >= before + 10, "Events are taken again.");
            await CloseConnectionsAsync();
        }

        await enough.CancelAsync();
        await Task.WhenAll(senders);
        Assert.Empty(acknowledged.Except(await _app.Database.MessageIdsAsync(), StringComparer.Ordinal));
    }

    private string DatabaseName => new NpgsqlConnectionStringBuilder(_app.Database.ConnectionString).Database!;

    private Task CloseConnectionsAsync() =>
        ExecuteAsync("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()");

    private async Task ExecuteAsync(string sql)
    {
        // Whatever the database is set to, these may write.
        var settings = new NpgsqlConnectionStringBuilder(_app.Database.ConnectionString) { Pooling = false, Options = "-c default_transaction_read_only=off" };
        await using var connection = new NpgsqlConnection(settings.ConnectionString);
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync();
    }
}

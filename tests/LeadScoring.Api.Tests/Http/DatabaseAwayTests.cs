using System.Diagnostics;
using System.Net;
using LeadScoring.Api.Http;
using LeadScoring.Api.Tests.Support;
using Npgsql;

namespace LeadScoring.Api.Tests.Http;

/// <summary>The way to the database is cut, slow, or leads nowhere.</summary>
public sealed class DatabaseAwayTests(LeadScoringApp app) : IClassFixture<LeadScoringApp>
{
    private static readonly TimeSpan Refusal = TimeSpan.FromSeconds(3);
    private static readonly TimeSpan Silence = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan Readiness = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan Recovery = TimeSpan.FromSeconds(5);

    [Fact]
    public async Task While_the_database_is_away_every_route_says_when_to_come_back_and_then_it_goes_on()
    {
        await using var proxy = new DatabaseProxy(app.Database.ConnectionString);
        await using var replica = NewReplica(proxy);
        using var client = replica.CreateClient();
        await EveryRoute.Requests().SucceedAsync(client);

        await proxy.CutAsync();

        for (var round = 0; round < 2; round++) await EveryRoute.Requests().AreTurnedAwayAsync(client, Refusal);
        Assert.Equal(HttpStatusCode.OK, await client.StatusOfAsync("/health/live"));
        Assert.Equal(HttpStatusCode.ServiceUnavailable, await client.StatusOfAsync("/health/ready"));

        proxy.Mend();

        await GoesOnAsync(client);
    }

    [Fact]
    public async Task While_the_database_hangs_every_route_says_when_to_come_back_and_then_it_goes_on()
    {
        await using var proxy = new DatabaseProxy(app.Database.ConnectionString);
        await using var replica = NewReplica(proxy);
        using var client = replica.CreateClient();
        await EveryRoute.Requests().SucceedAsync(client);

        proxy.Hang();

        // More than there are connections, so that some wait for one.
        var turnedAway = Enumerable.Range(0, 5).SelectMany(_ => EveryRoute.Requests()).AreTurnedAwayAsync(client, Silence);
        var watch = Stopwatch.StartNew();
        Assert.Equal(HttpStatusCode.ServiceUnavailable, await client.StatusOfAsync("/health/ready"));
        Assert.True(watch.Elapsed < Readiness, $"Not ready was said after {watch.Elapsed}.");
        while (!turnedAway.IsCompleted)
        {
            watch.Restart();
            Assert.Equal(HttpStatusCode.OK, await client.StatusOfAsync("/health/live"));
            Assert.True(watch.Elapsed < TimeSpan.FromSeconds(1), $"Live was said after {watch.Elapsed}.");
            await Task.WhenAny(turnedAway, Task.Delay(TimeSpan.FromMilliseconds(50)));
        }

        await turnedAway;
        proxy.Resume();

        await GoesOnAsync(client);
    }

    [Fact]
    public async Task A_statement_that_may_take_a_minute_is_given_up_where_the_database_hangs()
    {
        await using var proxy = new DatabaseProxy(app.Database.ConnectionString);
        await using var replica = NewReplica(proxy);
        using var client = replica.CreateClient();
        await client.SendAsync(Given.Event("slowly", 0, "Signed Up"));
        await using var connection = new NpgsqlConnection(app.Database.ConnectionString);
        await connection.OpenAsync();
        await using var transaction = await connection.BeginTransactionAsync();
        await using var hold = new NpgsqlCommand("LOCK TABLE events", connection);
        await hold.ExecuteNonQueryAsync();

        var replay = client.GetAsync(new Uri($"/v1/leads/slowly/score?asOf={Uri.EscapeDataString(Rfc3339.Format(app.Clock.GetUtcNow()))}", UriKind.Relative));
        await app.Database.AreWaitingAsync(1, "the log is being read");
        var watch = Stopwatch.StartNew();
        proxy.Hang();

        using var answer = await replay;
        Assert.Equal(HttpStatusCode.ServiceUnavailable, answer.StatusCode);
        Assert.True(watch.Elapsed < 2 * Silence, $"It was given up after {watch.Elapsed}.");
    }

    [Fact]
    public async Task While_the_database_is_slow_requests_are_still_taken()
    {
        await using var proxy = new DatabaseProxy(app.Database.ConnectionString);
        await using var replica = NewReplica(proxy);
        using var client = replica.CreateClient();
        await EveryRoute.Requests().SucceedAsync(client);

        proxy.Delay = TimeSpan.FromMilliseconds(100);

        await EveryRoute.Requests().SucceedAsync(client);
        Assert.Equal(HttpStatusCode.OK, await client.StatusOfAsync("/health/ready"));
    }

    private LeadScoringApp NewReplica(DatabaseProxy proxy) => app.NewReplica(Given.Settings(("ConnectionStrings:LeadScoring", proxy.ConnectionString)));

    private static async Task GoesOnAsync(HttpClient client)
    {
        var watch = Stopwatch.StartNew();
        await Eventually.IsTrueAsync(async () => await client.StatusOfAsync("/health/ready") == HttpStatusCode.OK, "The service is ready again.");
        await EveryRoute.Requests().SucceedAsync(client);
        Assert.True(watch.Elapsed < Recovery, $"It went on after {watch.Elapsed}.");
    }
}

using System.Diagnostics;
using System.Net;
using System.Net.Http.Json;
using LeadScoring.Api.Tests.Support;
using Npgsql;

namespace LeadScoring.Api.Tests.Http;

public sealed class DatabaseAwayTests(LeadScoringApp app) : IClassFixture<LeadScoringApp>
{
    private static readonly TimeSpan AtMost = TimeSpan.FromSeconds(3);

    [Fact]
    public async Task While_the_database_is_away_every_route_says_when_to_come_back_and_then_it_goes_on()
    {
        await using var proxy = new DatabaseProxy(app.Database.ConnectionString);
        await using var replica = app.NewReplica(Given.Settings(("ConnectionStrings:LeadScoring", proxy.ConnectionString)));
        using var client = replica.CreateClient();
        await client.PutLeadAsync("ada", new { title = "VP Sales" });

        await proxy.CutAsync();

        for (var round = 0; round < 2; round++)
        {
            foreach (var request in Requests())
            {
                var watch = Stopwatch.StartNew();
                using var answer = await client.SendAsync(request);

                Assert.True(answer.StatusCode == HttpStatusCode.ServiceUnavailable, $"{request.Method} {request.RequestUri}: {answer.StatusCode} {await answer.Content.ReadAsStringAsync()}");
                Assert.Equal("application/problem+json", answer.Content.Headers.ContentType?.MediaType);
                Assert.InRange(answer.Headers.RetryAfter?.Delta?.TotalSeconds ?? 0, 1, 60);
                Assert.True(watch.Elapsed < AtMost, $"{request.Method} {request.RequestUri} took {watch.Elapsed}.");
            }
        }

        Assert.Equal(HttpStatusCode.OK, await StatusOfAsync(client, "/health/live"));
        Assert.Equal(HttpStatusCode.ServiceUnavailable, await StatusOfAsync(client, "/health/ready"));

        proxy.Mend();

        await Eventually.IsTrueAsync(async () => await StatusOfAsync(client, "/health/ready") == HttpStatusCode.OK, "The service is ready again.");
        foreach (var request in Requests())
        {
            using var answer = await client.SendAsync(request);
            Assert.True(answer.IsSuccessStatusCode, $"{request.Method} {request.RequestUri}: {answer.StatusCode}");
        }
    }

    [Fact]
    public async Task Connections_that_the_database_has_closed_cost_no_more_than_a_503()
    {
        using var client = app.CreateClient();
        await client.PutLeadAsync("bob", new { title = "VP Sales" });
        for (var round = 0; round < 5; round++)
        {
            await CloseConnectionsAsync();
            foreach (var request in Requests())
            {
                using var answer = await client.SendAsync(request);
                Assert.True(answer.IsSuccessStatusCode || answer.StatusCode is HttpStatusCode.ServiceUnavailable or HttpStatusCode.NotFound, $"{request.Method} {request.RequestUri}: {answer.StatusCode}");
            }
        }

        await Eventually.IsTrueAsync(async () => await StatusOfAsync(client, "/v1/leads/bob/score") == HttpStatusCode.OK, "The score can be read.");
    }

    private static IEnumerable<HttpRequestMessage> Requests() =>
    [
        new(HttpMethod.Post, Path("/v1/events")) { Content = JsonContent.Create(new { messageId = "m", userId = "ada", @event = "Signed In" }) },
        new(HttpMethod.Put, Path("/v1/leads/ada")) { Content = JsonContent.Create(new { name = "Ada" }) },
        new(HttpMethod.Put, Path("/v1/accounts/acme")) { Content = JsonContent.Create(new { name = "Acme" }) },
        new(HttpMethod.Get, Path("/v1/leads/ada/score")),
        new(HttpMethod.Get, Path("/v1/leads")),
    ];

    private static Uri Path(string path) => new(path, UriKind.Relative);

    private static async Task<HttpStatusCode> StatusOfAsync(HttpClient client, string path)
    {
        using var answer = await client.GetAsync(Path(path));
        return answer.StatusCode;
    }

    private async Task CloseConnectionsAsync()
    {
        await using var connection = new NpgsqlConnection(new NpgsqlConnectionStringBuilder(app.Database.ConnectionString) { Pooling = false }.ConnectionString);
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()", connection);
        await command.ExecuteNonQueryAsync();
    }
}

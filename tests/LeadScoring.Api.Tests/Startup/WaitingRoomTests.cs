using System.Net;
using System.Net.Sockets;
using System.Text.Json.Nodes;
using LeadScoring.Api.Data;
using LeadScoring.Api.Tests.Support;

namespace LeadScoring.Api.Tests.Startup;

/// <summary>A service that cannot start yet lives, and says why it is not ready.</summary>
public sealed class WaitingRoomTests(TestDatabase migrated) : IClassFixture<TestDatabase>
{
    [Fact]
    public async Task A_service_that_is_not_to_migrate_waits_for_its_tables_and_then_gets_ready_by_itself()
    {
        await using var database = await EmptyDatabase.NewAsync();
        await database.MakeOlderAsync("Links");
        var (address, argument) = FreeAddress();
        using var service = ServiceProcess.Begin(argument, database.Argument, "--Database:MigrateOnStart=false");
        using var client = new HttpClient { BaseAddress = address };

        await Eventually.PassesAsync(async () => Assert.Equal(
            (HttpStatusCode.ServiceUnavailable, $"The tables are older than this version: {Schema.Migrations.Count - 2} of {Schema.Migrations.Count} migrations are missing, the first is {Schema.Migrations[2]}. Run LeadScoring.Api --migrate, or set Database:MigrateOnStart to true."),
            await ReadinessAsync(client)));
        Assert.Equal(HttpStatusCode.OK, await client.StatusOfAsync("/health/live"));
        await EveryRoute.Requests().AreTurnedAwayAsync(client, TimeSpan.FromSeconds(3));

        Assert.Equal(0, (await ServiceProcess.RunToEndAsync("--migrate", database.Argument)).ExitCode);

        await Eventually.PassesAsync(async () => Assert.Equal((HttpStatusCode.OK, ""), await ReadinessAsync(client)));
        await EveryRoute.Requests().SucceedAsync(client);
        Assert.Equal(0, await service.TerminateAsync());
    }

    [Fact]
    public async Task A_service_whose_database_is_not_up_yet_lives_and_begins_when_it_is()
    {
        await using var proxy = new DatabaseProxy(migrated.ConnectionString);
        await proxy.CutAsync();
        var (address, argument) = FreeAddress();
        using var service = ServiceProcess.Begin(argument, "--ConnectionStrings:LeadScoring=" + proxy.ConnectionString, "--Database:StartPatience=00:10:00");
        using var client = new HttpClient { BaseAddress = address };
        await Eventually.PassesAsync(async () => Assert.Equal((HttpStatusCode.ServiceUnavailable, "The database does not answer."), await ReadinessAsync(client)));
        Assert.Equal(HttpStatusCode.OK, await client.StatusOfAsync("/health/live"));

        proxy.Mend();

        await Eventually.PassesAsync(async () => Assert.Equal((HttpStatusCode.OK, ""), await ReadinessAsync(client)));
    }

    [Fact]
    public async Task Outside_of_development_only_the_log_says_what_a_start_waits_for()
    {
        await using var database = await EmptyDatabase.NewAsync();
        var (address, argument) = FreeAddress();
        using var service = ServiceProcess.Begin(argument, database.Argument, "--Database:MigrateOnStart=false", "--environment=Production");
        using var client = new HttpClient { BaseAddress = address };

        await Eventually.PassesAsync(async () => Assert.Equal((HttpStatusCode.ServiceUnavailable, "The service is starting; its log says what it waits for."), await ReadinessAsync(client)));
        Assert.DoesNotContain("igration", await (await client.GetAsync(new Uri("/v1/leads", UriKind.Relative))).Content.ReadAsStringAsync(), StringComparison.Ordinal);
        Assert.Equal(0, await service.TerminateAsync());
    }

    [Fact]
    public async Task A_service_that_waits_stops_when_it_is_told_to()
    {
        await using var database = await EmptyDatabase.NewAsync();
        var (address, argument) = FreeAddress();
        using var service = ServiceProcess.Begin(argument, database.Argument, "--Database:MigrateOnStart=false");
        using var client = new HttpClient { BaseAddress = address };
        await Eventually.PassesAsync(async () => Assert.Equal(HttpStatusCode.ServiceUnavailable, (await ReadinessAsync(client)).Status));

        Assert.Equal(0, await service.TerminateAsync());
    }

    private static async Task<(HttpStatusCode Status, string Reasons)> ReadinessAsync(HttpClient client)
    {
        using var answer = await client.GetAsync(new Uri("/health/ready", UriKind.Relative));
        var body = JsonNode.Parse(await answer.Content.ReadAsStringAsync())!;
        Assert.Equal(answer.StatusCode == HttpStatusCode.OK, (bool)body["ready"]!);
        return (answer.StatusCode, string.Join(' ', body["reasons"]!.AsArray().Select(reason => (string)reason!)));
    }

    /// <summary>Known before the service listens, which it may not do for long.</summary>
    private static (Uri Address, string Argument) FreeAddress()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var address = $"http://127.0.0.1:{((IPEndPoint)listener.LocalEndpoint).Port}";
        return (new Uri(address), "--urls=" + address);
    }
}

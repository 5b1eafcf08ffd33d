using System.Collections.Concurrent;
using System.Net;
using System.Net.Http.Json;
using System.Net.Sockets;
using System.Text;
using LeadScoring.Api.Http;
using LeadScoring.Api.Shutdown;
using LeadScoring.Api.Tests.Support;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;

namespace LeadScoring.Api.Tests.Shutdown;

public sealed class GracefulShutdownTests(LeadScoringApp app) : IClassFixture<LeadScoringApp>
{
    private const int Clients = 6;

    [Fact]
    public async Task A_service_that_is_told_to_stop_says_so_first_and_answers_all_that_it_takes()
    {
        using var service = await StartAsync("--Shutdown:ReadinessDelay=00:00:02");
        using var client = new HttpClient { BaseAddress = service.Address };
        ConcurrentBag<string> answered = [];
        ConcurrentBag<string> unanswered = [];
        var senders = Enumerable.Range(0, Clients).Select(sender => Task.Run(() => SendUntilRefusedAsync(client, $"stop-{sender}", answered, unanswered))).ToList();
        await Eventually.IsTrueAsync(() => answered.Count >= 100, "Events are taken.");

        await service.TellToStopAsync();

        using var notReady = await NotReadyAsync(client);
        var before = answered.Count;
        Assert.Equal(["The service is stopping."], (await notReady.Content.ReadFromJsonAsync<Readiness>())!.Reasons);
        Assert.Equal(HttpStatusCode.OK, await client.StatusOfAsync("/health/live"));
        Assert.Equal(0, await service.ExitCodeAsync());
        await Task.WhenAll(senders);
        Assert.True(answered.Count > before, "Nothing was taken any more after the service was not ready.");
        var stored = await app.Database.MessageIdsAsync();
        Assert.Empty(answered.Except(stored, StringComparer.Ordinal));
        // What is stored without an answer was taken, and cut off.
        Assert.Empty(unanswered.Intersect(stored, StringComparer.Ordinal));
    }

    [Fact]
    public async Task A_request_that_has_begun_is_answered_after_the_service_takes_no_more()
    {
        using var service = await StartAsync();
        using var connection = new TcpClient();
        await connection.ConnectAsync(service.Address!.Host, service.Address.Port);
        await using var stream = connection.GetStream();
        const string Body = """{"messageId":"begun","userId":"begun","event":"Signed In"}""";
        await stream.WriteAsync(Encoding.ASCII.GetBytes($"POST /v1/events HTTP/1.1\r\nHost: {service.Address.Authority}\r\nExpect: 100-continue\r\nContent-Type: application/json\r\nContent-Length: {Body.Length}\r\n\r\n"));
        var goOn = new byte["HTTP/1.1 100 Continue\r\n\r\n".Length];
        await stream.ReadExactlyAsync(goOn);
        Assert.Equal("HTTP/1.1 100 Continue\r\n\r\n", Encoding.ASCII.GetString(goOn));

        await service.TellToStopAsync();
        await Eventually.IsTrueAsync(() => IsRefusedAsync(service.Address), "The service takes no more connections.");
        await stream.WriteAsync(Encoding.ASCII.GetBytes(Body));

        using var reader = new StreamReader(stream);
        var answer = await reader.ReadToEndAsync();
        Assert.StartsWith("HTTP/1.1 200 OK", answer, StringComparison.Ordinal);
        Assert.Contains("\r\nConnection: close\r\n", answer, StringComparison.Ordinal);
        Assert.Equal(0, await service.ExitCodeAsync());
    }

    [Fact]
    public async Task A_rolling_restart_loses_nothing_of_clients_that_try_for_a_second()
    {
        ServiceProcess[] replicas = [await StartAsync("--Shutdown:ReadinessDelay=00:00:01"), await StartAsync("--Shutdown:ReadinessDelay=00:00:01")];
        using var client = new HttpClient();
        using var enough = new CancellationTokenSource();
        var senders = Enumerable.Range(0, Clients).Select(sender => Task.Run(() => SendWithRetriesAsync(client, replicas, $"roll-{sender}", enough.Token))).ToList();

        for (var i = 0; i < replicas.Length; i++)
        {
            using var old = replicas[i];
            Assert.Equal(0, await old.TerminateAsync());
            replicas[i] = await StartAsync("--Shutdown:ReadinessDelay=00:00:01");
        }

        await enough.CancelAsync();
        var acknowledged = (await Task.WhenAll(senders)).SelectMany(ids => ids).ToList();
        Assert.True(acknowledged.Count > 100, $"Only {acknowledged.Count} events were sent.");
        Assert.Empty(acknowledged.Except(await app.Database.MessageIdsAsync(), StringComparer.Ordinal));
        foreach (var replica in replicas) replica.Dispose();
    }

    [Fact]
    public void The_server_stops_before_the_hosted_services_that_its_requests_may_wait_for()
    {
        // The host stops them from the last to the first.
        Assert.Equal("GenericWebHostService", app.Services.GetServices<IHostedService>().Last().GetType().Name);
        var host = app.Services.GetRequiredService<IOptions<HostOptions>>().Value;
        Assert.False(host.ServicesStopConcurrently);
        Assert.True(host.ShutdownTimeout <= TimeSpan.FromSeconds(25));
    }

    [Fact]
    public void In_development_it_stops_without_delay() =>
        Assert.Equal(TimeSpan.Zero, app.Services.GetRequiredService<IOptions<ShutdownOptions>>().Value.ReadinessDelay);

    private Task<ServiceProcess> StartAsync(params string[] settings) =>
        ServiceProcess.StartWithAsync(["--ConnectionStrings:LeadScoring=" + app.Database.ConnectionString, "--Database:MigrateOnStart=false", .. settings]);

    private static async Task<HttpResponseMessage> NotReadyAsync(HttpClient client)
    {
        HttpResponseMessage answer;
        while ((answer = await client.GetAsync(new Uri("/health/ready", UriKind.Relative))).StatusCode == HttpStatusCode.OK) answer.Dispose();
        return answer;
    }

    private static async Task SendUntilRefusedAsync(HttpClient client, string lead, ConcurrentBag<string> answered, ConcurrentBag<string> unanswered)
    {
        while (true)
        {
            var sent = Given.NeutralEvent(lead, 1);
            try
            {
                await client.SendAsync([sent]);
                answered.Add(sent.MessageId);
            }
            catch (HttpRequestException e)
            {
                unanswered.Add(sent.MessageId);
                if (e.HttpRequestError == HttpRequestError.ConnectionError) return;
            }
        }
    }

    /// <returns>The ids of all events, each of which was acknowledged.</returns>
    private static async Task<List<string>> SendWithRetriesAsync(HttpClient client, ServiceProcess[] replicas, string lead, CancellationToken enough)
    {
        List<string> acknowledged = [];
        while (!enough.IsCancellationRequested)
        {
            var sent = Given.NeutralEvent(lead, 1);
            await Eventually.IsTrueAsync(() => IsTakenAsync(client, replicas[Random.Shared.Next(replicas.Length)].Address!, sent), "The event is taken.", TimeSpan.FromSeconds(1));
            acknowledged.Add(sent.MessageId);
        }

        return acknowledged;
    }

    private static async Task<bool> IsTakenAsync(HttpClient client, Uri replica, SentEvent sent)
    {
        try
        {
            using var answer = await client.PostAsJsonAsync(new Uri(replica, "/v1/events"), sent);
            return answer.IsSuccessStatusCode;
        }
        catch (HttpRequestException)
        {
            return false;
        }
    }

    private static async Task<bool> IsRefusedAsync(Uri address)
    {
        try
        {
            using var connection = new TcpClient();
            await connection.ConnectAsync(address.Host, address.Port);
            return false;
        }
        catch (SocketException)
        {
            return true;
        }
    }
}

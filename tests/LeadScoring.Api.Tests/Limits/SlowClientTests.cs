using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Text;
using LeadScoring.Api.Tests.Faults;
using LeadScoring.Api.Tests.Support;

namespace LeadScoring.Api.Tests.Limits;

/// <summary>Clients that hold connections and send nothing over them, against a real server, byte by byte.</summary>
public sealed class SlowClientTests(TestDatabase database) : IClassFixture<TestDatabase>
{
    private static readonly int SlowOnes = FaultForm.Of(60, 500);

    /// <summary>What is promised of the server's defaults; in the short form headers have a second.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(35);

    [Fact, Trait("Category", FaultForm.Category)]
    public async Task Connections_that_send_half_a_request_are_closed_while_others_go_on()
    {
        using var service = await StartAsync(FaultForm.IsLong ? [] : ["--Limits:HeadersTimeout=00:00:01"]);
        using var client = new HttpClient { BaseAddress = service.Address };
        List<Answer> usual = [], meanwhile = [];
        for (var i = 0; i < FaultForm.Of(50, 2_000); i++) usual.Add(await AskAsync(client));
        var watch = Stopwatch.StartNew();
        var slow = new List<TcpClient>();
        try
        {
            for (var i = 0; i < SlowOnes; i++)
            {
                slow.Add(await OpenAsync(service, i % 2 == 0
                    ? "GET /v1/leads HTTP/1.1\r\nHost: local"
                    : "POST /v1/events HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: 1000\r\n\r\n{"));
            }

            var ended = Task.WhenAll(slow.Select(EndAsync));
            do
            {
                meanwhile.Add(await AskAsync(client));
            }
            while (!ended.IsCompleted);

            var told = (await ended).Count(answer => answer.StartsWith("HTTP/1.1 408", StringComparison.Ordinal));
            FaultReport.Add(
                26, $"{SlowOnes} connections that send half a header or half a body",
                $"{told} closed with 408; another client's answers meanwhile: {meanwhile.ByStatus()}", $"all closed after {watch.Elapsed.Seconds()}; the other's answers usually {usual.Times()}, meanwhile {meanwhile.Times()}");
            Assert.All(meanwhile, answer => Assert.Equal(200, answer.Status));
            // Whoever stops in the middle of a body or of a header is told so.
            Assert.Equal(SlowOnes, told);
        }
        finally
        {
            slow.ForEach(each => each.Dispose());
        }
    }

    [Fact]
    public async Task Connections_beyond_the_limit_are_closed_and_there_is_room_again_when_others_end()
    {
        using var service = await StartAsync("--Limits:Connections=3", "--Limits:HeadersTimeout=00:00:08");
        var open = await Task.WhenAll(Enumerable.Range(0, 5).Select(_ => OpenAsync(service, "GET /health/live HTTP/1.1\r\nHost: localhost\r\n")));

        var answers = await Task.WhenAll(open.Select(EndAsync));

        // Which ones are too many is settled by chance; these are told nothing.
        Assert.Equal((2, 3), (answers.Count(answer => answer is ""), answers.Count(answer => answer.StartsWith("HTTP/1.1 408", StringComparison.Ordinal))));
        using var client = new HttpClient { BaseAddress = service.Address };
        await Eventually.PassesAsync(async () => Assert.Equal(HttpStatusCode.OK, await client.StatusOfAsync("/health/live")));
        Array.ForEach(open, each => each.Dispose());
    }

    [Fact]
    public async Task One_address_cannot_take_all_connections()
    {
        using var service = await StartAsync("--Limits:AddressConnections=2", "--Limits:HeadersTimeout=00:00:08");
        var open = await Task.WhenAll(Enumerable.Range(0, 5).Select(_ => OpenAsync(service, "GET /health/live HTTP/1.1\r\nHost: localhost\r\n")));

        var answers = await Task.WhenAll(open.Select(EndAsync));

        Assert.Equal((3, 2), (answers.Count(answer => answer is ""), answers.Count(answer => answer.StartsWith("HTTP/1.1 408", StringComparison.Ordinal))));
        using var client = new HttpClient { BaseAddress = service.Address };
        await Eventually.PassesAsync(async () => Assert.Equal(HttpStatusCode.OK, await client.StatusOfAsync("/health/live")));
        Array.ForEach(open, each => each.Dispose());
    }

    [Theory]
    [InlineData("/v1/events")]
    [InlineData("/v1/batch")]
    public async Task A_body_that_trickles_fast_enough_for_the_server_is_given_up_all_the_same(string route)
    {
        using var service = await StartAsync("--Limits:BodyTimeout=00:00:02");
        using var client = await OpenAsync(service, $"POST {route} HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: 500000\r\n\r\n[");
        var (answer, blanks) = (EndAsync(client), Encoding.ASCII.GetBytes(new string(' ', 1_000)));
        while (!answer.IsCompleted)
        {
            try
            {
                await client.GetStream().WriteAsync(blanks);
            }
            catch (IOException)
            {
                break;
            }

            await Task.WhenAny(answer, Task.Delay(TimeSpan.FromMilliseconds(100)));
        }

        Assert.StartsWith("HTTP/1.1 408", await answer, StringComparison.Ordinal);
        Assert.Contains("It did not come within 2 seconds.", await answer, StringComparison.Ordinal);
    }

    private Task<ServiceProcess> StartAsync(params string[] arguments) => ServiceProcess.StartWithAsync(["--ConnectionStrings:LeadScoring=" + database.ConnectionString, .. arguments]);

    private static async Task<Answer> AskAsync(HttpClient client)
    {
        var watch = Stopwatch.StartNew();
        var status = await client.StatusOfAsync("/v1/leads");
        return new Answer((int)status, watch.Elapsed);
    }

    private static async Task<TcpClient> OpenAsync(ServiceProcess service, string beginning)
    {
        var client = new TcpClient();
        await client.ConnectAsync(service.Address!.Host, service.Address.Port);
        await client.GetStream().WriteAsync(Encoding.ASCII.GetBytes(beginning));
        return client;
    }

    /// <summary>What the server sends before it closes the connection.</summary>
    private static async Task<string> EndAsync(TcpClient client)
    {
        using var patience = new CancellationTokenSource(Patience);
        using var reader = new StreamReader(client.GetStream(), Encoding.ASCII, leaveOpen: true);
        try
        {
            return await reader.ReadToEndAsync(patience.Token);
        }
        catch (IOException)
        {
            // Reset, which is an end as well.
            return "";
        }
    }
}

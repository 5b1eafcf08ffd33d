using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Security.Cryptography;
using System.Text.Json;
using LeadScoring.Benchmarks.EndToEnd.Processes;
using LeadScoring.Benchmarks.EndToEnd.Reporting;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.Logging;

namespace LeadScoring.Benchmarks.Webhooks;

/// <summary>Measures how soon a receiver hears of a crossing: from the request that makes it to the first attempt.</summary>
internal static class WebhooksBenchmark
{
    private const string Usage = "Usage: webhooks [SECONDS 60] [CROSSINGS-A-SECOND 50]";

    /// <summary>How long the last messages may take.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    /// <returns>The exit code: 0 when all messages arrived, whether or not soon enough.</returns>
    public static async Task<int> RunAsync(IReadOnlyList<string> arguments)
    {
        int[] numbers = [.. arguments.Select(argument => int.TryParse(argument, CultureInfo.InvariantCulture, out var number) && number > 0 ? number : 0)];
        if (numbers.Length > 2 || numbers.Contains(0))
        {
            await Console.Error.WriteLineAsync(Usage);
            return 1;
        }

        using var stop = new CancellationTokenSource();
        Console.CancelKeyPress += (_, key) =>
        {
            key.Cancel = true;
            stop.Cancel();
        };
        await using var postgres = await PostgresServer.StartAsync(stop.Token);
        var database = await postgres.CreateAsync("bench_webhooks", "template1", stop.Token);
        string[] settings = ["--Secrets:Key=" + Convert.ToBase64String(RandomNumberGenerator.GetBytes(32)), "--Webhooks:AllowedNetworks:0=127.0.0.0/8"];
        using var service = await ServiceUnderTest.StartAsync(database, settings, stop.Token);
        return await MeasureAsync(service, numbers.ElementAtOrDefault(0) is > 0 and var seconds ? seconds : 60, numbers.ElementAtOrDefault(1) is > 0 and var rate ? rate : 50, stop.Token);
    }

    private static async Task<int> MeasureAsync(ServiceUnderTest service, int seconds, int rate, CancellationToken cancellationToken)
    {
        ConcurrentDictionary<string, long> arrived = new(StringComparer.Ordinal);
        await using var receiver = await ReceiveAsync(arrived);
        using var client = new HttpClient { BaseAddress = service.Address };
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", ServiceUnderTest.Key);
        using var made = await client.PostAsJsonAsync("v1/webhook-endpoints", new { url = receiver.Urls.First() }, cancellationToken);
        made.EnsureSuccessStatusCode();
        await SendAsync(client, "warm-up", 5 * rate, rate, cancellationToken);
        Progress.Say($"{rate} crossings a second for {seconds} s");

        var sent = await SendAsync(client, "lead", seconds * rate, rate, cancellationToken);
        for (var waited = Stopwatch.StartNew(); sent.Keys.Any(lead => !arrived.ContainsKey(lead)) && waited.Elapsed < Patience;)
        {
            await Task.Delay(50, cancellationToken);
        }

        if (sent.Keys.Count(lead => !arrived.ContainsKey(lead)) is > 0 and var missing)
        {
            await Console.Error.WriteLineAsync($"{missing} messages did not arrive within {Patience.TotalSeconds} s.");
            return 1;
        }

        Write(rate, sent, arrived);
        return 0;
    }

    /// <summary>One request per crossing, at even distances, whatever the answers take.</summary>
    /// <returns>When each was sent and answered.</returns>
    private static async Task<ConcurrentDictionary<string, (long Sent, long Answered)>> SendAsync(HttpClient client, string prefix, int count, int rate, CancellationToken cancellationToken)
    {
        ConcurrentDictionary<string, (long, long)> sent = new(StringComparer.Ordinal);
        var (start, requests) = (Stopwatch.GetTimestamp(), new List<Task>());
        for (var i = 0; i < count; i++)
        {
            var wait = TimeSpan.FromSeconds((double)i / rate) - Stopwatch.GetElapsedTime(start);
            if (wait > TimeSpan.Zero)
            {
                await Task.Delay(wait, cancellationToken);
            }

            requests.Add(CrossAsync($"{prefix}-{i}"));
        }

        await Task.WhenAll(requests);
        return sent;

        async Task CrossAsync(string lead)
        {
            var before = Stopwatch.GetTimestamp();
            using var answer = await client.PostAsJsonAsync("v1/events", new { messageId = lead, userId = lead, @event = "Integration Connected" }, cancellationToken);
            answer.EnsureSuccessStatusCode();
            sent[lead] = (before, Stopwatch.GetTimestamp());
        }
    }

    private static async Task<WebApplication> ReceiveAsync(ConcurrentDictionary<string, long> arrived)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(options => options.Listen(IPAddress.Loopback, 0));
        var receiver = builder.Build();
        receiver.Run(async context =>
        {
            var now = Stopwatch.GetTimestamp();
            using var body = await JsonDocument.ParseAsync(context.Request.Body);
            arrived.TryAdd(body.RootElement.GetProperty("data").GetProperty("leadId").GetString()!, now);
        });
        await receiver.StartAsync();
        return receiver;
    }

    private static void Write(int rate, ConcurrentDictionary<string, (long Sent, long Answered)> sent, ConcurrentDictionary<string, long> arrived)
    {
        Console.WriteLine($"| {rate} crossings a second, {sent.Count} in all | p50 ms | p99 ms | longest ms |\n| --- | --- | --- | --- |");
        WriteRow("from the request to the first attempt", sent.Select(each => Stopwatch.GetElapsedTime(each.Value.Sent, arrived[each.Key])));
        WriteRow("from the request to its answer", sent.Values.Select(each => Stopwatch.GetElapsedTime(each.Sent, each.Answered)));
    }

    private static void WriteRow(string what, IEnumerable<TimeSpan> times)
    {
        double[] sorted = [.. times.Select(time => time.TotalMilliseconds).Order()];
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"| {what} | {At(0.5):0} | {At(0.99):0} | {sorted[^1]:0} |"));

        double At(double share) => sorted[(int)(share * (sorted.Length - 1))];
    }
}

using System.Diagnostics;
using LeadScoring.Api.Tests.Support;

namespace LeadScoring.Api.Tests.Http;

/// <summary>An outage must not fill the disk that the logs lie on.</summary>
public sealed class OutageLogTests(TestDatabase database) : IClassFixture<TestDatabase>
{
    private const int LinesPerSecond = 10;

    [Fact]
    public async Task While_the_database_is_away_the_log_stays_short_and_counts_who_was_turned_away()
    {
        await using var proxy = new DatabaseProxy(database.ConnectionString);
        var (service, address) = await LoggedService.StartAsync(proxy.ConnectionString);
        using var running = service;
        using var client = new HttpClient { BaseAddress = address };
        await EveryRoute.Requests().SucceedAsync(client);

        await proxy.CutAsync();
        var (before, watch, turnedAway) = (service.Lines.Count, Stopwatch.StartNew(), 0);
        for (; watch.Elapsed < TimeSpan.FromSeconds(3) || turnedAway <= 100; turnedAway += EveryRoute.Requests().Count())
        {
            await EveryRoute.Requests().AreTurnedAwayAsync(client, TimeSpan.FromSeconds(3));
            await client.StatusOfAsync("/health/ready");
        }

        var lines = service.Lines.Skip(before).ToList();
        Assert.True(lines.Count <= LinesPerSecond * (watch.Elapsed.TotalSeconds + 1), $"{lines.Count} lines in {watch.Elapsed}: {string.Join('\n', lines.Take(50))}");
        Assert.Contains(lines, line => line.Contains("Requests answered with 503", StringComparison.Ordinal));
    }
}

using System.Collections.Concurrent;
using LeadScoring.Api.Tests.Support;
using Microsoft.EntityFrameworkCore;

namespace LeadScoring.Api.Tests.Scoring;

public sealed class CrashTests(LeadScoringApp app) : IClassFixture<LeadScoringApp>
{
    private const int Clients = 6;
    private const int Crashes = 3;
    private const int AnswersBeforeCrash = 60;

    /// <summary>The killed service runs by the real clock: histories end when the test begins.</summary>
    private readonly TimeSpan _shift = DateTimeOffset.UtcNow - Given.Day(7);

    /// <summary>What was answered with 200.</summary>
    private readonly ConcurrentDictionary<string, SentEvent> _acknowledged = new(StringComparer.Ordinal);

    /// <summary>What got no answer: it may be stored or not.</summary>
    private readonly ConcurrentDictionary<string, SentEvent> _unanswered = new(StringComparer.Ordinal);

    [Fact]
    public async Task A_service_that_is_killed_again_and_again_loses_and_doubles_nothing_that_it_acknowledged()
    {
        for (var crash = 0; crash < Crashes; crash++)
        {
            using var service = await StartAsync();
            using var client = new HttpClient { BaseAddress = service.Address };
            await Given.PerfectFitAsync(client, "acme", "lead-0", "lead-1");
            var enough = (crash + 1) * AnswersBeforeCrash;
            var senders = Enumerable.Range(0, Clients).Select(i => Task.Run(() => SendUntilItDiesAsync(client, new Random((100 * crash) + i)))).ToList();
            await Eventually.IsTrueAsync(() => _acknowledged.Count >= enough, $"{enough} events are acknowledged");
            await service.KillAsync();
            await Task.WhenAll(senders);
        }

        var survived = await StoredAsync();
        Assert.Empty(_acknowledged.Keys.Except(survived, StringComparer.Ordinal));

        app.Clock.Set(DateTimeOffset.UtcNow);
        using var next = app.CreateClient();
        var repeated = await next.SendAsync(_acknowledged.Values);
        var retried = await next.SendAsync(_unanswered.Values);
        Assert.Equal((0, _acknowledged.Count), (repeated.Accepted, repeated.Duplicates));
        Assert.Equal(_unanswered.Count, retried.Accepted + retried.Duplicates);

        var stored = await StoredAsync();
        Assert.Equal(_acknowledged.Keys.Union(_unanswered.Keys, StringComparer.Ordinal).Order(StringComparer.Ordinal), stored.Order(StringComparer.Ordinal), StringComparer.Ordinal);
        await Recount.EverythingAddsUpAsync(app);
    }

    private Task<ServiceProcess> StartAsync() => ServiceProcess.StartWithAsync(
        "--ConnectionStrings:LeadScoring=" + app.Database.ConnectionString, "--Database:MigrateOnStart=false", "--Rescoring:Interval=00:00:00.020", "--Serilog:MinimumLevel=Warning");

    private async Task SendUntilItDiesAsync(HttpClient client, Random random)
    {
        for (var isAlive = true; isAlive;)
        {
            var events = RandomHistory.Of(random, $"lead-{random.Next(5)}", 2, 0, 7).Concat(RandomHistory.Of(random, $"lead-{random.Next(5)}", 1, 0, 7));
            SentEvent[] batch = [.. events.Select(each => each with { Timestamp = each.Timestamp + _shift })];
            isAlive = await TrySendAsync(client, batch);
            foreach (var each in batch) (isAlive ? _acknowledged : _unanswered)[each.MessageId] = each;
        }
    }

    private static async Task<bool> TrySendAsync(HttpClient client, SentEvent[] batch)
    {
        try
        {
            await client.SendAsync(batch);
            return true;
        }
        catch (HttpRequestException)
        {
            return false;
        }
    }

    private async Task<List<string>> StoredAsync()
    {
        await using var db = app.Database.OpenContext();
        return await db.Events.Where(e => e.Kind == "track").Select(e => e.MessageId).ToListAsync();
    }
}

using LeadScoring.Api.Tests.Support;

namespace LeadScoring.Api.Tests.Scoring;

public sealed class RecountTests : IAsyncLifetime, IDisposable
{
    private const int Clients = 8;

    private readonly LeadScoringApp _app = new(Given.EagerWorker);
    private readonly string[] _leads = [.. Enumerable.Range(0, 40).Select(i => $"lead-{i}")];
    private readonly string[] _accounts = [.. Enumerable.Range(0, 5).Select(i => $"account-{i}")];

    public Task InitializeAsync() => _app.InitializeAsync();

    public Task DisposeAsync() => ((IAsyncLifetime)_app).DisposeAsync();

    public void Dispose() => _app.Dispose();

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public async Task After_a_random_load_everything_is_what_the_logs_come_to(int seed)
    {
        await using var replica = _app.NewReplica();
        using var first = _app.CreateClient();
        using var second = replica.CreateClient();
        var random = new Random(seed);
        List<SentEvent> sent = [];

        // Each round brings events of its own days, late ones of days before, and repeats.
        foreach (var day in (double[])[4, 12, 33, 64, 100, 101])
        {
            var events = _leads.SelectMany(lead => RandomHistory.Of(random, lead, 10, random.Next(3) == 0 ? random.NextDouble() * day : day - 4, day)).ToList();
            var again = Enumerable.Range(0, sent.Count / 10).Select(_ => sent[random.Next(sent.Count)]);
            sent.AddRange(events);
            var batches = RandomHistory.InBatches(random, events.Concat(again), 30).ToList();

            await Task.WhenAll(Enumerable.Range(0, Clients).Select(i => WorkAsync(i % 2 == 0 ? first : second, new Random(random.Next()), batches.Where((_, batch) => batch % Clients == i), day)));
        }

        await Recount.EverythingAddsUpAsync(_app);
        var stored = 0;
        foreach (var lead in _leads) stored += await _app.Database.CountEventsAsync(lead);
        Assert.InRange(stored, sent.Count, sent.Count + (sent.Count / 5));
    }

    /// <summary>Sends the batches with changes of leads and accounts in between, while the clock goes on to the day.</summary>
    private async Task WorkAsync(HttpClient client, Random random, IEnumerable<IEnumerable<SentEvent>> batches, double day)
    {
        foreach (var batch in batches)
        {
            _app.Clock.AdvanceTo(Given.Day(day - (0.1 * random.NextDouble())));
            await client.SendAsync(batch);
            if (random.Next(3) == 0) await client.PutLeadAsync(Any(random, _leads), new { title = Any(random, ["VP Sales", "Manager", "Analyst", "Student"]), accountId = random.Next(5) == 0 ? null : Any(random, _accounts) });
            if (random.Next(4) == 0) await client.PutAccountAsync(Any(random, _accounts), new { employees = random.Next(1, 800), industry = Any(random, ["SaaS", "Media", "Farming"]), country = Any(random, ["US", "DE", "MX"]) });
        }
    }

    private static string Any(Random random, string[] choices) => choices[random.Next(choices.Length)];
}

using LeadScoring.Api.Tests.Support;
using LeadScoring.Api.Tests.Telemetry;

namespace LeadScoring.Api.Tests.Quarantine;

public sealed class QuarantineBoundTests : IAsyncLifetime, IDisposable
{
    private readonly LeadScoringApp _app = new();

    public Task InitializeAsync() => _app.InitializeAsync();

    public Task DisposeAsync() => ((IAsyncLifetime)_app).DisposeAsync();

    public void Dispose() => _app.Dispose();

    [Fact]
    public async Task Beyond_the_most_items_the_oldest_go_and_both_are_counted()
    {
        await using var app = _app.NewReplica(Given.Settings(("Quarantine:MostItems", "10")));
        using var client = app.CreateClient();
        for (var i = 0; i < 15; i++)
        {
            await client.RefusedAsync(Item(i));
            _app.Clock.Advance(TimeSpan.FromSeconds(1));
        }

        await client.RefusedAsync(Item(14));

        Assert.Equal("14 13 12 11 10 9 8 7 6 5", await MessageIdsAsync(client));
        var metrics = await client.ScrapeAsync();
        Assert.Equal((15, 5), (metrics.Value("leadscoring_quarantine_kept_total"), metrics.Value("leadscoring_quarantine_dropped_total")));
        await Eventually.IsTrueAsync(async () => (await client.ScrapeAsync()).Value("leadscoring_quarantine_waiting") is 10, "ten are kept");
    }

    [Fact]
    public async Task Beyond_the_most_megabytes_the_oldest_go()
    {
        await using var app = _app.NewReplica(Given.Settings(("Quarantine:MostMegabytes", "1")));
        using var client = app.CreateClient();
        for (var i = 0; i < 5; i++)
        {
            await client.RefusedAsync(Item(i, new string('x', 300_000)));
            _app.Clock.Advance(TimeSpan.FromSeconds(1));
        }

        Assert.Equal("4 3 2", await MessageIdsAsync(client));
    }

    [Fact]
    public async Task A_service_looks_with_its_first_item_and_then_after_each_hundredth_of_the_bound()
    {
        await using var app = _app.NewReplica(Given.Settings(("Quarantine:MostItems", "200")));
        using var client = app.CreateClient();
        await client.PostEventsAsync($$"""{"events":[{{string.Join(',', Enumerable.Range(0, 300).Select(i => Item(i)))}}]}""");
        Assert.Equal(200, (await client.PageAsync("limit=500")).Items.Count);

        await client.RefusedAsync(Item(300));
        Assert.Equal(201, (await client.PageAsync("limit=500")).Items.Count);

        await client.RefusedAsync(Item(301));
        Assert.Equal(200, (await client.PageAsync("limit=500")).Items.Count);
    }

    [Fact]
    public async Task Clients_that_fill_it_while_it_is_emptied_get_their_answers()
    {
        await using var app = _app.NewReplica(Given.Settings(("Quarantine:MostItems", "50")));
        using var client = app.CreateClient();

        await Task.WhenAll(Enumerable.Range(0, 8).Select(async sender =>
        {
            for (var round = 0; round < 10; round++)
            {
                var answer = await client.PostEventsAsync($$"""{"events":[{{string.Join(',', Enumerable.Range(round * 20, 60).Select(i => Item(i)))}}]}""");
                Assert.Equal(60, answer.Body["rejected"]!.AsArray().Count);
                await client.ReplayManyAsync("all=true");
                if (sender == 0) await client.CallAsync(HttpMethod.Delete, "/v1/quarantine?code=missing_member");
            }
        }));

        await client.RefusedAsync(Item(-1));
        Assert.InRange((await client.PageAsync("limit=500")).Items.Count, 1, 50);
    }

    private static string Item(int number, string padding = "") => $$"""{"messageId":"{{number}}","userId":"ada","padding":"{{padding}}"}""";

    private static async Task<string> MessageIdsAsync(HttpClient client) => string.Join(' ', (await client.PageAsync("")).Items.Select(item => (string)item["messageId"]!));
}

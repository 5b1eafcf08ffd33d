using LeadScoring.Api.Events;
using LeadScoring.Api.Privacy;
using LeadScoring.Api.Tests.Support;
using LeadScoring.Api.Tests.Webhooks;
using Npgsql;

namespace LeadScoring.Api.Tests.Privacy;

/// <summary>People are erased while their events arrive.</summary>
public sealed class ErasureRaceTests : IAsyncLifetime, IDisposable
{
    private const int People = 24, Clients = 6, MostRequests = 150;

    private static readonly string[] Kiosks = ["kiosk-north", "kiosk-south", "kiosk-west"];

    private readonly LeadScoringApp _app = new(WebhookCalls.Settings());
    private int _sent;

    public Task InitializeAsync() => _app.InitializeAsync();

    public Task DisposeAsync() => ((IAsyncLifetime)_app).DisposeAsync();

    public void Dispose() => _app.Dispose();

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public async Task Whoever_is_erased_while_two_replicas_take_their_events_leaves_nothing_behind(int seed)
    {
        await using var other = _app.NewReplica();
        HttpClient[] clients = [_app.CreateClient(), other.CreateClient()];
        await clients[0].CreateEndpointAsync("http://127.0.0.1:9/nobody");
        await Given.PerfectFitAsync(clients[0], "acme", Enumerable.Range(0, People).Select(GoneOf));
        await clients[0].SendAsync(Enumerable.Range(0, People / 2).SelectMany(i => Given.EagerHistory(GoneOf(i))));

        var sending = Enumerable.Range(0, Clients).Select(i => SendAsync(clients[i % 2], new Random((seed * 100) + i))).ToArray();
        var erased = (await Task.WhenAll(Enumerable.Range(0, 2).Select(half => EraseAsync(clients[half], new Random(seed + half), Enumerable.Range(0, People).Where(i => i % 2 == half))))).SelectMany(ids => ids).ToHashSet(StringComparer.Ordinal);
        await Task.WhenAll(sending);

        var dump = await _app.Database.DumpAsync();
        Assert.DoesNotContain(dump, line => line.Contains("gone-", StringComparison.Ordinal));
        Assert.All(erased.Select(id => id.Replace("anon:", "", StringComparison.Ordinal)), id => Assert.DoesNotContain(dump, line => line.Contains(id, StringComparison.Ordinal)));
        await Recount.EverythingAddsUpAsync(_app);
        Assert.DoesNotContain(await _app.Database.DumpAsync(), line => line.Contains("gone-", StringComparison.Ordinal));
        foreach (var client in clients) client.Dispose();
    }

    [Fact]
    public async Task An_event_that_waits_for_the_row_of_a_person_who_is_being_erased_is_not_stored()
    {
        using var client = _app.CreateClient();
        await client.SendAsync(Given.Event("gone-00", 0, "Signed Up") with { AnonymousId = "gone-00-phone" });

        Task<IReadOnlyList<string>> erasing;
        Task<IngestEventsResponse> sending;
        await using (await _app.Database.HoldAsync("user:gone-00"))
        {
            erasing = EraseAsync(client, "gone-00");
            await _app.Database.AreWaitingAsync(1);
            sending = client.SendAsync(Given.Event("gone-00", 1, "Signed In"), Given.Event("stays", 1, "Signed In"), Given.AnonymousEvent("gone-00-phone", 1, "Signed In"));
            await _app.Database.AreWaitingAsync(2);
        }

        await erasing;
        Assert.Equal((1, 2), ((await sending).Accepted, (await sending).Ignored));
        await _app.Database.HoldsNothingOfAsync("gone-00");
        Assert.Equal(1, await _app.Database.CountEventsAsync("stays"));
    }

    [Fact]
    public async Task Without_suppression_an_event_that_waits_makes_a_new_lead_with_no_link_of_the_old_one()
    {
        using var client = _app.CreateClient();
        await client.SendAsync(Given.Event("gone-01", 0, "Signed Up") with { AnonymousId = "gone-01-phone" });

        Task erasing, sending;
        await using (await _app.Database.HoldAsync("user:gone-01"))
        {
            erasing = client.EraseAsync("gone-01", "?suppress=false");
            await _app.Database.AreWaitingAsync(1);
            sending = client.SendAsync(Given.AnonymousEvent("gone-01-phone", 1, "Signed In"));
            await _app.Database.AreWaitingAsync(2);
        }

        await Task.WhenAll(erasing, sending);
        Assert.Equal("anon:gone-01-phone", (await client.GetScoreAsync("anon:gone-01-phone")).LeadId);
        await _app.Database.HoldsNothingOfAsync("user:gone-01");
        Assert.Equal(1, await _app.Database.CountEventsAsync("anon:gone-01-phone"));
        await Recount.EverythingAddsUpAsync(_app);
    }

    [Fact]
    public async Task Somebody_of_whom_nothing_is_known_stays_out_though_the_first_event_comes_in_the_middle_of_the_erasure()
    {
        using var client = _app.CreateClient();
        Task erasing;
        Task<IngestEventsResponse> sending;
        await using (var held = new NpgsqlConnection(_app.Database.ConnectionString))
        {
            await held.OpenAsync();
            await held.BeginTransactionAsync();
            await using (var gate = new NpgsqlBatch(held) { BatchCommands = { ErasureGate.Pass() } }) await gate.ExecuteNonQueryAsync();
            erasing = client.EraseAsync("gone-02");
            await _app.Database.AreWaitingAsync(1);
            sending = client.SendAsync(Given.Event("gone-02", 1, "Signed Up"));
            await _app.Database.AreWaitingAsync(2);
        }

        await erasing;
        Assert.Equal(1, (await sending).Ignored);
        await _app.Database.HoldsNothingOfAsync("gone-02");
    }

    private static string GoneOf(int i) => $"gone-{i:00}";

    /// <summary>Goes on until everybody is erased, and then for a while.</summary>
    private async Task SendAsync(HttpClient client, Random dice)
    {
        for (var i = 0; i < MostRequests; i++)
        {
            await RequestAsync(client, dice);
            Interlocked.Increment(ref _sent);
        }
    }

    private static Task RequestAsync(HttpClient client, Random dice)
    {
        var (id, day) = (GoneOf(dice.Next(People)), dice.Next(8));
        var stays = $"stays-{dice.Next(4)}";
        return dice.Next(12) switch
        {
            0 => client.SendAsync(Given.Event(id, day, "Signed In") with { AnonymousId = id + "-phone" }, Given.Event(stays, day, "Signed In")),
            1 => client.SendAsync(Given.AnonymousEvent(id + "-phone", day, "Pricing Page Viewed")),
            2 => client.SendAsync(Given.Event(id, day, "Signed In") with { AnonymousId = Kiosks[dice.Next(3)] }),
            3 => client.SendAsync(Given.Event(stays, day, "Signed In") with { AnonymousId = dice.Next(3) == 0 ? id + "-phone" : Kiosks[dice.Next(3)] }),
            4 => client.PostAsync("/v1/identify", $$$"""{"messageId":"{{{Guid.NewGuid()}}}","userId":"{{{id}}}","anonymousId":"{{{id}}}-laptop","traits":{"email":"{{{id}}}@customer.example"}}"""),
            5 => client.PostAsync("/v1/alias", $$"""{"messageId":"{{Guid.NewGuid()}}","previousId":"{{id}}-old","userId":"{{id}}"}"""),
            6 => client.PostAsync("/v1/alias", $$"""{"messageId":"{{Guid.NewGuid()}}","previousId":"{{id}}","userId":"{{GoneOf(dice.Next(People))}}"}"""),
            7 => client.PostAsync("/v1/events", $$$"""{"messageId":"{{{Guid.NewGuid()}}}","userId":"{{{id}}}","event":["{{{id}}}@customer.example"]}"""),
            8 => client.SendAsync(Given.AnonymousEvent(Kiosks[dice.Next(3)], day, "Report Generated")),
            9 => client.SendAsync(Given.EagerHistory(id)),
            _ => client.SendAsync(Enumerable.Range(0, 5).SelectMany(_ => RandomHistory.Of(dice, dice.Next(4) == 0 ? stays : GoneOf(dice.Next(People)), 3, 0, 7))),
        };
    }

    /// <summary>One after the other, each after some more requests.</summary>
    /// <returns>All ids that the people had.</returns>
    private async Task<List<string>> EraseAsync(HttpClient client, Random dice, IEnumerable<int> people)
    {
        List<string> ids = [];
        foreach (var (i, n) in people.OrderBy(_ => dice.Next()).Select((i, n) => (i, n)))
        {
            await Eventually.IsTrueAsync(() => _sent >= n * Clients * MostRequests / People, "requests go on");
            ids.AddRange(await EraseAsync(client, dice.Next(4) == 0 ? $"anon:{GoneOf(i)}-phone" : GoneOf(i)));
            ids.AddRange(await EraseAsync(client, GoneOf(i)));
            ids.AddRange(await EraseAsync(client, $"anon:{GoneOf(i)}-phone"));
            ids.AddRange(await EraseAsync(client, $"anon:{GoneOf(i)}-laptop"));
            ids.AddRange(await EraseAsync(client, $"{GoneOf(i)}-old"));
            ids.AddRange(await EraseAsync(client, $"anon:{GoneOf(i)}-old"));
        }

        return ids;
    }

    private static async Task<IReadOnlyList<string>> EraseAsync(HttpClient client, string id) => (await PrivacyCalls.EraseAsync(client, id)).Identities;
}

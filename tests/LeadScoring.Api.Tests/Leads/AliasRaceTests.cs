using LeadScoring.Api.Data;
using LeadScoring.Api.Tests.Support;

namespace LeadScoring.Api.Tests.Leads;

/// <summary>An alias and an unlinking at two replicas at the same time. Rows are locked in the order of their buckets, so the ids decide who waits where.</summary>
public sealed class AliasRaceTests : IClassFixture<LeadScoringApp>, IAsyncLifetime
{
    private static readonly TimeSpan Moment = TimeSpan.FromMilliseconds(1);

    private readonly LeadScoringApp _app;
    private readonly LeadScoringApp _replica;
    private readonly ManualClock _clockOfReplica = new();
    private readonly HttpClient _client;
    private readonly HttpClient _other;

    public AliasRaceTests(LeadScoringApp app)
    {
        (_app, _replica) = (app, app.NewReplica(_clockOfReplica));
        (_client, _other) = (_app.CreateClient(), _replica.CreateClient());
        _clockOfReplica.Set(app.Clock.GetUtcNow() - Moment);
    }

    public Task InitializeAsync() => Task.CompletedTask;

    public async Task DisposeAsync()
    {
        await Recount.EverythingAddsUpAsync(_app);
        _client.Dispose();
        _other.Dispose();
        await _replica.DisposeAsync();
    }

    [Fact]
    public async Task An_alias_links_again_though_the_unlinking_before_it_is_committed_only_while_the_alias_waits()
    {
        var mine = IdIn(bucket: 0);
        await _client.SendAsync(Given.Event("owner", 0, "Signed Up") with { AnonymousId = "phone" }, Given.Event(mine, 0, "Signed Up"));

        Task alias;
        await using (await _app.Database.HoldAsync("user:" + mine))
        {
            alias = AliasAsync("phone", mine);
            await _app.Database.AreWaitingAsync(1);
            await _other.UnlinkAsync("owner", "anon:phone");
        }

        await alias;
        Assert.Equal(mine, (await _client.GetScoreAsync("anon:phone")).LeadId);
    }

    [Fact]
    public async Task An_unlinking_that_has_waited_for_an_alias_is_the_later_of_the_two()
    {
        var mine = IdIn(bucket: 63);
        await _client.SendAsync(Given.Event("owner", 0, "Signed Up") with { AnonymousId = "tablet" }, Given.Event(mine, 0, "Signed Up"));

        Task alias, unlinking;
        await using (await _app.Database.HoldAsync("user:" + mine))
        {
            alias = AliasAsync("tablet", mine);
            await _app.Database.AreWaitingAsync(1);
            unlinking = _other.UnlinkAsync("owner", "anon:tablet");
            await _app.Database.AreWaitingAsync(2);
            _clockOfReplica.Set(_app.Clock.GetUtcNow() + Moment);
        }

        await Task.WhenAll(alias, unlinking);
        Assert.Equal("anon:tablet", (await _client.GetScoreAsync("anon:tablet")).LeadId);
    }

    private Task AliasAsync(string previousId, string userId) => _client.TakeAsync("alias", $"\"previousId\":\"{previousId}\",\"userId\":\"{userId}\"");

    /// <summary>A user id whose rows are in that bucket.</summary>
    private static string IdIn(short bucket) => Enumerable.Range(0, 10_000).Select(i => "mine" + i).First(id => Bucket.Of("user:" + id) == bucket);
}

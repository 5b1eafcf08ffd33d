using LeadScoring.Api.Events;
using LeadScoring.Api.Leads;
using LeadScoring.Api.Tests.Support;
using Microsoft.EntityFrameworkCore;

namespace LeadScoring.Api.Tests.Segment;

/// <summary>The SDKs themselves, as npm carries them, against the real server, which wants their keys.</summary>
public sealed class SdkTests(ListeningProductionApp app) : IClassFixture<ListeningProductionApp>
{
    [Theory]
    [InlineData("segment-3")]
    [InlineData("segment-2")]
    [InlineData("rudderstack")]
    public async Task Every_call_of_the_SDK_is_stored_once_and_the_lead_is_scored(string sdk)
    {
        var sent = await RunAsync(sdk, sdk);
        await using (var db = app.Database.OpenContext())
        {
            var ids = await db.Events.Where(e => e.MessageId.StartsWith(sdk + "-")).Select(e => e.MessageId).ToListAsync();
            Assert.Equal(Enumerable.Range(1, sent).Select(i => $"{sdk}-{i}").Order(StringComparer.Ordinal), ids.Order(StringComparer.Ordinal));
        }

        using var client = app.NewReader();
        var score = await client.GetScoreAsync(sdk + "-user");
        Assert.Equal((50, 87, true), (score.Fit.Score, score.Behavior.Score, score.Pql.Qualified));
        await AssertMergedAsync(client, score, $"anon:{sdk}-visitor", $"{sdk}-former");

        // The same again, as after an answer that was lost: nothing changes.
        await RunAsync(sdk, sdk);
        await using var after = app.Database.OpenContext();
        Assert.Equal(sent, await after.Events.CountAsync(e => e.MessageId.StartsWith(sdk + "-")));
        Assert.Equal(1, (await after.Accounts.SingleAsync(account => account.AccountId == sdk + "-company")).Version);
    }

    /// <summary>Its identify, groupIdentify and alias take no id, so only events of one's own are told when they are sent again.</summary>
    [Fact]
    public async Task Every_event_of_PostHogs_SDK_is_stored_once_and_the_lead_is_scored()
    {
        using var client = app.NewReader();

        var sent = await RunAsync("posthog", "posthog");
        var score = await client.GetScoreAsync("posthog-user");
        await RunAsync("posthog", "posthog");

        Assert.Equal((50, 87, true), (score.Fit.Score, score.Behavior.Score, score.Pql.Qualified));
        Assert.Equal(87, (await client.GetScoreAsync("posthog-user")).Behavior.Score);
        await using var db = app.Database.OpenContext();
        await AssertMergedAsync(client, score, "posthog-former");
        Assert.Equal(sent, await db.Events.CountAsync(e => e.Identity.StartsWith("user:posthog-") && e.Kind == IncomingEvent.Track));
        Assert.Equal(2, (await db.Accounts.SingleAsync(account => account.AccountId == "posthog-company")).Version);
        Assert.Equal(["user:posthog-user"], await db.LeadScores.Where(row => row.LeadId.Contains("posthog")).Select(row => row.LeadId).ToListAsync());
    }

    /// <summary>The ids are the lead's own, and an alias stands for an id of either kind.</summary>
    private static async Task AssertMergedAsync(HttpClient client, LeadScoreResponse score, params string[] ids)
    {
        Assert.Equal(1 + ids.Length + 1, score.Identities);
        foreach (var id in ids) Assert.Equal(score.LeadId, (await client.GetScoreAsync(id)).LeadId);
    }

    /// <returns>How many calls were sent under an id.</returns>
    private async Task<int> RunAsync(string sdk, string prefix)
    {
        using var patience = new CancellationTokenSource(Sdks.Patience);
        var (sent, errors) = await Sdks.RunAsync(patience.Token, "send.mjs", sdk, app.Server.ToString().TrimEnd('/'), prefix, app.WriteKey);
        Assert.Empty(errors);
        return sent;
    }
}

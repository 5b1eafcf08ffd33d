using System.Net;
using System.Net.Http.Json;
using LeadScoring.Api.Tests.Support;
using Microsoft.EntityFrameworkCore;

namespace LeadScoring.Api.Tests.Events;

public sealed class IngestLaneTests(LeadScoringApp app) : IClassFixture<LeadScoringApp>
{
    [Fact]
    public async Task Requests_that_come_while_another_is_stored_share_one_transaction()
    {
        using var client = app.CreateClient();
        await client.SendAsync(Given.Event("busy", 0, "Signed Up"));

        List<Task> sent;
        await using (await app.Database.HoldAsync("user:busy"))
        {
            sent = [.. Enumerable.Range(0, 40).Select(i => (Task)client.SendAsync(Given.Event("busy", 1, "Signed In")))];
            await app.Database.AreWaitingAsync(1, "the first is waiting for the lead");
        }

        await Task.WhenAll(sent);
        await using var db = app.Database.OpenContext();
        var transactions = await db.Database.SqlQuery<int>($"SELECT count(DISTINCT xmin::text)::int AS \"Value\" FROM events WHERE name = 'Signed In'").SingleAsync();
        Assert.InRange(transactions, 1, 10);
        await Recount.EverythingAddsUpAsync(app);
    }

    [Fact]
    public async Task When_too_many_events_wait_the_client_is_told_to_come_again_and_what_was_acknowledged_is_stored()
    {
        await using var small = app.NewReplica(Given.Settings(("Intake:QueuedEvents", "50"), ("Intake:LongestWait", "00:01:00")));
        using var client = small.CreateClient();
        await client.SendAsync(Given.Event("queue", 0, "Signed Up"));

        Task<HttpResponseMessage>[] sent;
        await using (await app.Database.HoldAsync("user:queue"))
        {
            sent = [.. Enumerable.Range(0, 80).Select(i => client.PostAsJsonAsync(new Uri("/v1/events", UriKind.Relative), Given.Event("queue", 1, "Signed In")))];
            await Eventually.IsTrueAsync(() => Task.FromResult(sent.Count(each => each.IsCompleted) == 30), "what is too much is refused");
        }

        var answers = await Task.WhenAll(sent);
        Assert.Equal(50, answers.Count(answer => answer.StatusCode == HttpStatusCode.OK));
        Assert.All(answers.Where(answer => answer.StatusCode != HttpStatusCode.OK), answer => Assert.Equal((HttpStatusCode.TooManyRequests, true), (answer.StatusCode, answer.Headers.RetryAfter?.Delta > TimeSpan.Zero)));
        Assert.Equal(51, await app.Database.CountEventsAsync("queue"));
        // The queue is empty again, and takes even a request that is larger than itself.
        Assert.Equal(60, (await client.SendAsync(Enumerable.Range(0, 60).Select(_ => Given.Event("queue", 1, "Signed In")))).Accepted);
        await Recount.EverythingAddsUpAsync(app);
    }

    [Fact]
    public async Task While_events_wait_too_long_more_are_refused_at_once_and_those_that_wait_are_stored()
    {
        await using var brisk = app.NewReplica(Given.Settings(("Intake:LongestWait", "00:00:00.1"), ("ConnectionStrings:LeadScoring", app.Database.ConnectionString + ";Command Timeout=60")));
        using var client = brisk.CreateClient();
        await client.SendAsync(Given.Event("stuck", 0, "Signed Up"));

        List<Task<HttpResponseMessage>> sent = [];
        await using (await app.Database.HoldAsync("user:stuck"))
        {
            await Eventually.IsTrueAsync(
                async () =>
                {
                    sent.Add(PostAsync());
                    return sent.Exists(each => each is { IsCompletedSuccessfully: true, Result.StatusCode: HttpStatusCode.TooManyRequests }) && await app.Database.WaitersAsync() > 0;
                },
                "what comes later is refused");
            // Refused while those before it still wait.
            Assert.Contains(sent, each => !each.IsCompleted);
        }

        var answers = await Task.WhenAll(sent);
        Assert.All(answers, answer => Assert.True(answer.StatusCode is HttpStatusCode.OK or HttpStatusCode.TooManyRequests));
        Assert.Equal(1 + answers.Count(answer => answer.StatusCode == HttpStatusCode.OK), await app.Database.CountEventsAsync("stuck"));
        await Eventually.IsTrueAsync(async () => (await PostAsync()).StatusCode == HttpStatusCode.OK, "the queue is taken again");
        await Recount.EverythingAddsUpAsync(app);

        Task<HttpResponseMessage> PostAsync() => client.PostAsJsonAsync(new Uri("/v1/events", UriKind.Relative), Given.Event("stuck", 1, "Signed In"));
    }

    [Fact]
    public async Task An_event_that_cannot_be_stored_costs_its_neighbours_nothing()
    {
        using var client = app.CreateClient();
        await using (var db = app.Database.OpenContext())
        {
            await db.Database.ExecuteSqlRawAsync("ALTER TABLE events ADD CONSTRAINT no_poison CHECK (name <> 'Poison')");
        }

        SentEvent[] events = [.. Given.EagerHistory("sound"), Given.Event("sound", 1, "Poison"), .. Given.EagerHistory("healthy"), Given.Event("ill", 1, "Poison")];
        var answers = await Task.WhenAll(client.SendAsync(events), client.SendAsync(Given.EagerHistory("also healthy")));

        Assert.Equal((events.Length - 2, 0), (answers[0].Accepted, answers[0].Duplicates));
        Assert.Equal(["cannot_be_stored", "cannot_be_stored"], answers[0].Rejected.Select(each => each.Code), StringComparer.Ordinal);
        Assert.Equal(11, answers[1].Accepted);
        await Recount.EverythingAddsUpAsync(app);
    }
}

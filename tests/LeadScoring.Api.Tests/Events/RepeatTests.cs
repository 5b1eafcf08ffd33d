using LeadScoring.Api.Tests.Support;

namespace LeadScoring.Api.Tests.Events;

public sealed class RepeatTests(LeadScoringApp app) : IClassFixture<LeadScoringApp>
{
    [Fact]
    public async Task A_request_that_is_sent_again_changes_nothing()
    {
        using var client = app.CreateClient();
        await Given.PerfectFitAsync(client, "acme", "anna");
        var events = Given.EagerHistory("anna");
        await client.SendAsync(events);
        var before = await StoredAsync("anna");

        var repeat = await client.SendAsync(events);

        Assert.Equal((0, events.Count), (repeat.Accepted, repeat.Duplicates));
        Assert.Equal(before, await StoredAsync("anna"));
    }

    [Fact]
    public async Task An_event_that_stands_in_a_request_twice_counts_once_and_the_first_one_is_kept()
    {
        using var client = app.CreateClient();
        var first = Given.Event("ben", 1, "Integration Connected");

        var answer = await client.SendAsync(first, first with { Event = "Data Exported" }, first);

        Assert.Equal((1, 2), (answer.Accepted, answer.Duplicates));
        var line = Assert.Single((await client.GetScoreAsync("ben")).Behavior.Contributions);
        Assert.Equal(("integration", 1), (line.Criterion, line.Evidence.Count));
    }

    [Fact]
    public async Task Of_clients_that_send_the_same_at_once_one_is_told_that_it_was_new()
    {
        using var client = app.CreateClient();
        await Given.PerfectFitAsync(client, "acme", "cleo");
        var events = Given.EagerHistory("cleo");

        var answers = await Task.WhenAll(Enumerable.Range(0, 8).Select(i =>
        {
            var order = events.ToArray();
            new Random(i).Shuffle(order);
            return client.SendAsync(order);
        }));

        Assert.Equal(events.Count, answers.Sum(answer => answer.Accepted));
        Assert.All(answers, answer => Assert.Equal(events.Count, answer.Accepted + answer.Duplicates));
        Assert.Equal(events.Count + 1, await app.Database.CountEventsAsync("cleo"));
        await Recount.EverythingAddsUpAsync(app);
    }

    [Fact]
    public async Task Each_event_of_clients_that_send_it_alone_at_once_is_new_to_one_of_them()
    {
        using var client = app.CreateClient();
        var events = Given.EagerHistory("dora");

        var answers = await Task.WhenAll(Enumerable.Range(0, 8).SelectMany(_ => events).Select(async each => (each.MessageId, (await client.SendAsync(each)).Accepted)));

        Assert.All(answers.GroupBy(answer => answer.MessageId, StringComparer.Ordinal), same => Assert.Equal(1, same.Sum(answer => answer.Accepted)));
        await Recount.EverythingAddsUpAsync(app);
    }

    [Fact]
    public async Task One_message_id_under_two_ids_is_two_events()
    {
        using var client = app.CreateClient();
        var ofUser = Given.Event("same", 1, "Integration Connected");
        var ofVisitor = Given.AnonymousEvent("same", 1, "Integration Connected") with { MessageId = ofUser.MessageId };

        var answer = await client.SendAsync(ofUser, ofVisitor);

        Assert.Equal((2, 0), (answer.Accepted, answer.Duplicates));
        Assert.Equal(15, (await client.GetScoreAsync("same")).Behavior.Score);
        Assert.Equal(15, (await client.GetScoreAsync("anon:same")).Behavior.Score);
    }

    private async Task<(string Digest, string ScoreRow, int Events, int Transitions)> StoredAsync(string leadId) => (
        Convert.ToHexString(await app.Database.DigestOfAsync(leadId)),
        await app.Database.ScoreRowVersionOfAsync(leadId),
        await app.Database.CountEventsAsync(leadId),
        (await app.Database.TransitionsOfAsync(leadId)).Count);
}

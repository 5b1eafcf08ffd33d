using System.Collections.Concurrent;
using LeadScoring.Api.Tests.Support;
using LeadScoring.Api.Webhooks.Sending;
using Microsoft.EntityFrameworkCore;
using Npgsql;

namespace LeadScoring.Api.Tests.Webhooks;

/// <summary>Receivers that are away for hours, and replicas that share the work.</summary>
public sealed class OutageTests() : WebhookTests()
{
    private const int Leads = 56;

    [Fact]
    public async Task A_receiver_that_is_away_for_six_hours_and_a_thousand_crossings_gets_all_afterwards_and_others_are_not_disturbed()
    {
        var isAway = true;
        Receiver.Answer = (context, message) =>
        {
            if (message.Path == "/away" && isAway) context.Abort();
            return Task.CompletedTask;
        };
        var (away, _) = await Client.CreateEndpointAsync(Receiver.UrlOf("away"));
        var (works, _) = await Client.CreateEndpointAsync(Receiver.UrlOf("works"));

        // Six hours in steps of twenty minutes, with crossings all along.
        for (var step = 1; step <= 18; step++)
        {
            await Client.SpikeAsync(Enumerable.Range(1, Leads).Select(i => $"lead-{step}-{i}"));
            // Recorded, not only received: a clock that jumps ahead ends the leases of what is being sent.
            await Eventually.IsTrueAsync(async () => await CountDeliveredAsync(works) == Leads * step, "the other endpoint is told at once");
            App.Clock.Advance(TimeSpan.FromMinutes(20));
        }

        var triesWhileAway = await SettledAsync(() => Task.FromResult(Receiver.MessagesTo("away").Count));
        Assert.InRange(triesWhileAway, 5, 60);
        Assert.Null((await Client.EndpointAsync(away)).DisabledAt);
        isAway = false;
        App.Clock.Advance(TimeSpan.FromMinutes(5));
        await Eventually.IsTrueAsync(async () => await CountDeliveredAsync(away) == 18 * Leads, "all arrive within ten minutes of its clock");

        var expected = Receiver.MessagesTo("works").Select(message => message.Body).Order(StringComparer.Ordinal);
        Assert.Equal(expected, Receiver.MessagesTo("away").Skip(triesWhileAway).Select(message => message.Body).Order(StringComparer.Ordinal), StringComparer.Ordinal);
        Assert.Equal((0, null), ((await Client.EndpointAsync(away)).FailuresInARow, (await Client.EndpointAsync(away)).PausedUntil));
    }

    [Fact]
    public async Task After_some_failures_in_a_row_an_endpoint_is_tried_with_one_message_at_a_time()
    {
        Receiver.Answer = RetryTests.Status(500);
        var (id, _) = await Client.CreateEndpointAsync(Receiver.UrlOf());
        await Client.SpikeAsync(Enumerable.Range(1, 40).Select(i => $"lead-{i}"));
        await Eventually.IsTrueAsync(async () => (await Client.EndpointAsync(id)).State == "paused", "it is paused");
        await Eventually.IsTrueAsync(async () => (await Client.DeliveriesAsync(id)).Count == 40, "all messages are made");
        var tries = await SettledAsync(async () => (await Client.EndpointAsync(id)).FailuresInARow);
        // Four at a time: those that were under way beside the fifth.
        Assert.InRange(tries, 5, 8);
        Assert.Equal(tries, Receiver.Messages.Count);

        for (var probe = 1; probe <= 3; probe++)
        {
            App.Clock.Advance(TimeSpan.FromMinutes(5));
            await Eventually.IsTrueAsync(async () => (await Client.EndpointAsync(id)).FailuresInARow == tries + probe, "one more is tried");
            Assert.Equal(tries + probe, await SettledAsync(() => Task.FromResult(Receiver.Messages.Count)));
        }
    }

    [Fact]
    public async Task An_endpoint_that_is_paused_after_a_replica_found_it_is_left_alone()
    {
        var (id, _) = await Client.CreateEndpointAsync(Receiver.UrlOf());
        var now = App.Clock.GetUtcNow();
        await using (var connection = new NpgsqlConnection(App.Database.ConnectionString))
        {
            await connection.OpenAsync();
            await PauseAsync(connection, id, now.AddMinutes(1));
            await Client.SpikeAsync("ada");
            await Eventually.IsTrueAsync(async () => (await Client.DeliveriesAsync(id)).Count == 1, "the message is made");

            // What another replica does that notes a failure: it is seen when it is committed.
            await using var transaction = await connection.BeginTransactionAsync();
            await PauseAsync(connection, id, now.AddMinutes(2));
            App.Clock.Advance(TimeSpan.FromMinutes(1));
            await App.Database.AreWaitingAsync(1, "the dispatcher has found the message");
            await transaction.CommitAsync();
        }

        await Eventually.IsTrueAsync(async () => await App.Database.WaitersAsync() == 0, "the dispatcher has looked");
        Assert.Equal(0, await SettledAsync(() => Task.FromResult(Receiver.Messages.Count)));
        App.Clock.Advance(TimeSpan.FromMinutes(1));
        await Eventually.IsTrueAsync(() => Receiver.Messages.Count == 1, "it is tried after the pause");
    }

    [Fact]
    public async Task Two_replicas_share_the_work_and_never_send_one_message_at_the_same_time()
    {
        await using var replica = App.NewReplica();
        using var other = replica.CreateClient();
        var (underWay, doubles) = (new ConcurrentDictionary<string, int>(StringComparer.Ordinal), 0);
        Receiver.Answer = async (_, message) =>
        {
            if (underWay.AddOrUpdate(message.Id, 1, (_, count) => count + 1) > 1) Interlocked.Increment(ref doubles);
            await Task.Delay(5);
            underWay.AddOrUpdate(message.Id, 0, (_, count) => count - 1);
        };
        var (id, _) = await Client.CreateEndpointAsync(Receiver.UrlOf());

        for (var i = 0; i < 10; i++)
        {
            await (i % 2 == 0 ? Client : other).SpikeAsync(Enumerable.Range(1, 30).Select(lead => $"lead-{i}-{lead}"));
        }

        await Eventually.IsTrueAsync(async () => (await Client.DeliveriesAsync(id, "delivered")).Count == 300, "all arrive");
        Assert.Equal(0, doubles);
        Assert.Equal(300, Receiver.Messages.Select(message => message.Id).Distinct(StringComparer.Ordinal).Count());
        Assert.Equal(300, Receiver.Messages.Count);
    }

    [Fact]
    public async Task A_message_whose_sender_died_is_sent_again_under_the_same_id_when_its_lease_ends()
    {
        var (id, _) = await Client.CreateEndpointAsync(Receiver.UrlOf());
        await Client.CallAsync(HttpMethod.Post, $"/v1/webhook-endpoints/{id}/disable");
        await Client.SpikeAsync("ada");
        await Eventually.IsTrueAsync(async () => (await Client.DeliveriesAsync(id)).Count == 1, "the message is made");
        var now = App.Clock.GetUtcNow();
        await using (var connection = new NpgsqlConnection(App.Database.ConnectionString))
        {
            // What a replica does before it sends; this one never records what came of it.
            await connection.OpenAsync();
            Assert.Single(await connection.ClaimAsync(id, now, now.AddMinutes(1), 1, CancellationToken.None));
        }

        await Client.CallAsync(HttpMethod.Post, $"/v1/webhook-endpoints/{id}/enable");
        App.Clock.Advance(TimeSpan.FromSeconds(59));
        await Client.SpikeAsync("bob");
        await Eventually.IsTrueAsync(() => Receiver.Messages.Count == 1, "others are sent meanwhile");
        Assert.Equal("waiting", (await Client.DeliveriesAsync(id)).Single(delivery => delivery.LeadId == "ada").State);
        App.Clock.Advance(TimeSpan.FromSeconds(1));

        await Eventually.IsTrueAsync(async () => (await Client.DeliveriesAsync(id, "delivered")).Count == 2, "it arrives");
        var claimed = (await Client.DeliveriesAsync(id)).Single(delivery => delivery.LeadId == "ada").Id.ToString();
        Assert.Single(Receiver.Messages, message => message.Id == claimed);
    }

    private static async Task PauseAsync(NpgsqlConnection connection, Guid endpoint, DateTimeOffset until)
    {
        await using var command = new NpgsqlCommand("UPDATE webhook_endpoints SET paused_until = $2 WHERE id = $1", connection) { Parameters = { new() { Value = endpoint }, new() { Value = until.ToUniversalTime() } } };
        Assert.Equal(1, await command.ExecuteNonQueryAsync());
    }

    private async Task<int> CountDeliveredAsync(Guid endpoint)
    {
        await using var db = App.Database.OpenContext();
        return await db.WebhookDeliveries.CountAsync(delivery => delivery.EndpointId == endpoint && delivery.State == "delivered");
    }

    /// <summary>What a number stays at, once it has been the same for a while: several rounds of the dispatcher.</summary>
    private static async Task<int> SettledAsync(Func<Task<int>> number)
    {
        var (last, same) = (await number(), 0);
        while (same < 10)
        {
            await Task.Delay(30);
            (last, same) = await number() is var now && now == last ? (last, same + 1) : (now, 0);
        }

        return last;
    }
}

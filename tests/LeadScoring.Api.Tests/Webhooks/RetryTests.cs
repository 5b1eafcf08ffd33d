using System.Globalization;
using LeadScoring.Api.Tests.Support;
using Microsoft.AspNetCore.Http;

namespace LeadScoring.Api.Tests.Webhooks;

/// <summary>When a message is tried again, and what becomes of endpoints that fail. Waits pass on the hand-turned clock.</summary>
public sealed class RetryTests() : WebhookTests(("Webhooks:FailuresUntilPause", "1000"))
{
    private static readonly TimeSpan[] Waits =
    [
        TimeSpan.FromSeconds(5), TimeSpan.FromMinutes(5), TimeSpan.FromMinutes(30), TimeSpan.FromHours(2),
        TimeSpan.FromHours(5), TimeSpan.FromHours(10), TimeSpan.FromHours(14), TimeSpan.FromHours(20), TimeSpan.FromHours(24),
    ];

    [Fact]
    public async Task A_message_that_does_not_arrive_is_tried_ten_times_over_three_days_and_then_given_up()
    {
        Receiver.Answer = Status(500);
        var (id, _) = await Client.CreateEndpointAsync(Receiver.UrlOf());
        await Client.SpikeAsync("ada");

        var delivery = await Client.AfterAttemptsAsync(id, 1);
        for (var attempts = 1; attempts < 10; attempts++)
        {
            Assert.Equal(App.Clock.GetUtcNow() + Waits[attempts - 1], delivery["nextAttemptAt"]!.GetValue<DateTimeOffset>());
            App.Clock.Advance(Waits[attempts - 1]);
            delivery = await Client.AfterAttemptsAsync(id, attempts + 1);
        }

        Assert.Equal(("failed", null), ((string?)delivery["state"], delivery["nextAttemptAt"]));
        Assert.Equal(10, delivery["log"]!.AsArray().Count(attempt => (int)attempt!["status"]! == 500 && (string?)attempt["error"] == "It answered 500."));
        Assert.Equal(10, Receiver.Messages.Count);
        Assert.Single(Receiver.Messages.Select(message => (message.Id, message.Body)).Distinct());
        Assert.Equal(10, Receiver.Messages.Select(message => message.Headers["webhook-timestamp"]).Distinct(StringComparer.Ordinal).Count());
    }

    [Fact]
    public async Task A_message_that_was_given_up_is_sent_again_by_hand_under_the_same_id()
    {
        Receiver.Answer = Status(400);
        var (id, _) = await Client.CreateEndpointAsync(Receiver.UrlOf());
        await Client.SpikeAsync("ada", "bob");
        for (var tried = 1; tried <= 10; tried++)
        {
            await Eventually.IsTrueAsync(async () => (await Client.DeliveriesAsync(id)) is { Count: 2 } both && both.All(delivery => delivery.Attempts == tried), "both are tried");
            App.Clock.Advance(tried < 10 ? Waits[tried - 1] : TimeSpan.Zero);
        }

        Assert.Equal(2, (await Client.DeliveriesAsync(id, "failed")).Count);
        Receiver.Answer = Status(200);
        var tries = Receiver.Messages.Count;

        var answer = await Client.CallAsync(HttpMethod.Post, $"/v1/webhook-endpoints/{id}/replay", new { from = "2026-03-01T00:00:00Z" });

        Assert.Equal(2, (int)answer!["replayed"]!);
        await Eventually.IsTrueAsync(async () => (await Client.DeliveriesAsync(id, "delivered")).Count == 2, "both arrive");
        Assert.Equal(2, Receiver.Messages.Select(message => message.Id).Distinct(StringComparer.Ordinal).Count());
        Assert.Equal(tries + 2, Receiver.Messages.Count);
        var again = (await Client.DeliveriesAsync(id))[0];
        await Client.CallAsync(HttpMethod.Post, $"/v1/webhook-endpoints/{id}/deliveries/{again.Id}/replay");
        await Eventually.IsTrueAsync(() => Receiver.Messages.Count == tries + 3, "what was delivered can be sent again, too");
        Assert.Equal(again.Id.ToString(), Receiver.Messages[^1].Id);
    }

    [Fact]
    public async Task What_a_receiver_asks_for_is_granted_and_meanwhile_it_is_left_alone()
    {
        Receiver.Answer = Status(429, ("Retry-After", "600"));
        var (id, _) = await Client.CreateEndpointAsync(Receiver.UrlOf());
        await Client.SpikeAsync("ada");

        var delivery = await Client.AfterAttemptsAsync(id, 1);
        var until = App.Clock.GetUtcNow() + TimeSpan.FromMinutes(10);
        Assert.Equal(until, delivery["nextAttemptAt"]!.GetValue<DateTimeOffset>());
        var endpoint = await Client.EndpointAsync(id);
        Assert.Equal(("paused", until), (endpoint.State, endpoint.PausedUntil));

        Receiver.Answer = Status(200);
        await Client.SpikeAsync("bob");
        await Eventually.IsTrueAsync(async () => (await Client.DeliveriesAsync(id)).Count == 2, "the other message is made");
        App.Clock.AdvanceTo(until.AddSeconds(-1));
        var other = await Client.CreateEndpointAsync(Receiver.UrlOf("other"));
        await Client.SpikeAsync("cyd");
        await Eventually.IsTrueAsync(() => Receiver.MessagesTo("other").Count == 1, "another endpoint is told meanwhile");
        Assert.Single(Receiver.MessagesTo("hook"));

        App.Clock.AdvanceTo(until);
        await Eventually.IsTrueAsync(async () => (await Client.DeliveriesAsync(id, "delivered")).Count == 3, "all arrive afterwards");
        Assert.NotEqual(id, other.Id);
    }

    [Theory]
    [InlineData(429, 60)]
    [InlineData(502, 60)]
    [InlineData(503, 60)]
    [InlineData(504, 60)]
    [InlineData(404, 5)]
    [InlineData(302, 5)]
    public async Task The_status_says_how_soon_it_is_tried_again_and_a_redirect_is_not_followed(int status, int seconds)
    {
        Receiver.Answer = Status(status, ("Location", Receiver.UrlOf("elsewhere")));
        var (id, _) = await Client.CreateEndpointAsync(Receiver.UrlOf());

        await Client.SpikeAsync("ada");

        var delivery = await Client.AfterAttemptsAsync(id, 1);
        Assert.Equal(App.Clock.GetUtcNow().AddSeconds(seconds), delivery["nextAttemptAt"]!.GetValue<DateTimeOffset>());
        Assert.Equal(status, (int)delivery["log"]![0]!["status"]!);
        Assert.Empty(Receiver.MessagesTo("elsewhere"));
    }

    [Fact]
    public async Task An_endpoint_that_says_it_is_gone_is_disabled_at_once_and_its_other_messages_wait()
    {
        Receiver.Answer = Status(410);
        var (id, _) = await Client.CreateEndpointAsync(Receiver.UrlOf());
        await Client.SpikeAsync("ada");
        await Eventually.IsTrueAsync(async () => (await Client.EndpointAsync(id)).State == "disabled", "it is disabled");
        Assert.Equal("It answered 410 Gone.", (await Client.EndpointAsync(id)).DisabledBecause);
        Assert.Equal("failed", (await Client.DeliveriesAsync(id))[0].State);

        Receiver.Answer = Status(200);
        await Client.SpikeAsync("bob");
        await Eventually.IsTrueAsync(async () => (await Client.DeliveriesAsync(id, "waiting")).Count == 1, "a message is made all the same");
        Assert.Single(Receiver.Messages);
        await Client.CallAsync(HttpMethod.Post, $"/v1/webhook-endpoints/{id}/enable");

        await Eventually.IsTrueAsync(async () => (await Client.DeliveriesAsync(id, "delivered")).Count == 1, "it goes on where it was");
    }

    [Fact]
    public async Task Five_days_of_nothing_but_failures_disable_an_endpoint_visibly()
    {
        Receiver.Answer = Status(500);
        var (id, _) = await Client.CreateEndpointAsync(Receiver.UrlOf());
        await Client.SpikeAsync("ada");
        await Client.AfterAttemptsAsync(id, 1);
        App.Clock.Advance(TimeSpan.FromDays(5) - TimeSpan.FromSeconds(1));
        await Client.AfterAttemptsAsync(id, 2);
        Assert.Equal("enabled", (await Client.EndpointAsync(id)).State);

        App.Clock.Advance(TimeSpan.FromMinutes(5));
        await Client.AfterAttemptsAsync(id, 3);

        var endpoint = await Client.EndpointAsync(id);
        Assert.Equal("disabled", endpoint.State);
        Assert.Equal("Nothing arrived since 2026-03-02T09:00:00Z; its deliveries say why.", endpoint.DisabledBecause);
        Assert.Equal(App.Clock.GetUtcNow(), endpoint.DisabledAt);
    }

    [Fact]
    public async Task One_success_within_the_five_days_forgives_all_failures()
    {
        Receiver.Answer = Status(500);
        var (id, _) = await Client.CreateEndpointAsync(Receiver.UrlOf());
        await Client.SpikeAsync("ada");
        await Client.AfterAttemptsAsync(id, 1);
        Receiver.Answer = Status(200);
        App.Clock.Advance(TimeSpan.FromDays(4));
        await Client.AfterAttemptsAsync(id, 2);
        Receiver.Answer = Status(500);
        App.Clock.Advance(TimeSpan.FromDays(2));

        await Client.SpikeAsync("bob");
        await Eventually.IsTrueAsync(async () => (await Client.EndpointAsync(id)).FailuresInARow == 1, "one failure is known");

        Assert.Equal(("enabled", App.Clock.GetUtcNow()), ((await Client.EndpointAsync(id)).State, (await Client.EndpointAsync(id)).FailingSince));
    }

    internal static Func<HttpContext, ReceivedMessage, Task> Status(int status, params (string Name, string Value)[] headers) => (context, _) =>
    {
        context.Response.StatusCode = status;
        foreach (var (name, value) in headers) context.Response.Headers[name] = value.ToString(CultureInfo.InvariantCulture);
        return Task.CompletedTask;
    };
}

using System.Text.Json.Nodes;
using LeadScoring.Api.Tests.Support;

namespace LeadScoring.Api.Tests.Webhooks;

/// <summary>What a message says does not wait for the worker, who rests here.</summary>
public sealed class FreshNewsTests() : WebhookTests(("Rescoring:Interval", "01:00:00"))
{
    [Fact]
    public async Task A_message_names_the_champion_and_the_likely_buyer_of_now()
    {
        await Given.PerfectFitAsync(Client, "acme", "vera");
        await Client.CreateEndpointAsync(Receiver.UrlOf());

        await Client.SendAsync(Given.EagerHistory("vera"));
        await Eventually.IsTrueAsync(() => Receiver.Messages.Any(message => TypeOf(message) == "lead.pql_gained"), "she qualifies");

        var account = JsonNode.Parse(Receiver.Messages.First(message => TypeOf(message) == "lead.pql_gained").Body)!["data"]!["account"]!;
        Assert.Equal(("vera", "vera"), ((string?)account["champion"]?["id"], (string?)account["economicBuyer"]?["id"]));
    }

    [Fact]
    public async Task What_was_never_delivered_silences_nothing()
    {
        Receiver.Answer = RetryTests.Status(410);
        var (id, _) = await Client.CreateEndpointAsync(Receiver.UrlOf(), new { notifyAgainAfter = "P30D" });
        await Client.SpikeAsync("ada");
        await Eventually.IsTrueAsync(async () => (await Client.DeliveriesAsync(id, "failed")).Count == 1, "it is refused for good");
        Receiver.Answer = RetryTests.Status(200);
        await Client.CallAsync(HttpMethod.Post, $"/v1/webhook-endpoints/{id}/enable");
        App.Clock.Advance(TimeSpan.FromDays(10));

        await Client.SendAsync(Given.Event("ada", 17, "Integration Connected"));

        await Eventually.IsTrueAsync(async () => (await Client.DeliveriesAsync(id, "delivered")).Count > 0, "the next one is told");
    }

    private static string TypeOf(ReceivedMessage message) => (string)JsonNode.Parse(message.Body)!["type"]!;
}

using System.Text.Json.Nodes;
using LeadScoring.Api.Tests.Support;
using Microsoft.EntityFrameworkCore;

namespace LeadScoring.Api.Tests.Webhooks;

/// <summary>What messages say beside the numbers: what to open the conversation with, and how the lead stands.</summary>
public sealed class MessageContentTests() : WebhookTests()
{
    [Fact]
    public async Task What_the_model_says_to_open_with_comes_with_the_message_and_is_shown_in_Slack()
    {
        await Client.PublishAsync(WebhookRulesTests.ModelWithPlays);
        await Eventually.IsTrueAsync(async () => (await Client.ListModelsAsync()).Pending is null, "the model is in force");
        object plays = new { filters = new { models = new[] { "plays" }, kinds = new[] { "spike", "pql_gained" } } };
        await Client.CreateEndpointAsync(Receiver.UrlOf("standard"), plays);
        await Client.CreateEndpointAsync(Receiver.UrlOf("slack"), new { format = "slack", filters = new { models = new[] { "plays" }, kinds = new[] { "spike" } } });

        await Client.SendAsync(Given.Event("tom", 7, "Invite Sent", ("inviteeEmail", "ann@customer.example")));
        await Client.SendAsync(Given.Event("ida", 7, "Integration Connected"));
        await Eventually.IsTrueAsync(() => Receiver.MessagesTo("standard").Count == 3 && Receiver.MessagesTo("slack").Count == 1, "all arrive");

        var told = Receiver.MessagesTo("standard").Select(message => JsonNode.Parse(message.Body)!["data"]!).ToDictionary(data => ((string)data["leadId"]!, (string)data["kind"]!), data => (string?)data["play"]);
        Assert.Equal("Ask who else works with it.", told[("tom", "pql_gained")]);
        Assert.Equal("Ask what they sync.", told[("ida", "pql_gained")]);
        Assert.Equal("Offer help with the set-up.\nAsk what they sync.", told[("ida", "spike")]);
        var blocks = JsonNode.Parse(Receiver.MessagesTo("slack")[0].Body)!["blocks"]!.AsArray();
        Assert.Contains("*Open with*\nOffer help with the set-up.\nAsk what they sync.", blocks.Select(block => (string?)block!["text"]?["text"]), StringComparer.Ordinal);
    }

    [Fact]
    public async Task Each_message_says_whether_the_lead_or_account_is_a_PQL_then_and_since_when()
    {
        var (id, _) = await Client.CreateEndpointAsync(Receiver.UrlOf());
        await Given.PerfectFitAsync(Client, "acme", "vera");
        await Client.SendAsync(Given.EagerHistory("vera"));
        await Eventually.IsTrueAsync(() => Standings("lead.").Any(each => each.Kind == "pql_gained") && Standings("account.").Any(each => each.Kind == "pql_gained"), "she qualifies, and her account");
        App.Clock.Advance(TimeSpan.FromDays(200));
        await Eventually.IsTrueAsync(() => Standings("lead.").Any(each => each.Kind == "pql_lost") && Standings("account.").Any(each => each.Kind == "pql_lost"), "time passes");
        await Eventually.IsTrueAsync(async () => (await Client.DeliveriesAsync(id, "waiting")).Count == 0, "nothing is on its way");

        // What the feed says of the flag is what the messages must say.
        foreach (var type in new[] { "lead.", "account." })
        {
            var (isPql, since) = (false, (string?)null);
            foreach (var each in Standings(type).OrderBy(each => each.Sequence))
            {
                (isPql, since) = each.Kind is "pql_gained" or "pql_lost" ? (each.Kind == "pql_gained", each.Timestamp) : (isPql, since);
                Assert.Equal((isPql, since), (each.Pql, each.PqlSince));
            }
        }

        Assert.Contains(Standings("lead."), each => each is { Pql: true, Kind: not "pql_gained" });
        Assert.Contains(Standings("lead."), each => each is { Pql: false, PqlSince: null });
    }

    [Fact]
    public async Task Since_when_is_known_when_the_crossing_is_no_longer_kept()
    {
        await Client.CreateEndpointAsync(Receiver.UrlOf());
        await Given.PerfectFitAsync(Client, "acme", "vera");
        await Client.SendAsync(Given.EagerHistory("vera"));
        await Eventually.IsTrueAsync(() => Standings("lead.").Any(each => each.Kind == "pql_gained") && Standings("account.").Any(each => each.Kind == "pql_gained"), "she qualifies, and her account");
        await using (var db = App.Database.OpenContext()) await db.Transitions.ExecuteDeleteAsync();
        App.Clock.Advance(TimeSpan.FromMinutes(1));

        await Client.SendAsync(Enumerable.Range(1, 3).Select(i => Given.Event("vera", 7, "Invite Sent", ("inviteeEmail", $"{i}@customer.example"))));
        await Eventually.IsTrueAsync(() => new[] { "lead.", "account." }.All(type => Standings(type).Any(each => each is { Kind: "spike", Timestamp: "2026-03-02T09:01:00Z" })), "both meet an alert");

        Assert.All(Standings("").Where(each => each.Timestamp == "2026-03-02T09:01:00Z"), each => Assert.Equal((true, "2026-03-02T09:00:00Z"), (each.Pql, each.PqlSince)));
    }

    private IEnumerable<Standing> Standings(string type) => Receiver.Messages.Select(message => JsonNode.Parse(message.Body)!).Where(message => ((string)message["type"]!).StartsWith(type, StringComparison.Ordinal)).Select(message => new Standing(
        (int)message["data"]!["sequence"]!, (string)message["data"]!["kind"]!, (string)message["timestamp"]!, (bool)message["data"]!["pql"]!, (string?)message["data"]!["pqlSince"]));

    private sealed record Standing(int Sequence, string Kind, string Timestamp, bool Pql, string? PqlSince);
}

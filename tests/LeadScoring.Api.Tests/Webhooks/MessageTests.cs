using System.Text.Json.Nodes;
using LeadScoring.Api.Scoring;
using LeadScoring.Api.Tests.Support;
using Npgsql;

namespace LeadScoring.Api.Tests.Webhooks;

/// <summary>Which crossings make messages, and what these say.</summary>
public sealed class MessageTests() : WebhookTests(("Webhooks:SpikeCooldown", "00:00:00"))
{
    private static readonly string[] OnlyGained = [TransitionKind.PqlGained];

    [Fact]
    public async Task A_lead_that_qualifies_makes_one_message_with_who_how_much_and_why()
    {
        var (id, _) = await Client.CreateEndpointAsync(Receiver.UrlOf(), new { filters = new { kinds = OnlyGained } });
        await Given.PerfectFitAsync(Client, "acme", "vera");
        await Client.PutAccountAsync("acme", new { name = "Acme" });
        await Client.PutLeadAsync("vera", new { name = "Vera V." });

        await Client.SendAsync(Given.EagerHistory("vera"));
        await Eventually.IsTrueAsync(() => Receiver.Messages.Any(message => TypeOf(message) == "lead.pql_gained"), "the message arrives");

        var message = JsonNode.Parse(Receiver.Messages.First(each => TypeOf(each) == "lead.pql_gained").Body)!;
        var data = message["data"]!;
        var expected = (await Client.ChangesAsync("type=transition")).Items.Select(item => item.Transition!).Single(each => each is { Kind: TransitionKind.PqlGained, Events.Count: > 0 });
        Assert.Equal("2026-03-02T09:00:00Z", (string?)message["timestamp"]);
        Assert.Equal(("vera", "vera@customer.example", "Vera V."), ((string?)data["lead"]!["id"], (string?)data["lead"]!["email"], (string?)data["lead"]!["name"]));
        Assert.Equal(("acme", "Acme"), ((string?)data["account"]!["id"], (string?)data["account"]!["name"]));
        Assert.Equal(("product-led", 1, expected.Sequence, "event"), ((string?)data["model"], (int)data["modelVersion"]!, (int)data["sequence"]!, (string?)data["cause"]));
        Assert.Equal((50, 150, "hot"), ((int)data["before"]!["total"]!, (int)data["after"]!["total"]!, (string?)data["after"]!["band"]));
        Assert.Equal(expected.Contributions.Select(line => line.Criterion), data["contributions"]!.AsArray().Select(line => (string)line!["criterion"]!), StringComparer.Ordinal);
        Assert.Equal(expected.Events.Select(each => each.MessageId), data["events"]!.AsArray().Select(each => (string)each!["messageId"]!), StringComparer.Ordinal);
        Assert.Equal("Bonus for key actions +25; Core feature used 3 times or more in the first 14 days +20; Onboarding +15".Split("; ")[1..], ((string)data["reasons"]!).Split("; ")[1..]);
        Assert.Equal("application/json", Receiver.Messages[0].Headers["Content-Type"]);
        Assert.StartsWith("LeadScoring-Webhooks/", Receiver.Messages[0].Headers["User-Agent"], StringComparison.Ordinal);
        Assert.False(Receiver.Messages[0].Headers.ContainsKey("traceparent"));
        Assert.Single(await Client.DeliveriesAsync(id), delivery => delivery.LeadId == "vera");
    }

    [Fact]
    public async Task Two_leads_that_cross_for_different_reasons_read_differently()
    {
        await Client.CreateEndpointAsync(Receiver.UrlOf(), new { filters = new { kinds = new[] { TransitionKind.Spike } } });

        await Client.SpikeAsync("ida");
        await Client.SendAsync(Enumerable.Range(1, 3).Select(i => Given.Event("tom", 7, "Invite Sent", ("inviteeEmail", $"{i}@customer.example"))));
        await Eventually.IsTrueAsync(() => Receiver.Messages.Count == 2, "both arrive");

        var reasons = Receiver.Messages.Select(message => JsonNode.Parse(message.Body)!["data"]!).ToDictionary(data => (string)data["leadId"]!, data => (string)data["reasons"]!, StringComparer.Ordinal);
        Assert.Equal("An integration was connected; Integration connected +15", reasons["ida"]);
        Assert.StartsWith("3 or more teammates were invited", reasons["tom"], StringComparison.Ordinal);
        Assert.Contains("Teammates invited +15", reasons["tom"], StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_account_that_qualifies_names_its_champion_and_its_likely_buyer()
    {
        await Client.CreateEndpointAsync(Receiver.UrlOf(), new { filters = new { kinds = OnlyGained, accounts = new[] { "acme" } } });
        await Given.PerfectFitAsync(Client, "acme", "vera");
        await Given.PerfectFitAsync(Client, "elsewhere", "eve");

        await Client.SendAsync(Given.EagerHistory("vera"));
        await Client.SendAsync(Given.EagerHistory("eve"));
        await Eventually.IsTrueAsync(() => Receiver.Messages.Select(TypeOf).Order(StringComparer.Ordinal).SequenceEqual(["account.pql_gained", "lead.pql_gained"], StringComparer.Ordinal), "the account and its lead are told, and nobody else's");

        var account = JsonNode.Parse(Receiver.Messages.Single(message => TypeOf(message) == "account.pql_gained").Body)!["data"]!["account"]!;
        Assert.Equal("acme", (string?)account["id"]);
        Assert.Equal(("vera", "vera@customer.example"), ((string?)account["champion"]!["id"], (string?)account["champion"]!["email"]));
        Assert.Equal("vera", (string?)account["economicBuyer"]!["id"]);
    }

    [Fact]
    public async Task Filters_by_kind_model_and_band_let_only_what_matches_through()
    {
        var all = await Client.CreateEndpointAsync(Receiver.UrlOf("all"));
        var hot = await Client.CreateEndpointAsync(Receiver.UrlOf("hot"), new { filters = new { bands = new[] { "hot" } } });
        var other = await Client.CreateEndpointAsync(Receiver.UrlOf("other"), new { filters = new { models = new[] { "another-model" } } });
        var same = await Client.CreateEndpointAsync(Receiver.UrlOf("same"), new { filters = new { models = new[] { "product-led" }, kinds = OnlyGained } });
        await Given.PerfectFitAsync(Client, "acme", "vera");

        await Client.SendAsync(Given.EagerHistory("vera"));
        await Eventually.IsTrueAsync(async () => (await Client.DeliveriesAsync(all.Id)).Count(delivery => delivery.LeadId == "vera") == 5, "all crossings of the lead are there");

        Assert.Equal(["band_changed", "pql_gained", "spike:integration_connected"], await KindsAsync(hot.Id), StringComparer.Ordinal);
        Assert.Empty(await Client.DeliveriesAsync(other.Id));
        Assert.Equal(["pql_gained"], await KindsAsync(same.Id), StringComparer.Ordinal);
    }

    [Fact]
    public async Task An_endpoint_is_not_told_what_was_recorded_before_it_was_made_and_everything_after()
    {
        await Client.SpikeAsync("before");
        App.Clock.Advance(TimeSpan.FromSeconds(1));
        var first = await Client.CreateEndpointAsync(Receiver.UrlOf("first"));
        await Client.SpikeAsync("between");
        App.Clock.Advance(TimeSpan.FromSeconds(1));
        var second = await Client.CreateEndpointAsync(Receiver.UrlOf("second"));
        await Client.SpikeAsync("after");

        await Eventually.IsTrueAsync(() => Receiver.Messages.Count == 3, "three messages arrive");

        Assert.Equal(["after", "between"], (await Client.DeliveriesAsync(first.Id)).Select(delivery => delivery.LeadId).Order(StringComparer.Ordinal), StringComparer.Ordinal);
        Assert.Equal(["after"], (await Client.DeliveriesAsync(second.Id)).Select(delivery => delivery.LeadId), StringComparer.Ordinal);
    }

    [Fact]
    public async Task A_crossing_that_is_not_to_be_told_makes_no_message()
    {
        var (id, _) = await Client.CreateEndpointAsync(Receiver.UrlOf());
        await Client.SpikeAsync("ada");
        await Eventually.IsTrueAsync(() => Receiver.Messages.Count == 1, "the first arrives");
        await RepeatCrossingAsync("ada", notify: false);

        await Client.SpikeAsync("bob");
        await Eventually.IsTrueAsync(() => Receiver.Messages.Count == 2, "the one behind it arrives");

        Assert.Equal(["ada", "bob"], (await Client.DeliveriesAsync(id)).Select(delivery => delivery.LeadId).Order(StringComparer.Ordinal), StringComparer.Ordinal);
    }

    [Fact]
    public async Task The_same_news_about_the_same_lead_is_noted_and_not_sent_again_too_soon()
    {
        var (id, _) = await Client.CreateEndpointAsync(Receiver.UrlOf(), new { notifyAgainAfter = "PT4H" });
        await Client.SpikeAsync("ada");
        await Eventually.IsTrueAsync(async () => (await Client.DeliveriesAsync(id, "delivered")).Count == 1, "the first arrives");

        App.Clock.Advance(TimeSpan.FromHours(3));
        await RepeatCrossingAsync("ada", notify: true);
        await Eventually.IsTrueAsync(async () => (await Client.DeliveriesAsync(id, "damped")).Count == 1, "the second is damped");
        await Client.SpikeAsync("bob");
        await Eventually.IsTrueAsync(async () => (await Client.DeliveriesAsync(id, "delivered")).Count == 2, "that of another lead arrives");
        App.Clock.Advance(TimeSpan.FromHours(2));
        await RepeatCrossingAsync("ada", notify: true);

        await Eventually.IsTrueAsync(async () => (await Client.DeliveriesAsync(id, "delivered")).Count == 3, "it is told again five hours after it was told");
        Assert.Single(await Client.DeliveriesAsync(id, "damped"));
    }

    [Fact]
    public async Task A_damped_message_can_be_sent_by_hand()
    {
        var (id, _) = await Client.CreateEndpointAsync(Receiver.UrlOf(), new { notifyAgainAfter = "P1D" });
        await Client.SpikeAsync("ada");
        await RepeatCrossingAsync("ada", notify: true);
        await Eventually.IsTrueAsync(async () => (await Client.DeliveriesAsync(id, "damped")).Count == 1, "the second is damped");
        var damped = (await Client.DeliveriesAsync(id, "damped"))[0].Id;

        await Client.CallAsync(HttpMethod.Post, $"/v1/webhook-endpoints/{id}/deliveries/{damped}/replay");

        await Eventually.IsTrueAsync(() => Receiver.Messages.Any(message => message.Id == damped.ToString()), "it arrives");
    }

    private static string TypeOf(ReceivedMessage message) => (string)JsonNode.Parse(message.Body)!["type"]!;

    private async Task<IEnumerable<string>> KindsAsync(Guid id) => (await Client.DeliveriesAsync(id)).Where(delivery => delivery.LeadId == "vera").Select(delivery => delivery.Kind).Order(StringComparer.Ordinal);

    /// <summary>Writes a crossing of the lead once more, as if it had crossed again now.</summary>
    private async Task RepeatCrossingAsync(string leadId, bool notify)
    {
        var columns = TransitionStatements.Columns.Split(',', StringSplitOptions.TrimEntries);
        var values = columns.Select(column => column switch { "sequence" => "(SELECT max(sequence) + 1 FROM transitions WHERE lead_id = $1)", "notify" => "$2", "recorded_at" => "$3", _ => column });
        await using var connection = new NpgsqlConnection(App.Database.ConnectionString);
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(
            $"INSERT INTO transitions ({TransitionStatements.Columns}, position) SELECT {string.Join(", ", values)}, {ScoreStatements.Position} FROM transitions WHERE lead_id = $1 AND kind = 'spike' ORDER BY sequence LIMIT 1", connection)
        {
            Parameters = { new() { Value = "user:" + leadId }, new() { Value = notify }, new() { Value = App.Clock.GetUtcNow() } },
        };
        Assert.Equal(1, await command.ExecuteNonQueryAsync());
    }
}

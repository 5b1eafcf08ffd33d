using LeadScoring.Api.Tests.Support;

namespace LeadScoring.Api.Tests.Webhooks.Crm;

/// <summary>A CRM holds the latest state of a lead, whatever is late, fails or comes again.</summary>
public sealed class CrmOrderTests() : WebhookTests(("Webhooks:FailuresUntilPause", "2"), ("Webhooks:SpikeCooldown", "30.00:00:00"))
{
    [Fact]
    public async Task A_message_that_is_tried_again_does_not_overwrite_a_later_one()
    {
        await using var hubspot = await CrmCalls.StartHubSpotAsync();
        hubspot.Instead.Enqueue(new CrmAnswer(500, "{}"));
        var id = await Client.CreateEndpointAsync(hubspot);
        await Client.CrossAsync("ada");
        await Client.AttemptAsync(id);

        await Client.CrossAgainAsync("ada");
        await Client.WaitForAsync(id, "delivered", 1);
        App.Clock.Advance(TimeSpan.FromSeconds(5));

        var late = (await Client.WaitForAsync(id, "superseded", 1))[0];
        Assert.Equal((1, 1, null), (late.Sequence, late.Attempts, late.NextAttemptAt));
        Assert.Equal("30", hubspot.Contacts["ada@customer.example"]["leadscore_total"]);
        Assert.Equal(2, hubspot.Upserts.Count());
        await Client.CallAsync(HttpMethod.Post, $"/v1/webhook-endpoints/{id}/deliveries/{late.Id}/replay");
        await Client.CrossAsync("bob");
        await Client.WaitForAsync(id, "delivered", 2);
        Assert.Single(await Client.WaitForAsync(id, "superseded", 1));
        Assert.Equal("30", hubspot.Contacts["ada@customer.example"]["leadscore_total"]);
    }

    [Fact]
    public async Task However_many_overtaken_messages_are_replayed_none_is_written()
    {
        await using var hubspot = await CrmCalls.StartHubSpotAsync();
        var leads = Enumerable.Range(1, 70).Select(i => $"lead-{i}").ToArray();
        var id = await Client.CreateEndpointAsync(hubspot);
        await Client.CallAsync(HttpMethod.Post, $"/v1/webhook-endpoints/{id}/disable");
        await Client.CrossAsync(leads);
        foreach (var lead in leads) await Client.CrossAgainAsync(lead);
        await Client.WaitForAsync(id, "waiting", 140);
        await Client.CallAsync(HttpMethod.Post, $"/v1/webhook-endpoints/{id}/enable");
        await Client.WaitForAsync(id, "delivered", 70);
        await Client.WaitForAsync(id, "superseded", 70);
        App.Clock.Advance(TimeSpan.FromSeconds(1));

        await Client.CallAsync(HttpMethod.Post, $"/v1/webhook-endpoints/{id}/replay", new { from = Given.Day0, states = (string[])["superseded"] });

        await Client.WaitForAsync(id, "superseded", 70);
        Assert.Equal(70, hubspot.Upserts.Count());
        Assert.All(hubspot.Contacts.Values, contact => Assert.Equal("30", contact["leadscore_total"]));
    }

    [Fact]
    public async Task Of_what_has_piled_up_about_a_lead_only_the_latest_is_written()
    {
        await using var hubspot = await CrmCalls.StartHubSpotAsync();
        var id = await Client.CreateEndpointAsync(hubspot);
        await Client.CallAsync(HttpMethod.Post, $"/v1/webhook-endpoints/{id}/disable");
        await Client.CrossAsync("ada", "bob");
        await Client.CrossAgainAsync("ada");
        await Client.WaitForAsync(id, "waiting", 3);

        await Client.CallAsync(HttpMethod.Post, $"/v1/webhook-endpoints/{id}/enable");

        await Client.WaitForAsync(id, "delivered", 2);
        Assert.Equal(("ada", 1), (await Client.WaitForAsync(id, "superseded", 1)).Select(each => (each.LeadId, each.Sequence)).Single());
        Assert.Equal(("30", "15"), (hubspot.Contacts["ada@customer.example"]["leadscore_total"], hubspot.Contacts["bob@customer.example"]["leadscore_total"]));
        Assert.Equal(2, hubspot.Upserts.Count());
    }

    [Fact]
    public async Task News_that_others_are_spared_is_written_all_the_same()
    {
        await using var hubspot = await CrmCalls.StartHubSpotAsync();
        var filters = new { kinds = new[] { "spike" } };
        var id = await Client.CreateEndpointAsync(hubspot, filters: filters);
        var (others, _) = await Client.CreateEndpointAsync(Receiver.UrlOf(), new { filters });
        await Client.CrossAsync("ada");
        await Client.WaitForAsync(id, "delivered", 1);
        App.Clock.Advance(TimeSpan.FromDays(10));

        await Client.SendAsync(Given.Event("ada", 17, "Integration Connected"));

        await Client.WaitForAsync(id, "delivered", 2);
        Assert.Equal("ada", Assert.Single(await Client.DeliveriesAsync(others, "damped"), delivery => delivery.LeadId is not null).LeadId);
        Assert.Equal("2026-03-12T09:00:00.000Z", hubspot.Contacts["ada@customer.example"]["leadscore_crossed_at"]);
    }

    [Fact]
    public async Task While_a_message_about_a_lead_is_under_way_no_replica_sends_another_one()
    {
        await using var hubspot = await CrmCalls.StartHubSpotAsync();
        var (isReached, release) = (new TaskCompletionSource(), new TaskCompletionSource());
        hubspot.Before = request =>
        {
            if (!request.Body.Contains("ada@", StringComparison.Ordinal)) return Task.CompletedTask;
            isReached.TrySetResult();
            return release.Task;
        };
        await using var replica = App.NewReplica();
        using var other = replica.CreateClient();
        var id = await Client.CreateEndpointAsync(hubspot);
        await Client.CrossAsync("ada");
        await isReached.Task;

        await Client.CrossAgainAsync("ada");
        await Client.WaitForAsync(id, "waiting", 2);
        await Client.CrossAsync(Enumerable.Range(1, 20).Select(i => $"lead-{i}"));
        await Client.WaitForAsync(id, "delivered", 20);
        Assert.Equal(1, hubspot.Upserts.Count(upsert => upsert.Body.Contains("ada@", StringComparison.Ordinal)));
        release.SetResult();

        await Client.WaitForAsync(id, "delivered", 22);
        Assert.Equal("30", hubspot.Contacts["ada@customer.example"]["leadscore_total"]);
    }

    [Fact]
    public async Task A_message_that_is_not_sent_does_not_use_up_the_try_that_an_endpoint_gets_after_a_pause()
    {
        await using var hubspot = await CrmCalls.StartHubSpotAsync();
        hubspot.Instead.Enqueue(new CrmAnswer(500, "{}"));
        hubspot.Instead.Enqueue(new CrmAnswer(500, "{}"));
        var id = await Client.CreateEndpointAsync(hubspot);
        await Client.CrossAsync("ada", "bob");
        await Eventually.IsTrueAsync(async () => (await Client.EndpointAsync(id)).State == "paused", "both fail");
        await Client.SpikeAsync("nobody");
        await Client.WaitForAsync(id, "waiting", 3);

        App.Clock.Advance(TimeSpan.FromSeconds(5));

        await Client.WaitForAsync(id, "skipped", 1);
        await Client.WaitForAsync(id, "delivered", 2);
        Assert.Equal("enabled", (await Client.EndpointAsync(id)).State);
    }
}

using LeadScoring.Api.Tests.Support;
using LeadScoring.Api.Webhooks.Deliveries;

namespace LeadScoring.Api.Tests.Webhooks.Crm;

/// <summary>Crossings in the contacts of HubSpot.</summary>
public sealed class HubSpotTests() : WebhookTests(("Webhooks:FailuresUntilPause", "1000"))
{
    [Fact]
    public async Task A_lead_that_qualifies_is_found_by_its_address_with_all_that_is_known_of_the_crossing()
    {
        await using var hubspot = await CrmCalls.StartHubSpotAsync();
        var id = await Client.CreateEndpointAsync(hubspot, filters: new { kinds = new[] { "pql_gained" } });
        await Given.PerfectFitAsync(Client, "acme", "vera");

        await Client.SendAsync(Given.EagerHistory("vera"));
        await Eventually.IsTrueAsync(() => hubspot.Contacts.Count == 1, "the contact is written");

        var contact = hubspot.Contacts["vera@customer.example"];
        Assert.Equal(
            ("150", "50", "100", "hot", "strong", "true"),
            (contact["leadscore_total"], contact["leadscore_fit"], contact["leadscore_behavior"], contact["leadscore_band"], contact["leadscore_fit_tier"], contact["leadscore_pql"]));
        Assert.Equal(("2026-03-02T09:00:00.000Z", "2026-03-02T09:00:00.000Z", ""), (contact["leadscore_pql_since"], contact["leadscore_crossed_at"], contact["leadscore_play"]));
        Assert.Contains("Core feature used 3 times or more", contact["leadscore_reasons"], StringComparison.Ordinal);
        Assert.Equal("vera@customer.example", contact["email"]);
        Assert.Equal(11, contact.Count);
        // Her account qualified, too, and is no contact.
        Assert.Equal("vera", Assert.Single(await Client.DeliveriesAsync(id)).LeadId);
    }

    [Fact]
    public async Task Properties_can_be_renamed_left_out_and_added_and_the_version_of_the_API_chosen()
    {
        await using var hubspot = await CrmCalls.StartHubSpotAsync();
        hubspot.Properties["score"] = "number";
        await Client.CreateEndpointAsync(hubspot, new { properties = new { score = "total", lastname = "lastName" }, apiVersion = "2026-03" });

        await Client.CrossAsync("ada");
        await Eventually.IsTrueAsync(() => hubspot.Contacts.Count == 1, "the contact is written");

        Assert.Equal(
            [("email", "ada@customer.example"), ("lastname", "ada"), ("score", "15")],
            hubspot.Contacts["ada@customer.example"].Select(property => (property.Key, property.Value)).OrderBy(property => property.Key, StringComparer.Ordinal));
        Assert.Equal("/crm/objects/2026-03/contacts/batch/upsert", hubspot.Upserts.Single().Path);
    }

    [Fact]
    public async Task A_lead_without_an_address_is_not_sent_and_says_nothing_about_the_endpoint()
    {
        await using var hubspot = await CrmCalls.StartHubSpotAsync();
        var id = await Client.CreateEndpointAsync(hubspot);

        await Client.SpikeAsync("nobody");

        var (state, attempt) = await Client.AttemptAsync(id);
        Assert.Equal(("skipped", null), (state, (int?)attempt["status"]));
        Assert.StartsWith("The lead has no email address", (string?)attempt["error"], StringComparison.Ordinal);
        var endpoint = await Client.EndpointAsync(id);
        Assert.Equal(("enabled", 0, null), (endpoint.State, endpoint.FailuresInARow, endpoint.FailingSince));
        Assert.Empty(hubspot.Upserts);
    }

    [Fact]
    public async Task A_contact_that_is_refused_is_given_up_with_HubSpots_words_and_the_endpoint_goes_on()
    {
        await using var hubspot = await CrmCalls.StartHubSpotAsync();
        hubspot.Refused["bob@customer.example"] = "VALIDATION_ERROR";
        var id = await Client.CreateEndpointAsync(hubspot);

        await Client.PutLeadAsync("odd", new { email = $"{new string('x', 200)}@no-host" });
        await Client.SpikeAsync("odd");
        await Client.CrossAsync("bob", "cyd");

        var refused = (await Client.WaitForAsync(id, "failed", 2)).ToDictionary(delivery => delivery.LeadId!, StringComparer.Ordinal);
        Assert.All(refused.Values, delivery => Assert.Equal((1, null), (delivery.Attempts, delivery.NextAttemptAt)));
        var (invalid, partial) = (await ErrorAsync(id, refused["odd"]), await ErrorAsync(id, refused["bob"]));
        Assert.Contains("HubSpot answered 400 VALIDATION_ERROR: Property values were not valid", invalid, StringComparison.Ordinal);
        Assert.InRange(invalid.Length, 100, 500);
        Assert.Equal("HubSpot did not take the contact: VALIDATION_ERROR: The contact bob@customer.example could not be written", partial);
        Assert.Equal("cyd", (await Client.WaitForAsync(id, "delivered", 1))[0].LeadId);
        Assert.Equal(0, (await Client.EndpointAsync(id)).FailuresInARow);
    }

    [Fact]
    public async Task A_contact_that_HubSpot_could_not_write_this_time_is_tried_again()
    {
        await using var hubspot = await CrmCalls.StartHubSpotAsync();
        hubspot.Refused["ada@customer.example"] = "INTERNAL_ERROR";
        var id = await Client.CreateEndpointAsync(hubspot);
        await Client.CrossAsync("ada");
        Assert.Equal("waiting", (await Client.AttemptAsync(id)).State);
        hubspot.Refused.Clear();
        hubspot.Instead.Enqueue(new CrmAnswer(502, "<html>Bad Gateway</html>"));

        App.Clock.Advance(TimeSpan.FromSeconds(5));
        Assert.Equal("HubSpot answered 502.", (string?)(await Client.AttemptAsync(id, 2)).Attempt["error"]);
        App.Clock.Advance(TimeSpan.FromMinutes(5));

        Assert.Equal("delivered", (await Client.AttemptAsync(id, 3)).State);
        Assert.Equal("15", hubspot.Contacts["ada@customer.example"]["leadscore_total"]);
    }

    [Theory]
    [InlineData("DAILY", null, 3_600)]
    [InlineData("TEN_SECONDLY_ROLLING", null, 10)]
    [InlineData("TEN_SECONDLY_ROLLING", "90", 90)]
    public async Task When_a_limit_is_reached_the_endpoint_is_left_alone_until_it_may_be_over(string policy, string? retryAfter, int seconds)
    {
        await using var hubspot = await CrmCalls.StartHubSpotAsync();
        object limited = new { status = "error", message = $"You have reached your {policy} limit.", errorType = "RATE_LIMIT", correlationId = Guid.NewGuid(), policyName = policy };
        hubspot.Instead.Enqueue(CrmAnswer.Of(429, limited, [.. retryAfter is null ? Array.Empty<(string, string)>() : [("Retry-After", retryAfter)]]));
        var id = await Client.CreateEndpointAsync(hubspot);
        var until = App.Clock.GetUtcNow().AddSeconds(seconds);

        await Client.CrossAsync("ada");

        Assert.Equal($"HubSpot answered 429: You have reached your {policy} limit.", (string?)(await Client.AttemptAsync(id)).Attempt["error"]);
        var endpoint = await Client.EndpointAsync(id);
        Assert.Equal(("paused", until), (endpoint.State, endpoint.PausedUntil));
        App.Clock.AdvanceTo(until);
        Assert.Equal("delivered", (await Client.AttemptAsync(id, 2)).State);
    }

    [Fact]
    public async Task A_token_that_is_not_taken_shows_on_the_endpoint_and_what_waits_is_sent_with_a_new_one()
    {
        await using var hubspot = await CrmCalls.StartHubSpotAsync();
        var id = await Client.CreateEndpointAsync(hubspot);
        hubspot.Token = "pat-na1-another";

        await Client.CrossAsync("ada");

        Assert.Equal(("waiting", 401), ((await Client.AttemptAsync(id)).State, (int)(await Client.AttemptAsync(id)).Attempt["status"]!));
        var endpoint = await Client.EndpointAsync(id);
        Assert.StartsWith("HubSpot answered 401 INVALID_AUTHENTICATION: Authentication credentials not found.", endpoint.FailingBecause, StringComparison.Ordinal);
        Assert.EndsWith("Give credentials.token anew.", endpoint.FailingBecause, StringComparison.Ordinal);
        await Client.CallAsync(HttpMethod.Patch, $"/v1/webhook-endpoints/{id}", new { credentials = new { token = hubspot.Token } });
        await Client.CallAsync(HttpMethod.Post, $"/v1/webhook-endpoints/{id}/enable");
        Assert.Equal("delivered", (await Client.AttemptAsync(id, 2)).State);
        Assert.Null((await Client.EndpointAsync(id)).FailingBecause);
    }

    [Fact]
    public async Task A_property_that_does_not_exist_shows_on_the_endpoint_and_nothing_is_given_up()
    {
        await using var hubspot = await CrmCalls.StartHubSpotAsync();
        hubspot.Properties.Remove("leadscore_play");
        var id = await Client.CreateEndpointAsync(hubspot);

        await Client.CrossAsync("ada");

        Assert.Equal("waiting", (await Client.AttemptAsync(id)).State);
        var endpoint = await Client.EndpointAsync(id);
        Assert.Contains("leadscore_play", endpoint.FailingBecause, StringComparison.Ordinal);
        Assert.Contains("Create the property in HubSpot, or leave it out of settings.properties.", endpoint.FailingBecause, StringComparison.Ordinal);
        hubspot.Properties["leadscore_play"] = "string";
        App.Clock.Advance(TimeSpan.FromSeconds(5));
        Assert.Equal("delivered", (await Client.AttemptAsync(id, 2)).State);
    }

    [Fact]
    public async Task A_test_says_what_it_found_and_writes_nothing()
    {
        await using var hubspot = await CrmCalls.StartHubSpotAsync();
        var id = await Client.CreateEndpointAsync(hubspot);

        var fine = await Client.TestEndpointAsync(id);
        hubspot.Properties.Remove("leadscore_play");
        hubspot.Properties["leadscore_pql_since"] = "date";
        hubspot.ReadOnly.Add("leadscore_band");
        var bad = await Client.TestEndpointAsync(id);
        hubspot.Token = "another";
        var refused = await Client.TestEndpointAsync(id);

        Assert.Equal(("delivered", "The token belongs to the HubSpot account 4711. All 10 properties exist and fit. Nothing was written; that the token may write contacts shows with the first message."), ((string?)fine["state"], (string?)fine["log"]![0]!["response"]));
        Assert.Equal(
            ("failed", "The token belongs to the HubSpot account 4711. The contact property leadscore_band is read-only. The contact property leadscore_pql_since is of type date, but pqlSince needs datetime. The contact property leadscore_play does not exist."),
            ((string?)bad["state"], (string?)bad["log"]![0]!["error"]));
        Assert.StartsWith("HubSpot answered 401 INVALID_AUTHENTICATION", (string?)refused["log"]![0]!["error"], StringComparison.Ordinal);
        Assert.Empty(hubspot.Upserts);
        Assert.Equal(0, (await Client.EndpointAsync(id)).FailuresInARow);
    }

    private async Task<string> ErrorAsync(Guid id, DeliveryItem delivery) => (string)(await Client.DeliveryAsync(id, delivery.Id))["log"]![0]!["error"]!;
}

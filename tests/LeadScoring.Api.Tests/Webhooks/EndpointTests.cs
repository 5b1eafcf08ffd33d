using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using LeadScoring.Api.Secrets;
using LeadScoring.Api.Tests.Support;
using LeadScoring.Api.Webhooks.Endpoints;
using LeadScoring.Api.Webhooks.Formats;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace LeadScoring.Api.Tests.Webhooks;

public sealed class EndpointTests() : WebhookTests()
{
    [Fact]
    public async Task An_endpoint_is_made_shown_changed_and_deleted_and_its_secret_is_shown_once()
    {
        using var created = await Client.PostAsJsonAsync(new Uri("/v1/webhook-endpoints", UriKind.Relative), new { url = Receiver.UrlOf(), description = "CRM", filters = new { kinds = new[] { "spike" } }, notifyAgainAfter = "P1DT12H" });
        Assert.Equal(HttpStatusCode.Created, created.StatusCode);
        var endpoint = (await created.Content.ReadFromJsonAsync<JsonObject>())!;
        var id = endpoint["id"]!.GetValue<Guid>();
        Assert.Equal($"/v1/webhook-endpoints/{id}", created.Headers.Location!.AbsolutePath);
        Assert.Matches(@"\Awhsec_[A-Za-z0-9+/]{43}=\z", (string)endpoint["secret"]!);
        Assert.Equal(("standard", "CRM", "P1DT12H", "enabled"), ((string?)endpoint["format"], (string?)endpoint["description"], (string?)endpoint["notifyAgainAfter"], (string?)endpoint["state"]));

        var list = await Client.CallAsync(HttpMethod.Get, "/v1/webhook-endpoints");
        var one = await Client.CallAsync(HttpMethod.Get, $"/v1/webhook-endpoints/{id}");
        Assert.DoesNotContain("whsec_", list!.ToJsonString() + one!.ToJsonString(), StringComparison.Ordinal);
        Assert.Equal(list["items"]![0]!.ToJsonString(), one.ToJsonString());

        var changed = await Client.CallAsync(HttpMethod.Patch, $"/v1/webhook-endpoints/{id}", new { description = (string?)null, filters = new { bands = new[] { "hot" } }, notifyAgainAfter = "PT90M" });
        Assert.Equal((null, "PT1H30M", Receiver.UrlOf()), ((string?)changed!["description"], (string?)changed["notifyAgainAfter"], (string?)changed["url"]));
        Assert.Equal("""{"kinds":[],"models":[],"bands":["hot"],"accounts":[]}""", changed["filters"]!.ToJsonString());

        await Client.CallAsync(HttpMethod.Post, $"/v1/webhook-endpoints/{id}/test");
        await Client.CallAsync(HttpMethod.Delete, $"/v1/webhook-endpoints/{id}");
        foreach (var path in new[] { "", "/deliveries" })
        {
            Assert.Equal(HttpStatusCode.NotFound, await Client.StatusOfAsync($"/v1/webhook-endpoints/{id}{path}"));
        }
    }

    [Theory]
    [InlineData("""{ "filters": { "kinds": ["pql"] } }""", "filters.kinds")]
    [InlineData("""{ "filters": { "kinds": null } }""", "filters.kinds")]
    [InlineData("""{ "filters": { "bands": [null] } }""", "filters.bands")]
    [InlineData("""{ "filters": { "kind": ["spike"] } }""", "filters.kind")]
    [InlineData("""{ "format": "carrier-pigeon" }""", "format")]
    [InlineData("""{ "notifyAgainAfter": "1 day" }""", "notifyAgainAfter")]
    [InlineData("""{ "notifyAgainAfter": "PT59S" }""", "notifyAgainAfter")]
    [InlineData("""{ "notifyAgainAfter": "P31D" }""", "notifyAgainAfter")]
    [InlineData("""{ "secret": "whsec_mine" }""", "secret")]
    public async Task What_cannot_be_meant_is_refused_by_name(string members, string name)
    {
        var body = JsonNode.Parse(members)!.AsObject();
        body["url"] = "https://hooks.customer.example/";

        using var answer = await Client.PostAsJsonAsync(new Uri("/v1/webhook-endpoints", UriKind.Relative), body);

        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        Assert.Equal([name], (await answer.Content.ReadFromJsonAsync<JsonObject>())!["errors"]!.AsObject().Select(error => error.Key), StringComparer.Ordinal);
    }

    [Theory]
    [InlineData("PT4H", "04:00:00")]
    [InlineData("P1D", "1.00:00:00")]
    [InlineData("P2W", "14.00:00:00")]
    [InlineData("P1DT2H3M4S", "1.02:03:04")]
    [InlineData("P", null)]
    [InlineData("PT", null)]
    [InlineData("P1M", null)]
    [InlineData("1.00:00:00", null)]
    [InlineData("P1D\n", null)]
    [InlineData("-P1D", null)]
    public void Durations_are_those_of_ISO_8601_that_have_a_fixed_length(string text, string? expected) =>
        Assert.Equal(expected is null ? null : TimeSpan.Parse(expected, System.Globalization.CultureInfo.InvariantCulture), IsoDuration.Parse(text));

    [Fact]
    public async Task A_test_says_at_once_what_came_of_it_also_while_the_endpoint_is_disabled()
    {
        var (id, _) = await Client.CreateEndpointAsync(Receiver.UrlOf());
        await Client.CallAsync(HttpMethod.Post, $"/v1/webhook-endpoints/{id}/disable");

        var arrived = await Client.CallAsync(HttpMethod.Post, $"/v1/webhook-endpoints/{id}/test");
        Receiver.Answer = RetryTests.Status(418);
        var refused = await Client.CallAsync(HttpMethod.Post, $"/v1/webhook-endpoints/{id}/test");

        Assert.Equal(("delivered", "webhook.test"), ((string?)arrived!["state"], (string?)arrived["payload"]!["type"]));
        Assert.Equal(("failed", 418, null), ((string?)refused!["state"], (int)refused["log"]![0]!["status"]!, refused["nextAttemptAt"]));
        var endpoint = await Client.EndpointAsync(id);
        Assert.Equal(("disabled", "Somebody disabled it.", 0), (endpoint.State, endpoint.DisabledBecause, endpoint.FailuresInARow));
        Assert.Equal(2, Receiver.Messages.Count);
    }

    [Fact]
    public async Task Pages_of_messages_shift_by_nothing_and_have_each_message_once()
    {
        var (id, _) = await Client.CreateEndpointAsync(Receiver.UrlOf());
        await Client.SpikeAsync(Enumerable.Range(1, 25).Select(i => $"lead-{i}"));
        await Eventually.IsTrueAsync(async () => (await Client.DeliveriesAsync(id, "delivered")).Count == 25, "all arrive");

        List<string> seen = [];
        for (var cursor = ""; ;)
        {
            var page = await Client.CallAsync(HttpMethod.Get, $"/v1/webhook-endpoints/{id}/deliveries?limit=10&state=delivered{cursor}");
            seen.AddRange(page!["items"]!.AsArray().Select(item => (string)item!["id"]!));
            App.Clock.Advance(TimeSpan.FromSeconds(1));
            await Client.SpikeAsync($"meanwhile-{seen.Count}");
            if (page["nextCursor"] is null) break;
            cursor = "&cursor=" + (string)page["nextCursor"]!;
        }

        Assert.Equal(25, seen.Distinct(StringComparer.Ordinal).Count());
        Assert.Equal(25, seen.Count);
        Assert.Equal(HttpStatusCode.BadRequest, await Client.StatusOfAsync($"/v1/webhook-endpoints/{id}/deliveries?cursor=nonsense"));
        Assert.Equal(HttpStatusCode.BadRequest, await Client.StatusOfAsync($"/v1/webhook-endpoints/{id}/deliveries?state=lost"));
    }

    [Fact]
    public async Task Messages_are_kept_for_thirty_days_those_that_wait_for_a_disabled_endpoint_included()
    {
        var (id, _) = await Client.CreateEndpointAsync(Receiver.UrlOf());
        var (disabled, _) = await Client.CreateEndpointAsync(Receiver.UrlOf("disabled"));
        await Client.CallAsync(HttpMethod.Post, $"/v1/webhook-endpoints/{disabled}/disable");
        await Client.SpikeAsync("ada");
        await Eventually.IsTrueAsync(async () => (await Client.DeliveriesAsync(id, "delivered")).Count + (await Client.DeliveriesAsync(disabled, "waiting")).Count == 2, "one is delivered, one waits");
        App.Clock.Advance(TimeSpan.FromDays(30));
        await Client.SendAsync(Given.Event("bob", 37, "Integration Connected"));
        await Eventually.IsTrueAsync(async () => (await Client.DeliveriesAsync(id, "delivered")).Any(delivery => delivery.LeadId == "bob"), "another one arrives a month later");
        App.Clock.Advance(TimeSpan.FromHours(1));

        await Eventually.IsTrueAsync(async () => (await Client.DeliveriesAsync(id)).Count + (await Client.DeliveriesAsync(disabled)).Count == 2, "what is older is deleted");
        Assert.Equal(["bob", "bob"], (await Client.DeliveriesAsync(id)).Concat(await Client.DeliveriesAsync(disabled)).Select(delivery => delivery.LeadId), StringComparer.Ordinal);
    }

    [Fact]
    public async Task Secrets_are_in_the_database_only_encrypted()
    {
        var (id, secret) = await Client.CreateEndpointAsync(Receiver.UrlOf());
        await using var db = App.Database.OpenContext();
        var row = await db.WebhookEndpoints.SingleAsync(endpoint => endpoint.Id == id);
        var plain = Convert.FromBase64String(secret["whsec_".Length..]);

        Assert.Equal(32, plain.Length);
        Assert.Equal(-1, row.Secret.AsSpan().IndexOf(plain));
        Assert.Equal(plain, new SecretBox(Options.Create(new SecretOptions { Key = LeadScoringApp.SecretKey })).Open(row.Secret, id, WebhookSignature.Purpose));
    }

    [Fact]
    public async Task With_another_key_attempts_say_what_is_wrong_and_a_new_secret_helps()
    {
        var (id, _) = await Client.CreateEndpointAsync(Receiver.UrlOf());
        await using var replica = App.NewReplica(WebhookCalls.Settings(("Secrets:Key", Convert.ToBase64String(new byte[32]))));
        using var client = replica.CreateClient();

        var refused = await client.CallAsync(HttpMethod.Post, $"/v1/webhook-endpoints/{id}/test");
        var rotated = await client.CallAsync(HttpMethod.Post, $"/v1/webhook-endpoints/{id}/rotate-secret");
        var arrived = await client.CallAsync(HttpMethod.Post, $"/v1/webhook-endpoints/{id}/test");

        Assert.Equal("failed", (string?)refused!["state"]);
        Assert.Contains("Secrets:Key is not the key", (string?)refused["log"]![0]!["error"], StringComparison.Ordinal);
        Assert.Null(rotated!["formerSecretUntil"]);
        Assert.Equal("delivered", (string?)arrived!["state"]);
    }

    [Fact]
    public async Task Without_a_key_an_endpoint_is_refused_with_what_to_configure()
    {
        await using var replica = App.NewReplica(WebhookCalls.Settings(("Secrets:Key", "")));
        using var client = replica.CreateClient();

        using var answer = await client.PostAsJsonAsync(new Uri("/v1/webhook-endpoints", UriKind.Relative), new { url = "https://hooks.customer.example/" });

        Assert.Equal(HttpStatusCode.UnprocessableEntity, answer.StatusCode);
        Assert.Contains("Secrets__Key", await answer.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }
}

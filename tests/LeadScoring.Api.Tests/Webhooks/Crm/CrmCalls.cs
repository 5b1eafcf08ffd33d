using System.Text.Json.Nodes;
using LeadScoring.Api.Tests.Support;
using LeadScoring.Api.Webhooks.Deliveries;

namespace LeadScoring.Api.Tests.Webhooks.Crm;

/// <summary>CRMs, and endpoints that write into them.</summary>
internal static class CrmCalls
{
    /// <summary>A HubSpot account with the usual properties.</summary>
    public static async Task<HubSpotServer> StartHubSpotAsync()
    {
        var server = new HubSpotServer();
        server.MakeUsualProperties();
        await server.StartAsync();
        return server;
    }

    /// <summary>A Salesforce org with the usual fields.</summary>
    public static async Task<SalesforceServer> StartSalesforceAsync(string name = "Lead")
    {
        var server = new SalesforceServer { Object = name };
        server.MakeUsualFields();
        await server.StartAsync();
        return server;
    }

    public static async Task<Guid> CreateEndpointAsync(this HttpClient client, HubSpotServer server, object? settings = null, object? filters = null) =>
        (await client.CreateEndpointAsync(server.Url, new { format = "hubspot", settings, filters, credentials = new { token = server.Token } })).Id;

    public static async Task<Guid> CreateEndpointAsync(this HttpClient client, SalesforceServer server, object? settings = null, object? filters = null) =>
        (await client.CreateEndpointAsync(server.Url, new { format = "salesforce", settings, filters, credentials = new { clientId = SalesforceServer.ClientId, clientSecret = server.ClientSecret } })).Id;

    /// <summary>One crossing of a lead that has an address: an alert at 15 points.</summary>
    public static async Task CrossAsync(this HttpClient client, params IEnumerable<string> leads)
    {
        foreach (var lead in leads) await client.PutLeadAsync(lead, new { email = lead + "@customer.example" });
        await client.SpikeAsync(leads);
    }

    /// <summary>The next crossing of such a lead: another alert, at 30 points.</summary>
    public static Task CrossAgainAsync(this HttpClient client, string lead) =>
        client.SendAsync(Enumerable.Range(1, 3).Select(i => Given.Event(lead, 7, "Invite Sent", ("inviteeEmail", $"{i}@customer.example"))));

    /// <summary>The endpoint's messages once there are so many in a state, the oldest first.</summary>
    public static async Task<IReadOnlyList<DeliveryItem>> WaitForAsync(this HttpClient client, Guid id, string state, int count)
    {
        IReadOnlyList<DeliveryItem> found = [];
        await Eventually.PassesAsync(async () =>
        {
            found = [.. (await client.DeliveriesAsync(id, state)).Reverse()];
            Assert.True(found.Count == count, $"{found.Count} of {count} messages are {state}.");
        });
        return found;
    }

    /// <summary>What an endpoint's one message came to, once it was tried so often.</summary>
    public static async Task<(string State, JsonNode Attempt)> AttemptAsync(this HttpClient client, Guid id, int attempts = 1)
    {
        var delivery = await client.AfterAttemptsAsync(id, attempts);
        return ((string)delivery["state"]!, delivery["log"]![attempts - 1]!);
    }

    public static async Task<JsonNode> TestEndpointAsync(this HttpClient client, Guid id) => (await client.CallAsync(HttpMethod.Post, $"/v1/webhook-endpoints/{id}/test"))!;
}

using System.Net.Http.Json;
using System.Text.Json;
using System.Text.Json.Nodes;
using LeadScoring.Api.Tests.Support;
using LeadScoring.Api.Webhooks.Deliveries;
using LeadScoring.Api.Webhooks.Endpoints;

namespace LeadScoring.Api.Tests.Webhooks;

/// <summary>The routes of webhooks as one would call them. An answer that is no success fails the test with what it says.</summary>
internal static class WebhookCalls
{
    /// <summary>Sends to receivers on this machine, quickly, without chance in the waits.</summary>
    public static IReadOnlyDictionary<string, string?> Settings(params (string Name, string Value)[] settings)
    {
        (string Name, string Value)[] usual =
            [("Webhooks:AllowedNetworks:0", "127.0.0.0/8"), ("Webhooks:Interval", "00:00:00.020"), ("Webhooks:Jitter", "0"), ("Webhooks:Timeout", "00:00:30"), ("Rescoring:Interval", "00:00:00.020")];
        return Given.Settings([.. usual.ExceptBy(settings.Select(setting => setting.Name), setting => setting.Name, StringComparer.Ordinal), .. settings]);
    }

    /// <summary>The endpoint and its secret.</summary>
    public static async Task<(Guid Id, string Secret)> CreateEndpointAsync(this HttpClient client, string url, object? more = null)
    {
        var body = JsonSerializer.SerializeToNode(more ?? new { }, JsonSerializerOptions.Web)!.AsObject();
        body["url"] = url;
        var answer = await client.CallAsync(HttpMethod.Post, "/v1/webhook-endpoints", body);
        return (answer!["id"]!.GetValue<Guid>(), (string)answer["secret"]!);
    }

    public static async Task<WebhookEndpointResponse> EndpointAsync(this HttpClient client, Guid id) =>
        (await client.CallAsync(HttpMethod.Get, $"/v1/webhook-endpoints/{id}"))!.Deserialize<WebhookEndpointResponse>(JsonSerializerOptions.Web)!;

    /// <summary>Up to 500 messages, the newest first.</summary>
    public static async Task<IReadOnlyList<DeliveryItem>> DeliveriesAsync(this HttpClient client, Guid id, string state = "") =>
        (await client.CallAsync(HttpMethod.Get, $"/v1/webhook-endpoints/{id}/deliveries?limit=500{(state.Length == 0 ? "" : "&state=" + state)}"))!.Deserialize<DeliveryListResponse>(JsonSerializerOptions.Web)!.Items;

    /// <summary>A message with its attempts.</summary>
    public static async Task<JsonNode> DeliveryAsync(this HttpClient client, Guid id, Guid delivery) => (await client.CallAsync(HttpMethod.Get, $"/v1/webhook-endpoints/{id}/deliveries/{delivery}"))!;

    /// <summary>The endpoint's one message, once so many attempts were made.</summary>
    public static async Task<JsonNode> AfterAttemptsAsync(this HttpClient client, Guid id, int attempts)
    {
        JsonNode? delivery = null;
        await Eventually.PassesAsync(async () =>
        {
            delivery = await client.DeliveryAsync(id, Assert.Single(await client.DeliveriesAsync(id)).Id);
            Assert.Equal(attempts, (int)delivery["attempts"]!);
        });
        return delivery!;
    }

    public static async Task<JsonNode?> CallAsync(this HttpClient client, HttpMethod method, string path, object? body = null)
    {
        using var request = new HttpRequestMessage(method, new Uri(path, UriKind.Relative)) { Content = body is null ? null : JsonContent.Create(body) };
        using var answer = await client.SendAsync(request);
        var text = await answer.Content.ReadAsStringAsync();
        Assert.True(answer.IsSuccessStatusCode, $"{method} {path} answered {(int)answer.StatusCode}: {text}");
        return text.Length == 0 ? null : JsonNode.Parse(text);
    }

    /// <summary>One crossing of each lead: an alert.</summary>
    public static Task SpikeAsync(this HttpClient client, params IEnumerable<string> leads) => client.SendAsync(leads.Select(lead => Given.Event(lead, 7, "Integration Connected")));
}

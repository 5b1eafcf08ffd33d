using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using LeadScoring.Api.Keys;

namespace LeadScoring.Api.Tests.Http;

/// <summary>What has ids that the service gives, so that requests can be about it: a key, an endpoint with a message, a kept item, a backtest. And a model.</summary>
/// <param name="Key">A key with all scopes.</param>
/// <param name="Ids">The ids, by the pattern that ends with their place.</param>
internal sealed record CanaryIds(string Key, IReadOnlyDictionary<string, string> Ids)
{
    private const string Canary = CanaryRequests.Canary;

    /// <summary>Logs tell which model was published; its key names nobody.</summary>
    private const string Model = "ours";

    /// <param name="client">Needs no key.</param>
    /// <param name="answers">Each answer is noted there.</param>
    public static async Task<CanaryIds> MakeAsync(HttpClient client, List<CanaryAnswer> answers)
    {
        var (key, spare) = (await PostAsync("/v1/keys", new { name = Canary, scopes = Scopes.All }), await PostAsync("/v1/keys", new { name = Canary, scopes = new[] { Scopes.Ingest } }));
        var endpoint = (string)(await PostAsync("/v1/webhook-endpoints", new { url = $"https://{Canary}.example/{Canary}", description = Canary }))["id"]!;
        var item = (string)(await PostAsync("/v1/events", new { messageId = Canary, @event = new[] { Canary } }))["rejected"]![0]!["quarantineId"]!;
        var backtest = (string)(await PostAsync("/v1/models/product-led/impact", new { version = 1, by = Canary }))["id"]!;
        var message = (string)(await PostAsync($"/v1/webhook-endpoints/{endpoint}/test", new { }))["id"]!;
        // The second time there is one already.
        await PostAsync("/v1/models", new { template = "product-led", key = Model, name = Canary, by = Canary }, mayBeThere: true);
        return new CanaryIds((string)key["key"]!, new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["/v1/models/{key}"] = Model,
            ["/v1/model-templates/{key}"] = "product-led",
            ["/v1/keys/{id}"] = (string)spare["id"]!,
            ["/v1/webhook-endpoints/{id}"] = endpoint,
            ["/v1/webhook-endpoints/{endpointId}"] = endpoint,
            ["/v1/webhook-endpoints/{endpointId}/deliveries/{id}"] = message,
            ["/v1/quarantine/{id}"] = item,
            ["/v1/backtests/{backtestId}"] = backtest,
            ["/v1/exports/backtests/{backtestId}"] = backtest,
        });

        async Task<JsonObject> PostAsync(string path, object body, bool mayBeThere = false)
        {
            using var answer = await client.PostAsJsonAsync(new Uri(path, UriKind.Relative), body);
            answers.Add(new CanaryAnswer(path, answer.StatusCode));
            Assert.True(answer.IsSuccessStatusCode || (mayBeThere && answer.StatusCode == HttpStatusCode.Conflict), $"{path}: {answer.StatusCode} {await answer.Content.ReadAsStringAsync()}");
            return (await answer.Content.ReadFromJsonAsync<JsonObject>())!;
        }
    }
}

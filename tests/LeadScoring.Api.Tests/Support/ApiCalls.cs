using System.Net.Http.Json;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using LeadScoring.Api.Accounts;
using LeadScoring.Api.Events;
using LeadScoring.Api.Leads;

namespace LeadScoring.Api.Tests.Support;

/// <summary>The service's routes as one would call them. An answer that is no success fails the test with what it says.</summary>
internal static class ApiCalls
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web) { DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull };

    // Null clears an attribute, so here it must be sent.
    private static readonly JsonSerializerOptions Attributes = new(JsonSerializerDefaults.Web);

    /// <summary>One request with all these events.</summary>
    public static async Task<IngestEventsResponse> SendAsync(this HttpClient client, params IEnumerable<SentEvent> events)
    {
        using var answer = await client.PostAsJsonAsync(new Uri("/v1/events", UriKind.Relative), new { events }, Json);
        return (await ReadAsync<IngestEventsResponse>(answer))!;
    }

    /// <summary>One event in a request of its own, whatever the answer.</summary>
    public static Task<HttpResponseMessage> PostEventAsync(this HttpClient client, SentEvent sent) =>
        client.PostAsJsonAsync(new Uri("/v1/events", UriKind.Relative), sent, Json);

    /// <summary>A request for each batch, one after the other.</summary>
    public static async Task SendInBatchesAsync(this HttpClient client, IEnumerable<IEnumerable<SentEvent>> batches)
    {
        foreach (var batch in batches) await client.SendAsync(batch);
    }

    public static async Task PutLeadAsync(this HttpClient client, string leadId, object attributes)
    {
        using var answer = await client.PutAsJsonAsync(new Uri($"/v1/leads/{Uri.EscapeDataString(leadId)}", UriKind.Relative), attributes, Attributes);
        await ReadAsync<object>(answer);
    }

    public static async Task PutAccountAsync(this HttpClient client, string accountId, object attributes)
    {
        using var answer = await client.PutAsJsonAsync(new Uri($"/v1/accounts/{Uri.EscapeDataString(accountId)}", UriKind.Relative), attributes, Attributes);
        await ReadAsync<object>(answer);
    }

    public static async Task<LeadScoreResponse> GetScoreAsync(this HttpClient client, string leadId) =>
        (await client.GetScoreJsonAsync(leadId)).Deserialize<LeadScoreResponse>(Json)!;

    public static async Task<JsonObject> GetScoreJsonAsync(this HttpClient client, string leadId)
    {
        using var answer = await client.GetAsync(new Uri($"/v1/leads/{Uri.EscapeDataString(leadId)}/score", UriKind.Relative));
        return (await ReadAsync<JsonObject>(answer))!;
    }

    /// <summary>The score without what belongs to the lead, the moment of asking, and memory: leads with the same facts have the same.</summary>
    public static async Task<string> GetComparableScoreAsync(this HttpClient client, string leadId)
    {
        var score = await client.GetScoreJsonAsync(leadId);
        score.Remove("leadId");
        score.Remove("identities");
        score.Remove("asOf");
        score["pql"]!.AsObject().Remove("since");
        return score.ToJsonString();
    }

    public static async Task<AccountScoreResponse> GetAccountScoreAsync(this HttpClient client, string accountId)
    {
        using var answer = await client.GetAsync(new Uri($"/v1/accounts/{Uri.EscapeDataString(accountId)}/score", UriKind.Relative));
        return (await ReadAsync<AccountScoreResponse>(answer))!;
    }

    public static async Task UnlinkAsync(this HttpClient client, string leadId, string id)
    {
        using var answer = await client.PostAsJsonAsync(new Uri($"/v1/leads/{Uri.EscapeDataString(leadId)}/unlink", UriKind.Relative), new { id }, Json);
        await ReadAsync<object>(answer);
    }

    private static async Task<T?> ReadAsync<T>(HttpResponseMessage answer)
    {
        var body = await answer.Content.ReadAsStringAsync();
        Assert.True(answer.IsSuccessStatusCode, $"{answer.RequestMessage?.Method} {answer.RequestMessage?.RequestUri} answered {(int)answer.StatusCode}: {body}");
        return body.Length == 0 ? default : JsonSerializer.Deserialize<T>(body, Json);
    }
}

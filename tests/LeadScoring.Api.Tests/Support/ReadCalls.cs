using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using System.Text.Json.Nodes;
using LeadScoring.Api.Leads;

namespace LeadScoring.Api.Tests.Support;

/// <summary>Reading one lead back.</summary>
internal static class ReadCalls
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web);

    /// <summary>A time as it stands in queries.</summary>
    public static string InQuery(this DateTimeOffset time) => time.UtcDateTime.ToString("yyyy-MM-ddTHH:mm:ss.FFFFFFFZ", System.Globalization.CultureInfo.InvariantCulture);

    /// <summary>The answer of a lead's route, such as <c>score?asOf=...</c>.</summary>
    public static async Task<JsonObject> GetOfLeadAsync(this HttpClient client, string leadId, string route)
    {
        var (status, body) = await client.TryGetOfLeadAsync(leadId, route);
        Assert.True(status == HttpStatusCode.OK, $"{leadId}/{route} answered {status}: {body}");
        return body;
    }

    /// <summary>The same, whatever the answer.</summary>
    public static async Task<(HttpStatusCode Status, JsonObject Body)> TryGetOfLeadAsync(this HttpClient client, string leadId, string route)
    {
        using var answer = await client.GetAsync(new Uri($"/v1/leads/{Uri.EscapeDataString(leadId)}/{route}", UriKind.Relative));
        return (answer.StatusCode, (await answer.Content.ReadFromJsonAsync<JsonObject>())!);
    }

    /// <summary>The score at a moment of the past.</summary>
    public static async Task<LeadScoreResponse> GetScoreAsync(this HttpClient client, string leadId, DateTimeOffset asOf) =>
        (await client.GetOfLeadAsync(leadId, "score?asOf=" + asOf.InQuery())).Deserialize<LeadScoreResponse>(Json)!;

    /// <summary>The named parameter's fault.</summary>
    public static async Task<string> FaultOfAsync(this HttpClient client, string leadId, string route, string parameter)
    {
        var (status, body) = await client.TryGetOfLeadAsync(leadId, route);
        Assert.True(status == HttpStatusCode.BadRequest, $"{leadId}/{route} answered {status}: {body}");
        return Assert.Single(Assert.Single(body["errors"]!.AsObject(), error => error.Key == parameter).Value!.AsArray())!.GetValue<string>();
    }
}

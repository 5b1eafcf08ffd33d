using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json.Nodes;
using LeadScoring.Api.Keys;
using Npgsql;

namespace LeadScoring.Api.Tests.Http;

/// <summary>Requests of all kinds with a word in them that must stand nowhere but in the answers and in the tables.</summary>
internal static class CanaryRequests
{
    /// <summary>Stands in every id, name, address and value that these requests send.</summary>
    public const string Canary = "canary7301";

    private const string Event = $$$"""{"messageId":"{{{Canary}}}-1","userId":"{{{Canary}}}","anonymousId":"{{{Canary}}}-a","event":"{{{Canary}}} Clicked","properties":{"{{{Canary}}}":"{{{Canary}}}"}}""";

    /// <summary>Looks like a key of the service, and is none that it knows.</summary>
    private static readonly string UnknownKey = KeyFormat.Make(KeyFormat.NewId(), Scopes.All);

    private static readonly (HttpMethod Method, string Path, string? Body)[] Requests =
    [
        (HttpMethod.Post, "/v1/keys", $$"""{"name":"{{Canary}}","scopes":["ingest"],"source":"{{Canary}}"}"""),
        (HttpMethod.Post, "/v1/keys", $$"""{"name":"{{Canary}}","scopes":["{{Canary}}"]}"""),
        (HttpMethod.Post, "/v1/track", $$"""{"writeKey":"{{UnknownKey}}","messageId":"{{Canary}}"}"""),
        (HttpMethod.Post, "/batch", $$"""{"api_key":"{{UnknownKey}}","batch":[{"event":7}]}"""),
        (HttpMethod.Post, "/v1/webhook-endpoints", $$"""{"url":"https://{{Canary}}.example/{{Canary}}","description":"{{Canary}}"}"""),
        (HttpMethod.Post, "/v1/webhook-endpoints", $$$"""{"url":"ftp://{{{Canary}}}.example/","filters":{"accounts":["{{{Canary}}}"]}}"""),
        (HttpMethod.Post, "/v1/webhook-endpoints", $$$"""{"format":"hubspot","url":"https://{{{Canary}}}.example","credentials":{"token":"{{{Canary}}}"}}"""),
        (HttpMethod.Post, "/v1/webhook-endpoints", $$$"""{"format":"salesforce","url":"https://{{{Canary}}}.example","settings":{"{{{Canary}}}":"{{{Canary}}}"},"credentials":{"clientId":"{{{Canary}}} {{{Canary}}}"}}"""),
        (HttpMethod.Post, "/v1/events", Event),
        (HttpMethod.Post, "/v1/events", Event),
        (HttpMethod.Post, "/v1/events", $$"""{"events":[{{Event}},{"messageId":"{{Canary}}","userId":"{{Canary}}","event":["{{Canary}}"]}]}"""),
        (HttpMethod.Post, "/v1/events", $"{{\"{Canary}\":"),
        (HttpMethod.Post, "/v1/events?" + Canary, Event),
        (HttpMethod.Post, "/v1/events", $$"""{"messageId":"{{Canary}}-2","userId":"{{Canary}}","event":"Integration Connected"}"""),
        (HttpMethod.Put, $"/v1/leads/{Canary}", $$$"""{"email":"{{{Canary}}}@example.com","name":"{{{Canary}}}","accountId":"{{{Canary}}}","traits":{"{{{Canary}}}":"{{{Canary}}}"}}"""),
        (HttpMethod.Put, $"/v1/leads/{Canary}", $$"""{"email":"{{Canary}}"}"""),
        (HttpMethod.Put, $"/v1/leads/{Canary}", $$"""{"{{Canary}}":"{{Canary}}"}"""),
        (HttpMethod.Put, $"/v1/leads/{Canary}", $$"""{"title":["{{Canary}}"]}"""),
        (HttpMethod.Put, $"/v1/leads/anon:{Canary}", """{"title":"x"}"""),
        (HttpMethod.Put, $"/v1/accounts/{Canary}", $$"""{"name":"{{Canary}}","domain":"{{Canary}}.example","technologies":["{{Canary}}"]}"""),
        (HttpMethod.Put, $"/v1/accounts/{Canary}", $$"""{"employees":"{{Canary}}"}"""),
        (HttpMethod.Get, $"/v1/leads/{Canary}/score", null),
        (HttpMethod.Get, $"/v1/leads/{Canary}-unknown/score", null),
        (HttpMethod.Get, $"/v1/leads?accountId={Canary}", null),
        (HttpMethod.Get, $"/v1/leads?cursor={Canary}", null),
        (HttpMethod.Get, $"/v1/quarantine?leadId={Canary}&messageId={Canary}", null),
        (HttpMethod.Post, "/v1/quarantine/replay?all=true", null),
        (HttpMethod.Get, $"/v1/leads?{Canary}={Canary}", null),
        (HttpMethod.Put, $"/v1/tracking-plan?by={Canary}", $$$"""{"mode":"enforce","events":{"{{{Canary}}} Clicked":{"properties":{"{{{Canary}}}":{"oneOf":["{{{Canary}}} 2"] } } } } }"""),
        (HttpMethod.Put, "/v1/tracking-plan", $$$"""{"mode":"{{{Canary}}}","events":{"{{{Canary}}}":7}}"""),
        (HttpMethod.Get, $"/v1/tracking-plan/violations?event={Canary}", null),
        (HttpMethod.Get, "/v1/signals?fresh=true", null),
        (HttpMethod.Get, $"/{Canary}", null),
        (HttpMethod.Delete, $"/v1/leads/{Canary}", null),
        (HttpMethod.Get, $"/v1/leads/{Canary}/export", null),
        (HttpMethod.Delete, $"/v1/leads/{Canary}?suppress=maybe", null),
        (HttpMethod.Delete, $"/v1/leads/{Canary}?suppress=false", null),
    ];

    /// <summary>Sends all of them without a key, with one that is not known, with one that is, and once more to a database that is broken: a fault there reports what it was about.</summary>
    /// <returns>The status of each.</returns>
    public static async Task<List<HttpStatusCode>> SendAllAsync(Uri service, string database)
    {
        using var client = new HttpClient { BaseAddress = service };
        client.DefaultRequestHeaders.Add("User-Agent", Canary);
        client.DefaultRequestHeaders.Add("Referer", $"http://{Canary}.example/");
        client.DefaultRequestHeaders.Add("Baggage", $"who={Canary}");

        List<HttpStatusCode> statuses = [];
        foreach (var request in Requests) statuses.Add(await SendAsync(client, request));
        using var made = await client.PostAsJsonAsync("/v1/keys", new { name = Canary, scopes = Scopes.All });
        statuses.Add(made.StatusCode);
        foreach (var key in (string[])[UnknownKey, (string)(await made.Content.ReadFromJsonAsync<JsonObject>())!["key"]!])
        {
            client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", key);
            foreach (var request in Requests) statuses.Add(await SendAsync(client, request));
        }

        await using (var connection = new NpgsqlConnection(database))
        {
            await connection.OpenAsync();
            await using var command = new NpgsqlCommand("ALTER TABLE lead_scores RENAME TO elsewhere; ALTER TABLE events ADD CONSTRAINT none CHECK (false) NOT VALID", connection);
            await command.ExecuteNonQueryAsync();
        }

        foreach (var request in Requests) statuses.Add(await SendAsync(client, request));
        return statuses;
    }

    private static async Task<HttpStatusCode> SendAsync(HttpClient client, (HttpMethod Method, string Path, string? Body) request)
    {
        using var message = new HttpRequestMessage(request.Method, request.Path) { Content = request.Body is null ? null : new StringContent(request.Body, Encoding.UTF8, "application/json") };
        using var answer = await client.SendAsync(message);
        return answer.StatusCode;
    }
}

using System.Net.Http.Headers;
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

    /// <summary>All of these requests come from one address, many with a key that is none.</summary>
    public static readonly string[] Settings = ["--Limits:AddressRequests=100000", "--Limits:KeyRequests=100000", "--Limits:FailedKeys=100000"];

    private static readonly (string Name, string Value)[] Headers =
    [
        ("User-Agent", Canary), ("Referer", $"http://{Canary}.example/"), ("Cookie", $"{Canary}={Canary}"), ("Baggage", $"who={Canary}"), ("X-Request-Id", Canary),
    ];

    private static readonly CanaryRequest[] Requests =
    [
        // Whoever was erased before is taken again.
        new(HttpMethod.Delete, $"/v1/leads/{Canary}?suppress=false"),
        new(HttpMethod.Post, "/v1/keys", $$"""{"name":"{{Canary}}","scopes":["ingest"],"source":"{{Canary}}"}"""),
        new(HttpMethod.Post, "/v1/keys", $$"""{"name":"{{Canary}}","scopes":["{{Canary}}"]}"""),
        new(HttpMethod.Post, "/v1/track", $$"""{"writeKey":"{{UnknownKey}}","messageId":"{{Canary}}"}"""),
        new(HttpMethod.Post, "/batch", $$"""{"api_key":"{{UnknownKey}}","batch":[{"event":7}]}"""),
        new(HttpMethod.Post, "/v1/webhook-endpoints", $$"""{"url":"https://{{Canary}}.example/{{Canary}}","description":"{{Canary}}"}"""),
        new(HttpMethod.Post, "/v1/webhook-endpoints", $$$"""{"url":"ftp://{{{Canary}}}.example/","filters":{"accounts":["{{{Canary}}}"]}}"""),
        new(HttpMethod.Post, "/v1/webhook-endpoints", $$$"""{"format":"hubspot","url":"https://{{{Canary}}}.example","credentials":{"token":"{{{Canary}}}"}}"""),
        new(HttpMethod.Post, "/v1/webhook-endpoints", $$$"""{"format":"salesforce","url":"https://{{{Canary}}}.example","settings":{"{{{Canary}}}":"{{{Canary}}}"},"credentials":{"clientId":"{{{Canary}}} {{{Canary}}}"}}"""),
        new(HttpMethod.Post, "/v1/events", Event),
        new(HttpMethod.Post, "/v1/events", Event),
        new(HttpMethod.Post, "/v1/events", $$"""{"events":[{{Event}},{"messageId":"{{Canary}}","userId":"{{Canary}}","event":["{{Canary}}"]}]}"""),
        new(HttpMethod.Post, "/v1/events", $"{{\"{Canary}\":"),
        new(HttpMethod.Post, "/v1/events?" + Canary, Event),
        new(HttpMethod.Post, "/v1/events", $$"""{"messageId":"{{Canary}}-2","userId":"{{Canary}}","event":"Integration Connected"}"""),
        new(HttpMethod.Post, "/v1/events", $$$"""{"specversion":"1.0","id":"{{{Canary}}}","source":"/{{{Canary}}}","type":"{{{Canary}}}","subject":"{{{Canary}}}","data":{"{{{Canary}}}":"{{{Canary}}}"}}""", MediaType: "application/cloudevents+json"),
        new(HttpMethod.Put, $"/v1/leads/{Canary}", $$$"""{"email":"{{{Canary}}}@example.com","name":"{{{Canary}}}","accountId":"{{{Canary}}}","traits":{"{{{Canary}}}":"{{{Canary}}}"}}"""),
        new(HttpMethod.Put, $"/v1/leads/{Canary}", $$"""{"email":"{{Canary}}"}"""),
        new(HttpMethod.Put, $"/v1/leads/{Canary}", $$"""{"{{Canary}}":"{{Canary}}"}"""),
        new(HttpMethod.Put, $"/v1/leads/{Canary}", $$"""{"title":["{{Canary}}"]}"""),
        new(HttpMethod.Put, $"/v1/leads/anon:{Canary}", """{"title":"x"}"""),
        new(HttpMethod.Put, $"/v1/accounts/{Canary}", $$"""{"name":"{{Canary}}","domain":"{{Canary}}.example","technologies":["{{Canary}}"]}"""),
        new(HttpMethod.Put, $"/v1/accounts/{Canary}", $$"""{"employees":"{{Canary}}"}"""),
        new(HttpMethod.Get, $"/v1/leads/{Canary}/score"),
        new(HttpMethod.Get, $"/v1/leads/{Canary}-unknown/score"),
        new(HttpMethod.Get, $"/v1/leads?accountId={Canary}"),
        new(HttpMethod.Get, $"/v1/leads?cursor={Canary}"),
        new(HttpMethod.Get, $"/v1/quarantine?leadId={Canary}&messageId={Canary}"),
        new(HttpMethod.Post, "/v1/quarantine/replay?all=true"),
        new(HttpMethod.Get, $"/v1/leads?{Canary}={Canary}"),
        new(HttpMethod.Put, $"/v1/tracking-plan?by={Canary}", $$$"""{"mode":"enforce","events":{"{{{Canary}}} Clicked":{"properties":{"{{{Canary}}}":{"oneOf":["{{{Canary}}} 2"] } } } } }"""),
        new(HttpMethod.Put, "/v1/tracking-plan", $$$"""{"mode":"{{{Canary}}}","events":{"{{{Canary}}}":7}}"""),
        new(HttpMethod.Get, $"/v1/tracking-plan/violations?event={Canary}"),
        new(HttpMethod.Get, "/v1/signals?fresh=true"),
        new(HttpMethod.Get, $"/{Canary}"),
        new(HttpMethod.Delete, $"/v1/leads/{Canary}"),
        new(HttpMethod.Get, $"/v1/leads/{Canary}/export"),
        new(HttpMethod.Delete, $"/v1/leads/{Canary}?suppress=maybe"),
        new(HttpMethod.Delete, $"/v1/leads/{Canary}?suppress=false"),
    ];

    /// <summary>Sends all of them, and every operation that is documented, without a key, with one that is not known, with one that is, and once more to a database that is broken: a fault there reports what it was about.</summary>
    /// <returns>Path and status of each.</returns>
    public static async Task<List<CanaryAnswer>> SendAllAsync(Uri service, string database)
    {
        using HttpClient client = new() { BaseAddress = service }, keyless = new() { BaseAddress = service };
        foreach (var (header, value) in Headers) client.DefaultRequestHeaders.Add(header, value);
        List<CanaryAnswer> answers = [];
        await SendAsync(client, (await CanaryIds.MakeAsync(keyless, answers)).Ids, answers);
        var made = await CanaryIds.MakeAsync(keyless, answers);
        foreach (var key in (string[])[UnknownKey, made.Key])
        {
            client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", key);
            await SendAsync(client, made.Ids, answers);
        }

        made = await CanaryIds.MakeAsync(keyless, answers);
        await using (var connection = new NpgsqlConnection(database))
        {
            await connection.OpenAsync();
            await using var command = new NpgsqlCommand("ALTER TABLE lead_scores RENAME TO elsewhere; ALTER TABLE events ADD CONSTRAINT none CHECK (false) NOT VALID", connection);
            await command.ExecuteNonQueryAsync();
        }

        await SendAsync(client, made.Ids, answers);
        return answers;
    }

    private static async Task SendAsync(HttpClient client, IReadOnlyDictionary<string, string> ids, List<CanaryAnswer> answers)
    {
        foreach (var request in CanaryOperations.Requests(ids).Concat(Requests)) answers.Add(await request.SendAsync(client));
    }
}

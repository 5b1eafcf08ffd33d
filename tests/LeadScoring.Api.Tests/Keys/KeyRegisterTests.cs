using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using LeadScoring.Api.Keys;
using LeadScoring.Api.Tests.Support;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace LeadScoring.Api.Tests.Keys;

/// <summary>Making, rotating and revoking keys, by those who may.</summary>
public sealed class KeyRegisterTests : IAsyncLifetime, IDisposable
{
    /// <summary>Of a revocation, on all replicas.</summary>
    private static readonly TimeSpan Promised = TimeSpan.FromSeconds(5);

    private readonly ProductionApp _production = new();
    private HttpClient _admin = null!;

    private LeadScoringApp App => _production.App;

    public async Task InitializeAsync()
    {
        await _production.InitializeAsync();
        _admin = App.CreateClient(_production.Key);
    }

    public Task DisposeAsync() => _production.DisposeAsync();

    public void Dispose()
    {
        _admin.Dispose();
        _production.Dispose();
    }

    [Fact]
    public async Task A_key_is_made_shown_once_and_opens_what_its_scopes_say()
    {
        var made = await CreateAsync(new { name = "backend", scopes = (string[])["leads:read", "ingest", "ingest"], expiresAt = App.Clock.GetUtcNow().AddDays(1) });
        var (id, key) = ((string)made["id"]!, (string)made["key"]!);
        using var client = App.CreateClient(key);

        Assert.Equal(id, KeyFormat.IdIn(key));
        Assert.StartsWith((string)made["hint"]!, key, StringComparison.Ordinal);
        Assert.Equal("""["ingest","leads:read"]""", made["scopes"]!.ToJsonString());
        Assert.Equal(("backend", "first", "active"), ((string)made["source"]!, (string)made["createdBy"]!, (string)made["state"]!));
        Assert.Equal(HttpStatusCode.OK, await client.StatusOfAsync(KeyCalls.OneEvent()));
        Assert.Equal(HttpStatusCode.OK, await client.StatusOfAsync("/v1/leads"));
        Assert.Equal(HttpStatusCode.Forbidden, await client.StatusOfAsync("/v1/keys"));
        foreach (var shown in (string[])[await _admin.GetStringAsync(new Uri("/v1/keys", UriKind.Relative)), await _admin.GetStringAsync(new Uri("/v1/keys/" + id, UriKind.Relative))])
        {
            Assert.Contains(id, shown, StringComparison.Ordinal);
            Assert.DoesNotContain(key[^49..], shown, StringComparison.Ordinal);
            Assert.DoesNotContain("hash", shown, StringComparison.OrdinalIgnoreCase);
        }

        App.Clock.Advance(TimeSpan.FromDays(1));
        Assert.Equal("expired", (string)(await _admin.GetFromJsonAsync<JsonObject>("/v1/keys/" + id))!["state"]!);
        Assert.Equal(HttpStatusCode.Unauthorized, await client.StatusOfAsync("/v1/leads"));
    }

    [Fact]
    public async Task Nobody_gets_scopes_from_a_key_that_does_not_have_them()
    {
        var first = KeyFormat.IdIn(_production.Key);
        using var keeper = App.CreateClient(await App.AddKeyAsync([Scopes.KeysManage, Scopes.Ingest]));

        var beyond = await ProblemAsync(keeper, "/v1/keys", new { name = "mine", scopes = (string[])["ingest", "leads:read"] });
        var rotation = await ProblemAsync(keeper, $"/v1/keys/{first}/rotate", new { });

        Assert.Equal((403, 403), ((int)beyond["status"]!, (int)rotation["status"]!));
        Assert.Contains("this one has keys:manage, ingest", (string?)beyond["detail"], StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.OK, await _admin.StatusOfAsync("/v1/models"));
        using var within = await keeper.PostAsJsonAsync("/v1/keys", new { name = "mine", scopes = (string[])["ingest"] });
        Assert.Equal(HttpStatusCode.Created, within.StatusCode);
    }

    [Fact]
    public async Task A_rotated_key_is_taken_with_both_secrets_until_the_time_and_keeps_what_it_is()
    {
        var made = await CreateAsync(new { name = "backend", scopes = (string[])["ingest"] });
        var (id, until) = ((string)made["id"]!, App.Clock.GetUtcNow().AddHours(2));
        var rotated = await PostAsync($"/v1/keys/{id}/rotate", new { formerUntil = until });
        using var before = App.CreateClient((string)made["key"]!);
        using var after = App.CreateClient((string)rotated["key"]!);

        Assert.Equal((id, "backend", until), ((string)rotated["id"]!, (string)rotated["source"]!, (DateTimeOffset)rotated["formerUntil"]!));
        Assert.Equal((HttpStatusCode.OK, HttpStatusCode.OK), (await before.StatusOfAsync(KeyCalls.OneEvent()), await after.StatusOfAsync(KeyCalls.OneEvent())));

        var tooEarly = await ProblemAsync(_admin, $"/v1/keys/{id}/rotate", new { });
        Assert.Equal(409, (int)tooEarly["status"]!);
        Assert.Contains("2026-", (string?)tooEarly["detail"], StringComparison.Ordinal);

        App.Clock.Advance(TimeSpan.FromHours(2));
        Assert.Equal((HttpStatusCode.Unauthorized, HttpStatusCode.OK), (await before.StatusOfAsync(KeyCalls.OneEvent()), await after.StatusOfAsync(KeyCalls.OneEvent())));
        Assert.Null((await _admin.GetFromJsonAsync<JsonObject>("/v1/keys/" + id))!["formerUntil"]);
    }

    [Fact]
    public async Task A_secret_that_is_known_to_others_ends_at_once_and_so_does_the_one_before()
    {
        var made = await CreateAsync(new { name = "backend", scopes = (string[])["ingest"] });
        var second = await PostAsync($"/v1/keys/{made["id"]}/rotate", null);
        Assert.Equal(App.Clock.GetUtcNow().AddHours(24), (DateTimeOffset)second["formerUntil"]!);

        var third = await PostAsync($"/v1/keys/{made["id"]}/rotate", new { formerUntil = App.Clock.GetUtcNow() });

        var statuses = new List<HttpStatusCode>();
        foreach (var each in (JsonObject[])[made, second, third])
        {
            using var client = App.CreateClient((string)each["key"]!);
            statuses.Add(await client.StatusOfAsync(KeyCalls.OneEvent()));
        }

        Assert.Equal([HttpStatusCode.Unauthorized, HttpStatusCode.Unauthorized, HttpStatusCode.OK], statuses);
    }

    [Fact]
    public async Task What_is_made_rotated_or_revoked_on_one_replica_is_so_on_the_others_within_the_time_that_is_promised()
    {
        await using var replica = App.NewReplica();
        var made = await CreateAsync(new { name = "backend", scopes = (string[])["ingest"] });
        using var elsewhere = replica.CreateClient((string)made["key"]!);
        using var here = App.CreateClient((string)made["key"]!);
        await Eventually.IsTrueAsync(async () => await elsewhere.StatusOfAsync(KeyCalls.OneEvent()) == HttpStatusCode.OK, "the new key is known", Promised);

        var rotated = await PostAsync($"/v1/keys/{made["id"]}/rotate", new { formerUntil = App.Clock.GetUtcNow() });
        Assert.Equal(HttpStatusCode.Unauthorized, await here.StatusOfAsync(KeyCalls.OneEvent()));
        await Eventually.IsTrueAsync(async () => await elsewhere.StatusOfAsync(KeyCalls.OneEvent()) == HttpStatusCode.Unauthorized, "the old secret is refused", Promised);

        using var after = replica.CreateClient((string)rotated["key"]!);
        Assert.Equal(HttpStatusCode.OK, await after.StatusOfAsync(KeyCalls.OneEvent()));
        var revoked = await PostAsync($"/v1/keys/{made["id"]}/revoke", null);
        Assert.Equal("revoked", (string?)revoked["state"]);
        await Eventually.IsTrueAsync(async () => await after.StatusOfAsync(KeyCalls.OneEvent()) == HttpStatusCode.Unauthorized, "the revoked key is refused", Promised);
    }

    [Fact]
    public async Task A_key_that_has_ended_gets_no_new_secret()
    {
        var made = await CreateAsync(new { name = "backend", scopes = (string[])["ingest"] });
        var revoked = await PostAsync($"/v1/keys/{made["id"]}/revoke", null);
        App.Clock.Advance(TimeSpan.FromHours(1));

        Assert.Equal(409, (int)(await ProblemAsync(_admin, $"/v1/keys/{made["id"]}/rotate", null))["status"]!);
        Assert.Equal((string?)revoked["revokedAt"], (string?)(await PostAsync($"/v1/keys/{made["id"]}/revoke", null))["revokedAt"]);
    }

    [Fact]
    public async Task The_last_key_that_makes_keys_is_not_revoked_by_mistake()
    {
        var first = KeyFormat.IdIn(_production.Key);
        await CreateAsync(new { name = "other", scopes = (string[])["ingest"] });
        var expiring = await CreateAsync(new { name = "keeper", scopes = (string[])["keys:manage"], expiresAt = App.Clock.GetUtcNow().AddDays(1) });
        App.Clock.Advance(TimeSpan.FromDays(1));

        var refused = await ProblemAsync(_admin, $"/v1/keys/{first}/revoke", null);
        Assert.Equal(409, (int)refused["status"]!);
        Assert.Contains("evenIfLast", (string?)refused["detail"], StringComparison.Ordinal);

        // One that has expired can be revoked: it makes no keys.
        await PostAsync($"/v1/keys/{expiring["id"]}/revoke", null);
        await PostAsync($"/v1/keys/{first}/revoke", new { evenIfLast = true });
        Assert.Equal(HttpStatusCode.Unauthorized, await _admin.StatusOfAsync("/v1/keys"));
    }

    [Fact]
    public async Task Of_two_who_revoke_the_last_two_at_once_one_is_refused()
    {
        var keepers = new List<string>();
        for (var i = 0; i < 2; i++) keepers.Add((string)(await CreateAsync(new { name = "keeper", scopes = Scopes.All }))["key"]!);
        await PostAsync($"/v1/keys/{KeyFormat.IdIn(_production.Key)}/revoke", null);

        var statuses = await Task.WhenAll(keepers.Select(async key =>
        {
            using var client = App.CreateClient(key);
            using var answer = await client.PostAsync(new Uri($"/v1/keys/{KeyFormat.IdIn(key)}/revoke", UriKind.Relative), null);
            return answer.StatusCode;
        }));

        Assert.Equal([HttpStatusCode.OK, HttpStatusCode.Conflict], statuses.Order());
    }

    [Fact]
    public async Task When_a_key_was_used_last_is_written_once_a_minute_and_when_the_service_stops()
    {
        var made = await CreateAsync(new { name = "backend", scopes = (string[])["ingest"] });
        var (path, start) = ("/v1/keys/" + made["id"], App.Clock.GetUtcNow());
        Assert.Null((await _admin.GetFromJsonAsync<JsonObject>(path))!["lastUsedAt"]);

        Assert.Equal(start, await UseAndFlushAsync(App));
        App.Clock.Advance(TimeSpan.FromSeconds(59));
        Assert.Equal(start, await UseAndFlushAsync(App));
        App.Clock.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal(start.AddMinutes(1), await UseAndFlushAsync(App));

        App.Clock.Advance(TimeSpan.FromMinutes(5));
        await using (var replica = App.NewReplica())
        {
            using var client = replica.CreateClient((string)made["key"]!);
            Assert.Equal(HttpStatusCode.OK, await client.StatusOfAsync(KeyCalls.OneEvent()));
        }

        Assert.Equal(start.AddMinutes(6), await LastUseAsync());

        async Task<DateTimeOffset> UseAndFlushAsync(LeadScoringApp app)
        {
            using var client = app.CreateClient((string)made["key"]!);
            Assert.Equal(HttpStatusCode.OK, await client.StatusOfAsync(KeyCalls.OneEvent()));
            await app.Services.GetRequiredService<KeyUses>().FlushAsync(CancellationToken.None);
            return await LastUseAsync();
        }

        async Task<DateTimeOffset> LastUseAsync() => (DateTimeOffset)(await _admin.GetFromJsonAsync<JsonObject>(path))!["lastUsedAt"]!;
    }

    [Fact]
    public async Task Keys_that_have_ended_make_room_for_new_ones_and_nothing_else_does()
    {
        await using (var db = App.Database.OpenContext())
        {
            await db.Database.ExecuteSqlAsync($"""
                INSERT INTO api_keys (id, name, source, scopes, hash, created_at, revoked_at)
                SELECT lpad(n::text, 12, '0'), 'many', 'many', ARRAY['ingest'], '\x00', now(), CASE WHEN n = 1 THEN now() END FROM generate_series(1, {KeyRegister.Most - 1}) AS n
                """);
        }

        await CreateAsync(new { name = "takes the place", scopes = (string[])["ingest"] });
        var refused = await ProblemAsync(_admin, "/v1/keys", new { name = "one too many", scopes = (string[])["ingest"] });

        Assert.Equal(422, (int)refused["status"]!);
        await using var after = App.Database.OpenContext();
        Assert.Equal((KeyRegister.Most, false), (await after.ApiKeys.CountAsync(), await after.ApiKeys.AnyAsync(key => key.RevokedAt != null)));
    }

    [Fact]
    public async Task On_the_developers_machine_the_first_key_can_be_made_without_one()
    {
        await using var development = App.NewReplica(Given.Settings());
        using var client = development.CreateClient();

        var made = await PostAsync(client, "/v1/keys", new { name = "laptop", scopes = Scopes.All });

        Assert.Null(made["createdBy"]);
        Assert.StartsWith("pls_admin_", (string)made["key"]!, StringComparison.Ordinal);
    }

    private Task<JsonObject> CreateAsync(object body) => PostAsync("/v1/keys", body);

    private Task<JsonObject> PostAsync(string path, object? body) => PostAsync(_admin, path, body);

    private static async Task<JsonObject> PostAsync(HttpClient client, string path, object? body)
    {
        using var answer = await client.PostAsync(new Uri(path, UriKind.Relative), body is null ? null : JsonContent.Create(body));
        Assert.True(answer.IsSuccessStatusCode, $"{path}: {answer.StatusCode} {await answer.Content.ReadAsStringAsync()}");
        return (await answer.Content.ReadFromJsonAsync<JsonObject>())!;
    }

    private static async Task<JsonObject> ProblemAsync(HttpClient client, string path, object? body)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, path) { Content = body is null ? null : JsonContent.Create(body) };
        return await client.ProblemOfAsync(request);
    }
}

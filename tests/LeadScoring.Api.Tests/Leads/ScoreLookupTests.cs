using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using LeadScoring.Api.Leads;
using LeadScoring.Api.Tests.Support;

namespace LeadScoring.Api.Tests.Leads;

public sealed class ScoreLookupTests : IAsyncLifetime, IDisposable
{
    private readonly LeadScoringApp _app = new(Given.SleepingWorker);

    public Task InitializeAsync() => _app.InitializeAsync();

    public Task DisposeAsync() => ((IAsyncLifetime)_app).DisposeAsync();

    public void Dispose() => _app.Dispose();

    [Fact]
    public async Task Everybody_is_answered_in_the_order_asked_as_a_list_shows_them_now()
    {
        using var client = _app.CreateClient();
        var leads = await Population.CreateAsync(client);
        _app.Clock.Advance(TimeSpan.FromDays(40));
        var listed = (await client.ListAllAsync("limit=500")).ToDictionary(item => item.LeadId, StringComparer.Ordinal);
        string[] asked = [.. leads.AsEnumerable().Reverse(), "nobody", leads[0], "anon:nobody"];

        var items = await LookUpAsync(client, new { ids = asked });

        Assert.Equal(asked, items.Select(item => item.Id!), StringComparer.Ordinal);
        Assert.All(items, item => Assert.Equal(!item.Id!.EndsWith("nobody", StringComparison.Ordinal), item.Found));
        Assert.All(items.Where(item => item.Found), item => Assert.Equal(((LeadListItem[])[listed[item.Id!]]).AsText(), ((LeadListItem[])[item.Score!]).AsText()));
        Assert.All(items.Where(item => !item.Found), item => Assert.True(item is { Score: null, TopSignals: null, Email: null }));
    }

    [Fact]
    public async Task Any_id_of_a_person_leads_to_them()
    {
        using var client = _app.CreateClient();
        await client.SendAsync(
            Given.AnonymousEvent("phone", 1, "Pricing Page Viewed"),
            Given.Event("ada", 2, "Onboarding Completed") with { AnonymousId = "phone" },
            Given.Event("ada", 3, "Signed In") with { AnonymousId = "laptop" },
            Given.AnonymousEvent("stranger", 3, "Signed In"));

        var items = await LookUpAsync(client, new { ids = new[] { "anon:laptop", "ada", "anon:phone", "anon:stranger" } });

        Assert.Equal("ada ada ada anon:stranger", string.Join(' ', items.Select(item => item.Score!.LeadId)));
        Assert.Equal((await client.GetScoreAsync("anon:phone")).Total, items[0].Score!.Total);
    }

    [Fact]
    public async Task An_email_address_gives_all_its_leads_up_to_ten()
    {
        using var client = _app.CreateClient();
        await client.PutLeadAsync("bob", new { email = "Shared@customer.example" });
        await client.PutLeadAsync("ann", new { email = "shared@customer.example" });
        foreach (var i in Enumerable.Range(0, 12)) await client.PutLeadAsync($"test-{i:00}", new { email = "test@customer.example" });

        var items = await LookUpAsync(client, new { ids = new[] { "bob" }, emails = new[] { "none@customer.example", "SHARED@customer.example", "test@customer.example" } });

        Assert.Equal("bob", items[0].Id);
        Assert.Equal(("none@customer.example", false), (items[1].Email!, items[1].Found));
        Assert.Equal("SHARED@customer.example ann, SHARED@customer.example bob", string.Join(", ", items[2..4].Select(item => $"{item.Email} {item.Score!.LeadId}")));
        Assert.Equal(Enumerable.Range(0, 10).Select(i => $"test-{i:00}"), items[4..].Select(item => item.Score!.LeadId), StringComparer.Ordinal);
        Assert.All(items[1..], item => Assert.Null(item.Id));
    }

    [Fact]
    public async Task The_top_signals_are_those_of_the_flat_score()
    {
        using var client = _app.CreateClient();
        await client.SendAsync(Given.EagerHistory("ada"));
        var flat = JsonNode.Parse(await client.GetStringAsync(new Uri("/v1/leads/ada/score?format=flat", UriKind.Relative)))!;

        var item = Assert.Single(await LookUpAsync(client, new { ids = new[] { "ada" } }));

        Assert.Equal(3, item.TopSignals!.Split("; ").Length);
        Assert.Equal((string)flat["topSignals"]!, item.TopSignals);
    }

    [Fact]
    public async Task Five_hundred_at_once_are_found()
    {
        using var client = _app.CreateClient();
        await client.SendAsync(Enumerable.Range(0, 500).Select(i => Given.Event($"u{i}", 1, "Signed In")));

        var items = await LookUpAsync(client, new { ids = Enumerable.Range(0, 500).Select(i => $"u{i}") });

        Assert.Equal(500, items.Count(item => item.Found));
    }

    [Theory]
    [InlineData("{}", "ids", "ids and emails must be 1 to 500 together.")]
    [InlineData("""{ "ids": [], "emails": [] }""", "ids", "ids and emails must be 1 to 500 together.")]
    [InlineData("""{ "ids": ["ada", ""] }""", "ids[1]", "ids[1] must be a user id or anon:ID of 1 to 256 characters, without the character U+0000.")]
    [InlineData("""{ "ids": [null] }""", "ids[0]", "ids[0] must be a user id or anon:ID of 1 to 256 characters, without the character U+0000.")]
    [InlineData("""{ "ids": ["a\u0000b"] }""", "ids[0]", "ids[0] must be a user id or anon:ID of 1 to 256 characters, without the character U+0000.")]
    [InlineData("""{ "emails": [" "] }""", "emails[0]", "emails[0] must be an address of 1 to 320 characters, without the character U+0000.")]
    public async Task A_request_that_cannot_be_answered_is_refused_by_naming_the_member(string body, string member, string message)
    {
        var errors = await ErrorsOfAsync(body);

        Assert.Equal(message, Assert.Single(errors[member]!.AsArray())!.GetValue<string>());
    }

    [Fact]
    public async Task More_than_five_hundred_are_refused()
    {
        var most = string.Join(',', Enumerable.Range(0, 500).Select(i => $"\"u{i}\""));

        var errors = await ErrorsOfAsync($$"""{ "ids": [{{most}}], "emails": ["a@b.example"] }""");

        Assert.Equal("ids and emails must be 1 to 500 together.", errors["ids"]![0]!.GetValue<string>());
    }

    private async Task<JsonObject> ErrorsOfAsync(string body)
    {
        using var client = _app.CreateClient();
        using var answer = await client.PostAsync(new Uri("/v1/scores/lookup", UriKind.Relative), new StringContent(body, System.Text.Encoding.UTF8, "application/json"));
        Assert.Equal((HttpStatusCode.BadRequest, "application/problem+json"), (answer.StatusCode, answer.Content.Headers.ContentType?.MediaType));
        return (await answer.Content.ReadFromJsonAsync<JsonNode>())!["errors"]!.AsObject();
    }

    private static async Task<LookupItem[]> LookUpAsync(HttpClient client, object request)
    {
        using var answer = await client.PostAsJsonAsync(new Uri("/v1/scores/lookup", UriKind.Relative), request);
        Assert.True(answer.IsSuccessStatusCode, await answer.Content.ReadAsStringAsync());
        return [.. (await answer.Content.ReadFromJsonAsync<LookupResponse>())!.Items];
    }
}

using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using LeadScoring.Api.Tests.Support;

namespace LeadScoring.Api.Tests.Leads;

public sealed class KnownAttributeTests(LeadScoringApp app) : IClassFixture<LeadScoringApp>
{
    [Fact]
    public async Task What_was_set_is_read_back_as_it_was_set()
    {
        using var client = app.CreateClient();
        await client.PutLeadAsync("read-back", new { email = "ada@acme.example", title = "VP Marketing", accountId = "acme-read", traits = new { newsletter = true, seats = 12 } });
        await client.SendAsync(Given.Event("read-back", 3, "Signed In"), Given.Event("read-back", 4, "Signed In"));

        var lead = await client.GetFromJsonAsync<JsonElement>(Path("/v1/leads/read-back"));

        Assert.Equal("acme-read", lead.GetProperty("accountId").GetString());
        Assert.Equal(
            """{"accountId":"acme-read","email":"ada@acme.example","title":"VP Marketing","traits":{"newsletter":"true","seats":12}}""",
            JsonSerializer.Serialize(lead.GetProperty("attributes")));
        Assert.Equal((2, Given.Day(4)), (lead.GetProperty("events").GetInt32(), lead.GetProperty("lastEventAt").GetDateTimeOffset()));
    }

    [Fact]
    public async Task What_was_cleared_is_left_out()
    {
        using var client = app.CreateClient();
        await client.PutLeadAsync("cleared", new { title = "Analyst", department = "Sales" });
        await client.PutLeadAsync("cleared", new { title = (string?)null });

        var lead = await client.GetFromJsonAsync<JsonElement>(Path("/v1/leads/cleared"));

        Assert.Equal("""{"department":"Sales"}""", JsonSerializer.Serialize(lead.GetProperty("attributes")));
    }

    [Fact]
    public async Task Any_id_of_a_person_leads_to_all_of_them()
    {
        using var client = app.CreateClient();
        await client.SendAsync(Given.AnonymousEvent("visitor-k", 1, "Page Viewed"), Given.Event("known-k", 2, "Signed In") with { AnonymousId = "visitor-k" });

        var lead = await client.GetFromJsonAsync<JsonElement>(Path("/v1/leads/anon:visitor-k"));

        Assert.Equal(["known-k", "anon:visitor-k"], lead.GetProperty("identities").EnumerateArray().Select(id => id.GetString()!), StringComparer.Ordinal);
        Assert.Equal(("known-k", 2), (lead.GetProperty("leadId").GetString(), lead.GetProperty("identityCount").GetInt32()));
    }

    [Fact]
    public async Task A_company_is_read_back_too()
    {
        using var client = app.CreateClient();
        await client.PutAccountAsync("acme-known", new { employees = 120, technologies = new[] { "Salesforce" } });

        var account = await client.GetFromJsonAsync<JsonElement>(Path("/v1/accounts/acme-known"));

        Assert.Equal("""{"employees":120,"technologies":["Salesforce"]}""", JsonSerializer.Serialize(account.GetProperty("attributes")));
    }

    [Theory]
    [InlineData("/v1/leads/nobody-known")]
    [InlineData("/v1/accounts/nothing-known")]
    public async Task Of_whom_nothing_was_received_nothing_is_known(string path)
    {
        using var client = app.CreateClient();

        using var answer = await client.GetAsync(Path(path));

        Assert.Equal(HttpStatusCode.NotFound, answer.StatusCode);
    }

    private static Uri Path(string path) => new(path, UriKind.Relative);
}

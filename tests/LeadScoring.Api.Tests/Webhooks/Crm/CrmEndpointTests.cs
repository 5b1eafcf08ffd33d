using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json.Nodes;
using LeadScoring.Api.Tests.Privacy;

namespace LeadScoring.Api.Tests.Webhooks.Crm;

/// <summary>Endpoints of CRMs as they are made, shown and changed.</summary>
public sealed class CrmEndpointTests() : WebhookTests(("Webhooks:FailuresUntilPause", "1000"))
{
    private const string HubSpot = """{"format":"hubspot","credentials":{"token":"pat-na1-x"}}""";
    private const string Salesforce = """{"format":"salesforce","url":"https://acme.my.salesforce.com","credentials":{"clientId":"id","clientSecret":"secret"}}""";

    /// <summary>An endpoint, members that cannot be meant, and which of them is named.</summary>
    private static readonly (string Endpoint, string Members, string Name)[] Faulty =
    [
        (HubSpot, """{"settings":{"propertys":{}}}""", "settings.propertys"),
        (HubSpot, """{"settings":[]}""", "settings"),
        (HubSpot, """{"settings":{"properties":["total"]}}""", "settings.properties"),
        (HubSpot, """{"settings":{"properties":{"a":7}}}""", "settings.properties.a"),
        (HubSpot, """{"settings":{"properties":{"a":"\ud800"}}}""", "settings.properties.a"),
        (HubSpot, """{"settings":{"properties":{"leadscore_total":"totale"}}}""", "settings.properties.leadscore_total"),
        (HubSpot, """{"settings":{"properties":{"leadscore_total":null}}}""", "settings.properties.leadscore_total"),
        (HubSpot, """{"settings":{"properties":{"Score Total":"total"}}}""", "settings.properties.Score Total"),
        (HubSpot, """{"settings":{"properties":{"email":"email"}}}""", "settings.properties.email"),
        (HubSpot, """{"settings":{"apiVersion":"4"}}""", "settings.apiVersion"),
        (HubSpot, """{"settings":{"apiVersion":null}}""", "settings.apiVersion"),
        (HubSpot, """{"credentials":null}""", "credentials"),
        (HubSpot, """{"credentials":{}}""", "credentials.token"),
        (HubSpot, """{"credentials":{"token":"a b"}}""", "credentials.token"),
        (HubSpot, """{"credentials":{"token":"a\r\nb"}}""", "credentials.token"),
        (HubSpot, """{"credentials":{"token":"x","key":"y"}}""", "credentials.key"),
        (HubSpot, """{"url":"https://api.hubapi.com/crm/v3"}""", "url"),
        (HubSpot, """{"url":"http://api.hubapi.com"}""", "url"),
        (HubSpot, """{"url":"http://169.254.169.254"}""", "url"),
        (HubSpot, """{"notifyAgainAfter":"P1D"}""", "notifyAgainAfter"),
        (HubSpot, """{"filters":{"models":["a","b"]}}""", "filters.models"),
        (Salesforce, """{"url":null}""", "url"),
        (Salesforce, """{"credentials":{"clientId":"x"}}""", "credentials.clientSecret"),
        (Salesforce, """{"settings":{"object":"Lead/../User"}}""", "settings.object"),
        (Salesforce, """{"settings":{"externalIdField":""}}""", "settings.externalIdField"),
        (Salesforce, """{"settings":{"externalId":"phone"}}""", "settings.externalId"),
        (Salesforce, """{"settings":{"externalId":null}}""", "settings.externalId"),
        (Salesforce, """{"settings":{"fields":{"Score__c":"total","Score__c":"fit"}}}""", "settings.fields.Score__c"),
        (Salesforce, """{"settings":{"fields":{"leadscore_id__c":"leadId"}}}""", "settings.fields.leadscore_id__c"),
        (Salesforce, """{"settings":{"newRecordFields":{"Last Name":"lastName"}}}""", "settings.newRecordFields.Last Name"),
        (Salesforce, """{"settings":{"apiVersion":"v66"}}""", "settings.apiVersion"),
        ("""{"format":"slack","url":"https://hooks.slack.example/services/T0/B0/x"}""", """{"credentials":{"token":"x"}}""", "credentials"),
        ("""{"url":"https://hooks.customer.example/"}""", """{"settings":{}}""", "settings"),
    ];

    [Fact]
    public async Task What_cannot_be_meant_is_refused_by_name_when_an_endpoint_is_made_and_when_it_is_changed()
    {
        Dictionary<string, Guid> made = new(StringComparer.Ordinal);
        foreach (var (endpoint, members, name) in Faulty)
        {
            var (status, errors) = await ErrorsAsync(HttpMethod.Post, "", With(endpoint, members));
            Assert.True(status == HttpStatusCode.BadRequest && errors.SequenceEqual([name], StringComparer.Ordinal), $"{endpoint} with {members}: {status} {string.Join(' ', errors)}");
            if (!made.TryGetValue(endpoint, out var id)) made[endpoint] = id = (Guid)(await Client.CallAsync(HttpMethod.Post, "/v1/webhook-endpoints", JsonNode.Parse(endpoint)))!["id"]!;
            (status, errors) = await ErrorsAsync(HttpMethod.Patch, $"/{id}", members);
            Assert.True(status == HttpStatusCode.BadRequest && errors.Contains(name, StringComparer.Ordinal), $"{members}: {status} {string.Join(' ', errors)}");
        }
    }

    [Fact]
    public async Task Settings_are_shown_whole_and_credentials_never()
    {
        var made = (await Client.CallAsync(HttpMethod.Post, "/v1/webhook-endpoints", JsonNode.Parse(With(Salesforce, """{"settings":{"object":"Contact"}}"""))))!;
        var hubspot = (await Client.CallAsync(HttpMethod.Post, "/v1/webhook-endpoints", JsonNode.Parse(HubSpot)))!;

        Assert.Equal(("https://api.hubapi.com", true, "v3"), ((string?)hubspot["url"], (bool)hubspot["hasCredentials"]!, (string?)hubspot["settings"]!["apiVersion"]));
        Assert.Equal(("Contact", "LeadScore_Id__c", "userId", 10), ((string?)made["settings"]!["object"], (string?)made["settings"]!["externalIdField"], (string?)made["settings"]!["externalId"], made["settings"]!["fields"]!.AsObject().Count));
        Assert.Equal(["FirstName", "LastName", "Email"], made["settings"]!["newRecordFields"]!.AsObject().Select(field => field.Key), StringComparer.Ordinal);
        var id = (Guid)made["id"]!;
        var changed = (await Client.CallAsync(HttpMethod.Patch, $"/v1/webhook-endpoints/{id}", new { settings = new { externalIdField = "Product_Id__c" } }))!;
        Assert.Equal(("Lead", "Product_Id__c", true), ((string?)changed["settings"]!["object"], (string?)changed["settings"]!["externalIdField"], (bool)changed["hasCredentials"]!));
        var back = (await Client.CallAsync(HttpMethod.Patch, $"/v1/webhook-endpoints/{id}", new { settings = (object?)null }))!;
        Assert.Equal("LeadScore_Id__c", (string?)back["settings"]!["externalIdField"]);
    }

    [Fact]
    public async Task Secrets_are_in_no_answer_and_nowhere_in_the_database_even_if_a_CRM_says_them()
    {
        await using var hubspot = await CrmCalls.StartHubSpotAsync();
        await using var salesforce = await CrmCalls.StartSalesforceAsync();
        string[] secrets = [hubspot.Token, salesforce.ClientSecret, "00Dxx!session.1"];
        hubspot.Instead.Enqueue(CrmAnswer.Of(400, new { status = "error", category = "VALIDATION_ERROR", message = "You sent " + hubspot.Token }));
        salesforce.Instead.Enqueue(CrmAnswer.Of(400, new[] { new { errorCode = "JSON_PARSER_ERROR", message = $"You sent {salesforce.ClientSecret} and 00Dxx!session.1" } }));
        Guid[] ids = [await Client.CreateEndpointAsync(hubspot), await Client.CreateEndpointAsync(salesforce)];
        await Client.CrossAsync("ada");

        var answers = new StringBuilder((await Client.CallAsync(HttpMethod.Get, "/v1/webhook-endpoints"))!.ToJsonString());
        foreach (var id in ids)
        {
            var failed = (await Client.WaitForAsync(id, "failed", 1))[0];
            answers.Append(await Client.DeliveryAsync(id, failed.Id)).Append(await Client.TestEndpointAsync(id)).Append(await Client.CallAsync(HttpMethod.Get, $"/v1/webhook-endpoints/{id}"));
        }

        Assert.Contains("You sent [secret]", answers.ToString(), StringComparison.Ordinal);
        var database = string.Join('\n', await App.Database.DumpAsync());
        Assert.Contains("You sent [secret] and [secret]", database, StringComparison.Ordinal);
        Assert.All(secrets, secret =>
        {
            Assert.DoesNotContain(secret, answers.ToString(), StringComparison.Ordinal);
            Assert.DoesNotContain(secret, database, StringComparison.Ordinal);
        });
    }

    [Fact]
    public async Task Credentials_do_not_go_to_another_address_unless_they_are_given_with_it()
    {
        await using var hubspot = await CrmCalls.StartHubSpotAsync();
        await using var thief = await CrmCalls.StartHubSpotAsync();
        var id = await Client.CreateEndpointAsync(hubspot);

        Assert.Equal("credentials", (await ErrorsAsync(HttpMethod.Patch, $"/{id}", $$"""{"url":"{{thief.Url}}"}""")).Errors.Single());
        await Client.CallAsync(HttpMethod.Patch, $"/v1/webhook-endpoints/{id}", new { url = hubspot.Url, description = "The same address" });
        await Client.CallAsync(HttpMethod.Patch, $"/v1/webhook-endpoints/{id}", new { url = thief.Url, credentials = new { token = "another" } });
        await Client.TestEndpointAsync(id);

        Assert.Equal("Bearer another", thief.Requests.Single().Authorization);
    }

    [Fact]
    public async Task With_another_key_attempts_say_what_is_wrong_and_credentials_given_anew_help()
    {
        await using var hubspot = await CrmCalls.StartHubSpotAsync();
        var id = await Client.CreateEndpointAsync(hubspot);
        await using var replica = App.NewReplica(WebhookCalls.Settings(("Secrets:Key", Convert.ToBase64String(new byte[32]))));
        using var client = replica.CreateClient();

        var refused = await client.TestEndpointAsync(id);
        await client.CallAsync(HttpMethod.Patch, $"/v1/webhook-endpoints/{id}", new { credentials = new { token = hubspot.Token } });
        var works = await client.TestEndpointAsync(id);

        Assert.Contains("Secrets:Key is not the key that it was encrypted with. Set that key again, or give the secret or credentials anew.", (string?)refused["log"]![0]!["error"], StringComparison.Ordinal);
        Assert.Equal("delivered", (string?)works["state"]);
    }

    private static string With(string endpoint, string members)
    {
        // As text: some of the members would not survive being read.
        var taken = JsonNode.Parse(endpoint)!.AsObject();
        foreach (var name in new[] { "url", "settings", "credentials" })
        {
            if (members.StartsWith($$"""{"{{name}}":""", StringComparison.Ordinal)) taken.Remove(name);
        }

        return taken.ToJsonString()[..^1] + "," + members[1..];
    }

    private async Task<(HttpStatusCode Status, IReadOnlyList<string> Errors)> ErrorsAsync(HttpMethod method, string path, string body)
    {
        using var request = new HttpRequestMessage(method, new Uri("/v1/webhook-endpoints" + path, UriKind.Relative)) { Content = new StringContent(body, Encoding.UTF8, "application/json") };
        using var answer = await Client.SendAsync(request);
        var problem = await answer.Content.ReadFromJsonAsync<JsonObject>();
        Assert.All(problem!["errors"]?.AsObject() ?? [], error => Assert.StartsWith(error.Key, (string?)error.Value![0], StringComparison.Ordinal));
        return (answer.StatusCode, [.. problem["errors"]?.AsObject().Select(error => error.Key) ?? []]);
    }
}

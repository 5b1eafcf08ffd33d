using LeadScoring.Api.Tests.Support;
using LeadScoring.Api.Webhooks.Deliveries;

namespace LeadScoring.Api.Tests.Webhooks.Crm;

/// <summary>Crossings in the records of Salesforce.</summary>
public sealed class SalesforceTests() : WebhookTests(("Webhooks:FailuresUntilPause", "1000"))
{
    [Fact]
    public async Task A_lead_that_qualifies_is_made_once_and_changed_after_that_without_touching_its_name()
    {
        await using var salesforce = await CrmCalls.StartSalesforceAsync();
        var id = await Client.CreateEndpointAsync(salesforce, filters: new { kinds = new[] { "pql_gained", "pql_lost" } });
        await Given.PerfectFitAsync(Client, "acme", "vera");
        await Client.PutAccountAsync("acme", new { name = "Acme" });
        await Client.PutLeadAsync("vera", new { name = "Vera van der Valk" });

        await Client.SendAsync(Given.EagerHistory("vera"));
        await Client.WaitForAsync(id, "delivered", 1);

        var record = salesforce.Records["vera"];
        Assert.Equal((150m, 50m, 100m, true), ((decimal)record["LeadScore_Total__c"]!, (decimal)record["LeadScore_Fit__c"]!, (decimal)record["LeadScore_Behavior__c"]!, (bool)record["LeadScore_PQL__c"]!));
        Assert.Equal(("hot", "strong", "2026-03-02T09:00:00.000Z"), ((string?)record["LeadScore_Band__c"], (string?)record["LeadScore_Fit_Tier__c"], (string?)record["LeadScore_PQL_Since__c"]));
        Assert.Equal(("Vera van der", "Valk", "Acme", "vera@customer.example"), ((string?)record["FirstName"], (string?)record["LastName"], (string?)record["Company"], (string?)record["Email"]));
        record["LastName"] = "Whom sales calls Vera";
        App.Clock.Advance(TimeSpan.FromDays(200));
        await Eventually.IsTrueAsync(() => !(bool)salesforce.Records["vera"]["LeadScore_PQL__c"]!, "she is no longer a PQL");
        Assert.Equal("Whom sales calls Vera", (string?)salesforce.Records["vera"]["LastName"]);
        Assert.All(salesforce.Upserts, upsert => Assert.Equal("/services/data/v66.0/composite/sobjects/Lead/LeadScore_Id__c", upsert.Path));
    }

    [Fact]
    public async Task Objects_fields_and_what_records_are_found_by_can_be_chosen()
    {
        await using var salesforce = await CrmCalls.StartSalesforceAsync("Contact");
        salesforce.Fields.Remove("Company");
        salesforce.Fields["Score__c"] = new SalesforceField("double");
        await Client.CreateEndpointAsync(salesforce, new { @object = "Contact", externalIdField = "Email", externalId = "email", fields = Mapping("Score__c", "total"), newRecordFields = Mapping("LastName", "lastName") });

        await Client.CrossAsync("ada");
        await Eventually.IsTrueAsync(() => salesforce.Records.Count == 1, "the contact is made");

        Assert.Equal(
            [("Email", "ada@customer.example"), ("LastName", "ada"), ("Score__c", "15")],
            salesforce.Records["ada@customer.example"].Select(field => (field.Key, field.Value!.ToString())).OrderBy(field => field.Key, StringComparer.Ordinal));
    }

    [Fact]
    public async Task Accounts_can_be_kept_instead_of_people()
    {
        await using var salesforce = await CrmCalls.StartSalesforceAsync("Account");
        salesforce.Fields.Remove("LastName");
        salesforce.Fields.Remove("Company");
        salesforce.Fields["Name"] = new SalesforceField("string", 255) { IsRequired = true };
        var id = await Client.CreateEndpointAsync(salesforce, new { @object = "Account", externalId = "accountId" }, new { kinds = new[] { "pql_gained" } });
        await Given.PerfectFitAsync(Client, "acme", "vera");

        await Client.SendAsync(Given.EagerHistory("vera"));
        await Client.WaitForAsync(id, "delivered", 1);

        Assert.Equal(("acme", true), ((string?)salesforce.Records["acme"]["Name"], (bool)salesforce.Records["acme"]["LeadScore_PQL__c"]!));
        Assert.Equal("acme", Assert.Single(await Client.DeliveriesAsync(id)).AccountId);
    }

    [Fact]
    public async Task A_visitor_without_a_user_id_is_not_sent()
    {
        await using var salesforce = await CrmCalls.StartSalesforceAsync();
        var id = await Client.CreateEndpointAsync(salesforce);

        await Client.SendAsync(Given.AnonymousEvent("visitor-7", 7, "Integration Connected"));

        Assert.StartsWith("The lead is a visitor without a user id", await ErrorAsync(id, (await Client.WaitForAsync(id, "skipped", 1))[0]), StringComparison.Ordinal);
        Assert.Empty(salesforce.Requests);
    }

    [Fact]
    public async Task One_token_serves_many_messages_and_one_that_has_expired_is_renewed_within_the_attempt()
    {
        await using var salesforce = await CrmCalls.StartSalesforceAsync();
        var id = await Client.CreateEndpointAsync(salesforce);
        await Client.CrossAsync(Enumerable.Range(1, 10).Select(i => $"lead-{i}"));
        await Client.WaitForAsync(id, "delivered", 10);
        Assert.Single(salesforce.TokenRequests);

        salesforce.ExpireTokens();
        await Client.CrossAsync("ada");
        await Client.WaitForAsync(id, "delivered", 11);
        Assert.Equal(2, salesforce.TokenRequests.Count());
        App.Clock.Advance(TimeSpan.FromHours(1));
        await Client.CrossAgainAsync("ada");
        await Client.WaitForAsync(id, "delivered", 12);

        Assert.Equal(3, salesforce.TokenRequests.Count());
        Assert.All(await Client.DeliveriesAsync(id), delivery => Assert.Equal(1, delivery.Attempts));
        Assert.Equal(0, (await Client.EndpointAsync(id)).FailuresInARow);
    }

    [Fact]
    public async Task Credentials_that_are_not_taken_show_on_the_endpoint_and_what_waits_is_sent_with_others()
    {
        await using var salesforce = await CrmCalls.StartSalesforceAsync();
        var id = await Client.CreateEndpointAsync(salesforce);
        salesforce.ClientSecret = "another";
        await Client.CrossAsync("ada");

        Assert.Equal("waiting", (await Client.AttemptAsync(id)).State);
        Assert.StartsWith("Salesforce gave no access token: it answered 400 invalid_client: invalid client credentials. Check credentials", (await Client.EndpointAsync(id)).FailingBecause, StringComparison.Ordinal);
        await Client.CallAsync(HttpMethod.Patch, $"/v1/webhook-endpoints/{id}", new { credentials = new { clientId = SalesforceServer.ClientId, clientSecret = "another" } });
        App.Clock.Advance(TimeSpan.FromSeconds(5));

        Assert.Equal("delivered", (await Client.AttemptAsync(id, 2)).State);
    }

    [Fact]
    public async Task A_field_that_does_not_exist_shows_on_the_endpoint_and_a_record_that_lacks_what_Salesforce_asks_for_is_given_up()
    {
        await using var salesforce = await CrmCalls.StartSalesforceAsync();
        salesforce.Fields.Remove("LeadScore_Play__c", out var play);
        var id = await Client.CreateEndpointAsync(salesforce, new { newRecordFields = Mapping("LastName", "lastName") });

        await Client.CrossAsync("ada");

        Assert.Equal("waiting", (await Client.AttemptAsync(id)).State);
        Assert.Equal("Salesforce answered 400 INVALID_FIELD: No such column 'LeadScore_Play__c' on sobject of type Lead Check settings.fields, and which fields the user the app runs as may edit.", (await Client.EndpointAsync(id)).FailingBecause);
        salesforce.Fields["LeadScore_Play__c"] = play!;
        App.Clock.Advance(TimeSpan.FromSeconds(5));
        var (state, attempt) = await Client.AttemptAsync(id, 2);
        Assert.Equal(("failed", "Salesforce did not take the record REQUIRED_FIELD_MISSING: Required fields are missing: [Company] (Company)"), (state, (string?)attempt["error"]));
        Assert.Equal(0, (await Client.EndpointAsync(id)).FailuresInARow);
    }

    [Fact]
    public async Task A_test_says_what_it_found_and_writes_nothing()
    {
        await using var salesforce = await CrmCalls.StartSalesforceAsync();
        var id = await Client.CreateEndpointAsync(salesforce);

        var fine = await Client.TestEndpointAsync(id);
        salesforce.Fields["Rating__c"] = new SalesforceField("string") { IsRequired = true };
        var needy = await Client.TestEndpointAsync(id);
        salesforce.Fields.Remove("LeadScore_Play__c");
        salesforce.Fields["LeadScore_PQL__c"] = new SalesforceField("string");
        salesforce.Fields["LeadScore_Fit__c"] = new SalesforceField("double") { IsEditable = false };
        salesforce.Fields["LeadScore_Id__c"] = new SalesforceField("string");
        var bad = await Client.TestEndpointAsync(id);
        salesforce.ClientSecret = "another";
        salesforce.ExpireTokens();
        var refused = await Client.TestEndpointAsync(id);

        const string Found = "The credentials work, and Lead has LeadScore_Id__c and all 10 fields. Nothing was written.";
        Assert.Equal(("delivered", Found), ((string?)fine["state"], (string?)fine["log"]![0]!["response"]));
        Assert.Equal($"{Found} New records cannot be made without Rating__c: name them in settings.newRecordFields, or only records that exist are written.", (string?)needy["log"]![0]!["response"]);
        var faults = (string?)bad["log"]![0]!["error"];
        Assert.Contains("LeadScore_Id__c is no external id", faults, StringComparison.Ordinal);
        Assert.Contains("The field LeadScore_Fit__c may not be edited", faults, StringComparison.Ordinal);
        Assert.Contains("The field LeadScore_PQL__c is of type string, but pql needs boolean.", faults, StringComparison.Ordinal);
        Assert.Contains("There is no field LeadScore_Play__c", faults, StringComparison.Ordinal);
        Assert.StartsWith("Salesforce gave no access token", (string?)refused["log"]![0]!["error"], StringComparison.Ordinal);
        Assert.Empty(salesforce.Upserts);
    }

    private static Dictionary<string, string> Mapping(string field, string value) => new(StringComparer.Ordinal) { [field] = value };

    private async Task<string> ErrorAsync(Guid id, DeliveryItem delivery) => (string)(await Client.DeliveryAsync(id, delivery.Id))["log"]![0]!["error"]!;
}

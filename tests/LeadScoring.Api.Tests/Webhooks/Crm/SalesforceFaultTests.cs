namespace LeadScoring.Api.Tests.Webhooks.Crm;

/// <summary>What Salesforce says when it does not take a record, and what follows.</summary>
public sealed class SalesforceFaultTests() : WebhookTests(("Webhooks:FailuresUntilPause", "1000"))
{
    [Theory]
    [InlineData("UNABLE_TO_LOCK_ROW", "unable to obtain exclusive access to this record", "waiting", 5)]
    [InlineData("CANNOT_INSERT_UPDATE_ACTIVATE_ENTITY", "LeadTrigger: UNABLE_TO_LOCK_ROW, unable to obtain exclusive access", "waiting", 5)]
    [InlineData("INVALID_FIELD_FOR_INSERT_UPDATE", "Unable to create/update fields: LeadScore_Total__c", "waiting", 5)]
    [InlineData("REQUEST_LIMIT_EXCEEDED", "TotalRequests Limit exceeded.", "waiting", 3_600)]
    [InlineData("CANNOT_UPDATE_CONVERTED_LEAD", "cannot reference converted lead", "failed", null)]
    [InlineData("FIELD_CUSTOM_VALIDATION_EXCEPTION", "No scores below 20", "failed", null)]
    [InlineData("DUPLICATES_DETECTED", "Use one of these records?", "failed", null)]
    public async Task What_a_record_is_refused_for_says_whether_it_is_tried_again(string code, string message, string state, int? seconds)
    {
        await using var salesforce = await CrmCalls.StartSalesforceAsync();
        salesforce.Refused["ada"] = (code, message);
        var id = await Client.CreateEndpointAsync(salesforce);

        await Client.CrossAsync("ada");

        var delivery = await Client.AfterAttemptsAsync(id, 1);
        Assert.Equal((state, seconds), ((string?)delivery["state"], (int?)(delivery["nextAttemptAt"]?.GetValue<DateTimeOffset>() - App.Clock.GetUtcNow())?.TotalSeconds));
        Assert.StartsWith($"Salesforce did not take the record {code}: {message}", (string?)delivery["log"]![0]!["error"], StringComparison.Ordinal);
        Assert.Equal(state == "waiting" ? 1 : 0, (await Client.EndpointAsync(id)).FailuresInARow);
    }

    [Theory]
    [InlineData(403, "REQUEST_LIMIT_EXCEEDED", "TotalRequests Limit exceeded.", "paused", 3_600)]
    [InlineData(403, "REQUEST_LIMIT_EXCEEDED", "ConcurrentRequests (Concurrent API Requests) Limit exceeded.", "paused", 60)]
    [InlineData(503, "SERVER_UNAVAILABLE", "Too many requests", "enabled", 60)]
    [InlineData(403, "API_DISABLED_FOR_ORG", "The REST API is not enabled for this Organization.", "enabled", 5)]
    [InlineData(500, "UNKNOWN_EXCEPTION", "An unexpected error occurred.", "enabled", 5)]
    public async Task Limits_and_faults_of_Salesforce_are_waited_out(int status, string code, string message, string endpointState, int seconds)
    {
        await using var salesforce = await CrmCalls.StartSalesforceAsync();
        salesforce.Instead.Enqueue(CrmAnswer.Of(status, new[] { new { message, errorCode = code } }));
        var id = await Client.CreateEndpointAsync(salesforce);

        await Client.CrossAsync("ada");

        var delivery = await Client.AfterAttemptsAsync(id, 1);
        Assert.Equal(App.Clock.GetUtcNow().AddSeconds(seconds), delivery["nextAttemptAt"]!.GetValue<DateTimeOffset>());
        var endpoint = await Client.EndpointAsync(id);
        Assert.Equal(endpointState, endpoint.State);
        Assert.StartsWith($"Salesforce answered {status} {code}: {message}", endpoint.FailingBecause, StringComparison.Ordinal);
        App.Clock.Advance(TimeSpan.FromSeconds(seconds));
        Assert.Equal("delivered", (await Client.AttemptAsync(id, 2)).State);
    }
}

using System.Net;
using System.Text.Json.Nodes;
using LeadScoring.Api.Tests.Support;

namespace LeadScoring.Api.Tests.Models.Backtests;

/// <summary>What is answered when something cannot be tried.</summary>
public sealed class TrialRequestTests : IClassFixture<LeadScoringApp>, IDisposable
{
    private readonly HttpClient _client;
    private readonly LeadScoringApp _app;

    public TrialRequestTests(LeadScoringApp app) => (_app, _client) = (app, app.CreateClient());

    public void Dispose() => _client.Dispose();

    [Theory]
    [InlineData("preview", """{ "leadId": "lead-1" }""")]
    [InlineData("impact", "{}")]
    [InlineData("backtest", """{ "from": "2026-02-23T09:00:00Z" }""")]
    public async Task A_document_with_faults_is_refused_with_their_JSON_paths(string what, string request)
    {
        await _app.DraftAsync(BacktestCalls.ProductLed(document =>
        {
            document["key"] = "faulty";
            document["pql"]!["total"] = "many";
            document.Criterion("integration")["signal"] = "nothing";
        }), "faulty");

        var (status, body) = await _client.AskAsync(HttpMethod.Post, $"/v1/models/faulty/{what}", JsonNode.Parse(request));

        Assert.Equal(HttpStatusCode.BadRequest, status);
        Assert.Equal(["$.behavior.criteria[2].signal", "$.pql.total"], body!["errors"]!.AsObject().Select(error => error.Key).Order(StringComparer.Ordinal), StringComparer.Ordinal);
        Assert.Contains("is not declared under $.signals", (string)body["errors"]!["$.behavior.criteria[2].signal"]![0]!, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("preview", """{ "leadId": "nobody" }""", "No such lead.")]
    [InlineData("preview", """{ "leadId": "lead-1", "version": 7 }""", "No such model.")]
    [InlineData("impact", """{ "version": 7 }""", "No such model.")]
    [InlineData("backtest", """{ "from": "2026-02-23T09:00:00Z", "version": 7 }""", "No such model.")]
    public async Task What_is_not_there_is_answered_404(string what, string request, string title)
    {
        var (status, body) = await _client.AskAsync(HttpMethod.Post, $"/v1/models/product-led/{what}", JsonNode.Parse(request));

        Assert.Equal((HttpStatusCode.NotFound, title), (status, (string)body!["title"]!));
        Assert.Equal(HttpStatusCode.NotFound, (await _client.AskAsync(HttpMethod.Post, "/v1/models/unknown/impact", new { })).Status);
        Assert.Equal(HttpStatusCode.NotFound, (await _client.AskAsync(HttpMethod.Get, $"/v1/backtests/{Guid.NewGuid()}")).Status);
        Assert.Equal(HttpStatusCode.NotFound, (await _client.AskAsync(HttpMethod.Get, $"/v1/backtests/{Guid.NewGuid()}/flips")).Status);
        Assert.Equal(HttpStatusCode.NotFound, (await _client.AskAsync(HttpMethod.Get, $"/v1/exports/backtests/{Guid.NewGuid()}/flips")).Status);
    }

    [Theory]
    [InlineData("backtest", "{}", "from")]
    [InlineData("backtest", """{ "from": "2026-02-24T09:00:00Z", "to": "2026-02-24T09:00:00Z" }""", "from")]
    [InlineData("backtest", """{ "from": "2026-02-23T09:00:00Z", "to": "2027-02-24T09:00:00Z" }""", "to")]
    [InlineData("backtest", """{ "from": "2020-02-23T09:00:00Z" }""", "from")]
    [InlineData("backtest", """{ "from": "1969-12-31T09:00:00Z", "to": "1970-02-24T09:00:00Z" }""", "from")]
    [InlineData("backtest", """{ "from": "2026-02-23T09:00:00Z", "against": "product-led@2" }""", "against")]
    [InlineData("backtest", """{ "from": "yesterday" }""", "from")]
    [InlineData("backtest", """{ "from": "2026-02-23T09:00:00Z", "till": "2026-02-24T09:00:00Z" }""", "till")]
    [InlineData("preview", "{}", "leadId")]
    [InlineData("preview", """{ "leadId": "lead-1", "document": 3 }""", "document")]
    [InlineData("preview", """{ "leadId": "lead-1", "version": 1, "document": {} }""", "document")]
    [InlineData("impact", """{ "by": "a\u0000b" }""", "by")]
    public async Task A_request_that_makes_no_sense_is_refused_with_the_member(string what, string request, string member)
    {
        var (status, body) = await _client.AskAsync(HttpMethod.Post, $"/v1/models/product-led/{what}", JsonNode.Parse(request));

        Assert.Equal((HttpStatusCode.BadRequest, member), (status, Assert.Single(body!["errors"]!.AsObject()).Key));
    }
}

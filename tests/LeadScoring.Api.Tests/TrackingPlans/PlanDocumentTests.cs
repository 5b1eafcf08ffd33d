using System.Net;
using System.Text.Json.Nodes;
using LeadScoring.Api.Tests.Quarantine;
using LeadScoring.Api.Tests.Signals;
using LeadScoring.Api.Tests.Support;
using Microsoft.EntityFrameworkCore;

namespace LeadScoring.Api.Tests.TrackingPlans;

public sealed class PlanDocumentTests : IAsyncLifetime, IDisposable
{
    private const string Route = "/v1/tracking-plan";
    private const string Plan = """{ "mode": "observe", "events": { "A": {} } }""";
    private readonly LeadScoringApp _app = new();

    public Task InitializeAsync() => _app.InitializeAsync();

    public Task DisposeAsync() => ((IAsyncLifetime)_app).DisposeAsync();

    public void Dispose() => _app.Dispose();

    [Fact]
    public async Task A_plan_is_read_as_it_was_put_and_its_versions_are_kept()
    {
        using var client = _app.CreateClient();
        (await client.CallAsync(HttpMethod.Get, Route)).IsProblem(HttpStatusCode.NotFound, "PUT a plan");

        await PutAsync(client, Plan, "\"1\"", by: "ada");
        await PutAsync(client, Plan, "\"1\"", by: "bob");
        await PutAsync(client, """{"mode":"enforce","unplanned":"enforce","events":{}}""", "\"2\"");
        using (var answer = await client.GetAsync(new Uri(Route, UriKind.Relative)))
        {
            Assert.Equal("\"2\"", answer.Headers.ETag!.ToString());
            Assert.True(JsonNode.DeepEquals(JsonNode.Parse("""{"mode":"enforce","unplanned":"enforce","events":{}}"""), JsonNode.Parse(await answer.Content.ReadAsStringAsync())));
        }

        Assert.Equal(HttpStatusCode.NoContent, (await client.CallAsync(HttpMethod.Delete, Route)).Status);
        Assert.Equal(HttpStatusCode.NotFound, (await client.CallAsync(HttpMethod.Get, Route)).Status);
        await using var db = _app.Database.OpenContext();
        Assert.Equal([(1, Plan, "ada"), (2, """{"mode":"enforce","unplanned":"enforce","events":{}}""", null), (3, "{}", null)], (await db.TrackingPlans.OrderBy(plan => plan.Version).ToListAsync()).Select(plan => (plan.Version, plan.Document, plan.By)));
    }

    [Fact]
    public async Task A_plan_that_somebody_else_has_changed_is_not_overwritten_and_one_that_is_known_is_not_sent_again()
    {
        using var client = _app.CreateClient();
        (await client.PutPlanAsync(Plan, ("If-Match", "*"))).IsProblem(HttpStatusCode.PreconditionFailed, "Read it again");
        Assert.Equal(HttpStatusCode.NoContent, (await client.PutPlanAsync(Plan, ("If-None-Match", "*"))).Status);
        Assert.Equal(HttpStatusCode.PreconditionFailed, (await client.PutPlanAsync("""{"mode":"enforce"}""", ("If-None-Match", "*"))).Status);
        Assert.Equal(HttpStatusCode.NoContent, (await client.PutPlanAsync("""{"mode":"enforce"}""", ("If-Match", "\"1\""))).Status);
        Assert.Equal(HttpStatusCode.PreconditionFailed, (await client.PutPlanAsync(Plan, ("If-Match", "\"1\""))).Status);
        Assert.Equal(HttpStatusCode.PreconditionFailed, (await client.CallAsync(HttpMethod.Delete, Route, headers: ("If-Match", "\"1\""))).Status);
        Assert.Equal(HttpStatusCode.NotModified, (await client.CallAsync(HttpMethod.Get, Route, headers: ("If-None-Match", "W/\"2\""))).Status);
        Assert.Equal(HttpStatusCode.OK, (await client.CallAsync(HttpMethod.Get, Route, headers: ("If-None-Match", "\"1\""))).Status);
        Assert.Equal(HttpStatusCode.NoContent, (await client.CallAsync(HttpMethod.Delete, Route, headers: ("If-Match", "\"2\", \"3\""))).Status);
        Assert.Equal(HttpStatusCode.NoContent, (await client.PutPlanAsync(Plan, ("If-None-Match", "*"))).Status);
    }

    [Fact]
    public async Task Of_many_who_change_one_version_at_once_one_does()
    {
        using var client = _app.CreateClient();
        await PutAsync(client, Plan, "\"1\"");

        var answers = await Task.WhenAll(Enumerable.Range(0, 8).Select(i => client.PutPlanAsync(PlanOf($"E{i}"), ("If-Match", "\"1\""))));

        Assert.Single(answers, answer => answer.Status == HttpStatusCode.NoContent);
        Assert.Equal(7, answers.Count(answer => answer.Status == HttpStatusCode.PreconditionFailed));
        await Task.WhenAll(Enumerable.Range(0, 8).Select(i => client.TakePlanAsync(PlanOf($"F{i}"))));
        await using var db = _app.Database.OpenContext();
        Assert.Equal(Enumerable.Range(1, 10), await db.TrackingPlans.Select(plan => plan.Version).OrderBy(version => version).ToListAsync());
    }

    [Fact]
    public async Task The_plan_of_the_documentation_is_one()
    {
        using var client = _app.CreateClient();
        var page = await File.ReadAllTextAsync(Path.Combine(Repository.Root, "docs", "intake.md"));

        await client.TakePlanAsync(page.Split("```json")[1].Split("```")[0]);

        var id = await client.RefusedAsync("""{"messageId":"m","userId":"ada","event":"Feature Used","properties":{"plan":"gold"}}""");
        Assert.Equal("the event Feature Used does not follow the tracking plan: property feature is missing: send a text; property plan must be one of \"free\", \"team\", \"business\", not \"gold\"", (string)(await client.ItemAsync(id))["message"]!);
    }

    /// <summary>A document, and the places with what is wrong there.</summary>
    public static TheoryData<string, string[]> Faulty { get; } = new()
    {
        { "7", ["$ must be an object"] },
        { "[]", ["$ must be an object"] },
        { """{"events":{"A":{}}}""", ["$.mode is missing: say observe or enforce"] },
        { """{"unplanned":"report"}""", ["$.mode is missing"] },
        { """{"mode":"Enforce","unplanned":7,"event":{}}""", ["$.mode must be one of observe, enforce", "$.unplanned must be one of allow, report, enforce", "$.event is not a member here; known are mode, unplanned, events"] },
        { """{"mode":"observe","events":[]}""", ["$.events must be an object"] },
        { """{"mode":"observe","events":{"A":{},"A":{}}}""", ["$.events.A stands here twice"] },
        { """{"mode":"observe","events":{"Feature Used":{"property":{}},"":{},"B":null}}""", ["$.events['Feature Used'].property is not a member here", "$.events[''] is no name that an event can have", "$.events.B must be an object"] },
        { """{"mode":"observe","events":{"A":{"description":7,"additional":"no","properties":{"p":{"type":"integer","required":1,"oneOf":[]},"q":[]}}}}""",
            ["$.events.A.description must be a text", "$.events.A.additional must be true or false", "$.events.A.properties.p.type must be one of string, number, boolean, array, object, any", "$.events.A.properties.p.required must be true or false", "$.events.A.properties.p.oneOf must be a list of 1 to 200 values", "$.events.A.properties.q must be an object"] },
        { """{"mode":"observe","events":{"A":{"properties":{"p":{"type":"string","oneOf":["a",7]},"q":{"oneOf":[null,{},1e16]},"r":{"type":"array","oneOf":["a"]}}}}}""",
            ["$.events.A.properties.p.oneOf[1] can never occur: the type is string", "$.events.A.properties.q.oneOf[0] must be a text, a number of at most 1e15, true or false", "$.events.A.properties.q.oneOf[1] must", "$.events.A.properties.q.oneOf[2] must", "$.events.A.properties.r.oneOf[0] can never occur"] },
        { """{"mode":"observe","events":{"a\u0000":{}}}""", ["$ $.events has a member whose name contains the character U+0000"] },
        { """{"mode":"observe","events":{"a\ud800":{}}}""", ["$ $.events has a member whose name is no text"] },
    };

    [Theory]
    [MemberData(nameof(Faulty))]
    public async Task Every_fault_of_a_plan_is_named_by_its_place_and_nothing_is_saved(string plan, string[] faults)
    {
        using var client = _app.CreateClient();

        var answer = await client.PutPlanAsync(plan);

        Assert.Equal((HttpStatusCode.BadRequest, "application/problem+json"), (answer.Status, answer.ContentType));
        var named = answer.Body["errors"]!.AsObject().Select(each => (string)each.Value!.AsArray().Single()!).ToList();
        Assert.Equal(faults.Length, named.Count);
        Assert.All(faults, fault => Assert.Contains(named, each => each.StartsWith(fault, StringComparison.Ordinal)));
        Assert.Equal(HttpStatusCode.NotFound, (await client.CallAsync(HttpMethod.Get, Route)).Status);
    }

    private static string PlanOf(string name) => """{"mode":"observe","events":{"#":{}}}""".Replace("#", name, StringComparison.Ordinal);

    private static async Task PutAsync(HttpClient client, string plan, string tag, string? by = null)
    {
        using var content = new StringContent(plan, System.Text.Encoding.UTF8, "application/json");
        using var answer = await client.PutAsync(new Uri(Route + (by is null ? "" : "?by=" + by), UriKind.Relative), content);
        Assert.Equal((HttpStatusCode.NoContent, tag), (answer.StatusCode, answer.Headers.ETag!.ToString()));
    }
}

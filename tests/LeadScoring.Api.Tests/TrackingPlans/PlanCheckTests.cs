using System.Net;
using LeadScoring.Api.Tests.Quarantine;
using LeadScoring.Api.Tests.Signals;
using LeadScoring.Api.Tests.Support;

namespace LeadScoring.Api.Tests.TrackingPlans;

public sealed class PlanCheckTests : IAsyncLifetime, IDisposable
{
    private const string Events =
        """
        "Onboarding Completed": { "properties": { "steps": { "type": "number", "required": true }, "by": { "type": "string", "oneOf": ["web", "app"] }, "level": { "oneOf": [1, "one", true] } } },
        "Closed": { "properties": { "a": {}, "list": { "type": "array" }, "map": { "type": "object" }, "flag": { "type": "boolean" } }, "additional": false }
        """;

    private readonly LeadScoringApp _app = new();

    public Task InitializeAsync() => _app.InitializeAsync();

    public Task DisposeAsync() => ((IAsyncLifetime)_app).DisposeAsync();

    public void Dispose() => _app.Dispose();

    /// <summary>The event, its properties, and what is refused: property, problem and the words of the reason. Empty for what follows the plan.</summary>
    public static TheoryData<string, string, string, string> Checks { get; } = new()
    {
        { "Onboarding Completed", """{"steps":3}""", "", "" },
        { "Onboarding Completed", """{"steps":3.5e1,"by":"web","level":1.0,"other":[]}""", "", "" },
        { "Onboarding Completed", """{"steps":3,"by":null,"level":"one"}""", "", "" },
        { "Onboarding Completed", """{"steps":3,"level":true}""", "", "" },
        { "Onboarding Completed", """{}""", "steps / missing", "property steps is missing: send a number" },
        { "Onboarding Completed", """{"steps":null}""", "steps / missing", "property steps is missing: send a number" },
        { "Onboarding Completed", """{"steps":"3"}""", "steps / wrong_type", "property steps must be a number, not a text (\"3\")" },
        { "Onboarding Completed", """{"steps":"3","steps":3}""", "", "" },
        { "Onboarding Completed", """{"steps":3,"by":"Web"}""", "by / not_one_of", "property by must be one of \"web\", \"app\", not \"Web\"" },
        { "Onboarding Completed", """{"steps":3,"by":true}""", "by / wrong_type", "property by must be one of \"web\", \"app\", not true or false (true)" },
        { "Onboarding Completed", """{"steps":3,"level":2}""", "level / not_one_of", "property level must be one of 1, \"one\", true, not 2" },
        { "Onboarding Completed", """{"steps":3,"level":{"a":1}}""", "level / not_one_of", "property level must be one of 1, \"one\", true, not {\"a\":1}" },
        { "Closed", """{"a":[1],"list":[],"map":{},"flag":false}""", "", "" },
        { "Closed", """{"b":null}""", "", "" },
        { "Closed", """{"b":1}""", "b / unexpected", "property b is none of this event; known are a, flag, list, map" },
        { "Closed", """{"list":{},"map":[],"flag":1}""", "flag / wrong_type, list / wrong_type, map / wrong_type", "property list must be a list, not an object ({}); property map must be an object, not a list ([]); property flag must be true or false, not a number (1)" },
        { "closed", """{"b":1}""", "", "" },
    };

    [Theory]
    [MemberData(nameof(Checks))]
    public async Task What_does_not_follow_the_plan_is_counted_when_it_observes_and_refused_with_the_reason_when_it_enforces(string name, string properties, string faults, string reason)
    {
        using var client = _app.CreateClient();
        var item = $$"""{"messageId":"m","userId":"ada","event":"{{name}}","properties":{{properties}}}""";

        await client.TakePlanAsync(PlanOf("observe"));
        (await client.PostEventsAsync(item)).HasTaken(1, 0);
        (await client.PostEventsAsync(item)).HasTaken(0, 1);

        string[] observed = faults.Length == 0 ? [] : [.. faults.Split(", ").Select(fault => $"{name} / {fault}: 1")];
        Assert.Equal(string.Join('\n', observed), string.Join('\n', (await client.ViolationsAsync()).Items));
        await client.TakePlanAsync(PlanOf("enforce"));
        var answer = await client.PostEventsAsync(item.Replace("\"m\"", "\"n\"", StringComparison.Ordinal));
        if (faults.Length == 0)
        {
            answer.HasTaken(1, 0);
            return;
        }

        var rejected = Assert.Single(answer.Rejected());
        Assert.Equal((0, "plan_violation", $"the event {name} does not follow the tracking plan: {reason}"), rejected);
        Assert.Equal(string.Join('\n', observed.Select(each => each[..^1] + "2")), string.Join('\n', (await client.ViolationsAsync()).Items));
    }

    [Theory]
    [InlineData("observe", "allow", true, "")]
    [InlineData("observe", "report", true, "Other /  / unplanned: 1")]
    [InlineData("observe", "enforce", true, "Other /  / unplanned: 1")]
    [InlineData("enforce", "allow", true, "")]
    [InlineData("enforce", "report", true, "Other /  / unplanned: 1")]
    [InlineData("enforce", "enforce", false, "Other /  / unplanned: 1")]
    public async Task Events_that_the_plan_does_not_have_are_treated_as_it_says(string mode, string unplanned, bool isTaken, string violation)
    {
        using var client = _app.CreateClient();
        await client.TakePlanAsync($$$"""{"mode":"{{{mode}}}","unplanned":"{{{unplanned}}}","events":{ {{{Events}}} }}""");

        var answer = await client.PostEventsAsync("""{"messageId":"m","userId":"ada","event":"Other","properties":{"a":1}}""");

        Assert.Equal(isTaken ? (1, 0) : (0, 0), answer.Taken());
        Assert.Equal(isTaken ? "" : "the event Other does not follow the tracking plan: the plan does not have it; add it there, or send one of its events", string.Concat(answer.Rejected().Select(each => each.Message)));
        Assert.Equal(violation, string.Concat((await client.ViolationsAsync()).Items));
    }

    /// <summary>Path, a request (# is the property) and the id of the message as it is stored.</summary>
    public static TheoryData<string, string, string, string> Dialects { get; } = new()
    {
        { "/v1/events", "application/json", """{"events":[{"messageId":"m","userId":"ada","event":"Onboarding Completed","properties":{#}},{"messageId":"n","userId":"ada","event":"Page Viewed"}]}""", "m" },
        { "/v1/batch", "application/json", """{"batch":[{"type":"track","messageId":"m","userId":"ada","event":"Onboarding Completed","properties":{#}},{"type":"track","messageId":"n","userId":"ada","event":"Page Viewed"}]}""", "m" },
        { "/v1/track", "application/json", """{"messageId":"m","userId":"ada","event":"Onboarding Completed","properties":{#}}""", "m" },
        { "/batch", "application/json", """{"batch":[{"event":"Onboarding Completed","uuid":"m","distinct_id":"ada","properties":{#}},{"event":"Page Viewed","uuid":"n","distinct_id":"ada"}]}""", "m" },
        { "/v1/events", "application/cloudevents+json", """{"specversion":"1.0","id":"m","source":"/app","type":"Onboarding Completed","subject":"ada","data":{#}}""", "/app m" },
    };

    [Theory]
    [MemberData(nameof(Dialects))]
    public async Task What_is_refused_is_acknowledged_kept_and_taken_once_the_plan_is_right(string path, string contentType, string request, string messageId)
    {
        using var client = _app.CreateClient();
        await client.TakePlanAsync(PlanOf("enforce"));

        var refused = await client.RefusedAsync(path, System.Text.Encoding.UTF8.GetBytes(request.Replace("#", "\"steps\":\"many\"", StringComparison.Ordinal)), contentType);
        var id = (string)refused["quarantineId"]!;

        Assert.Equal(("plan_violation", 0), ((string)refused["code"]!, await CountAsync(messageId)));
        Assert.Equal("plan_violation", (string)(await client.ItemAsync(id))["code"]!);
        Assert.Equal(["Onboarding Completed / steps / wrong_type: 1"], (await client.ViolationsAsync()).Items);
        (await client.ReplayAsync(id)).IsProblem(HttpStatusCode.UnprocessableEntity, "property steps must be a number, not a text");
        Assert.Equal(["Onboarding Completed / steps / wrong_type: 1"], (await client.ViolationsAsync()).Items);

        await client.TakePlanAsync("""{"mode":"enforce","events":{"Onboarding Completed":{"properties":{"steps":{"type":"string","required":true}}}}}""");
        (await client.ReplayManyAsync("code=plan_violation")).HasTaken(1, 0);

        Assert.Equal(15, (await client.GetScoreAsync("ada")).Behavior.Score);
        Assert.Equal(1, await CountAsync(messageId));
        Assert.False(await client.IsKeptAsync(id));
    }

    [Fact]
    public async Task A_corrected_item_is_checked_like_any_other()
    {
        using var client = _app.CreateClient();
        await client.TakePlanAsync(PlanOf("enforce"));
        var id = await client.RefusedAsync("""{"messageId":"m","userId":"ada","event":"Onboarding Completed"}""");

        (await client.ReplayAsync(id, """{"messageId":"m","userId":"ada","event":"Onboarding Completed","properties":{"steps":"x"}}""")).IsProblem(HttpStatusCode.UnprocessableEntity, "must be a number");
        (await client.ReplayAsync(id, """{"messageId":"m","userId":"ada","event":"Onboarding Completed","properties":{"steps":4}}""")).HasTaken(1, 0);
    }

    [Fact]
    public async Task Attributes_are_no_events_and_no_plan_looks_at_them()
    {
        using var client = _app.CreateClient();
        await client.TakePlanAsync("""{"mode":"enforce","unplanned":"enforce","events":{}}""");

        await client.PutLeadAsync("ada", new { title = "CTO" });
        await client.TakeAsync("identify", """ "userId":"ada","traits":{"a":1} """);
        await client.TakeAsync("group", """ "userId":"ada","groupId":"acme" """);
        await client.TakeAsync("alias", """ "userId":"ada","previousId":"before" """);

        Assert.Empty((await client.ViolationsAsync()).Items);
    }

    [Fact]
    public async Task Another_replica_takes_a_new_plan_within_moments_and_a_restart_keeps_it()
    {
        using var client = _app.CreateClient();
        await using var replica = _app.NewReplica();
        using var other = replica.CreateClient();
        (await other.PostEventsAsync(Event(0))).HasTaken(1, 0);

        await client.TakePlanAsync(PlanOf("enforce"));
        var sent = 0;
        await Eventually.IsTrueAsync(async () => (await other.PostEventsAsync(Event(++sent))).Rejected().Count == 1, "the other replica refuses what the plan does not allow");
        await using (var restarted = _app.NewReplica())
        {
            using var late = restarted.CreateClient();
            Assert.Single((await late.PostEventsAsync(Event(++sent))).Rejected());
        }

        Assert.Equal(HttpStatusCode.NoContent, (await client.CallAsync(HttpMethod.Delete, "/v1/tracking-plan")).Status);
        (await client.PostEventsAsync(Event(++sent))).HasTaken(1, 0);
        await Eventually.IsTrueAsync(async () => (await other.PostEventsAsync(Event(++sent))).Rejected().Count == 0, "the other replica takes everything again");

        static string Event(int i) => $$"""{"messageId":"{{i}}","userId":"ada","event":"Onboarding Completed"}""";
    }

    private static string PlanOf(string mode) => $$"""{"mode":"{{mode}}","events":{ {{Events}} } }""";

    private async Task<int> CountAsync(string messageId) => (await _app.Database.MessageIdsAsync()).Count(id => id == messageId);
}

using LeadScoring.Api.Tests.Support;

namespace LeadScoring.Api.Tests.Segment;

/// <summary>Each SDK's path, key, encoding and envelope. Those that npm carries are run themselves in <see cref="SdkTests"/>.</summary>
public sealed class SdkShapeTests(LeadScoringApp app) : IClassFixture<LeadScoringApp>
{
    private const string Json = "application/json";

    // "key:" and "key" in Base64.
    internal const string Basic = "Basic a2V5Og==";
    internal const string BasicWithoutColon = "Basic a2V5";

    private static int _leads;

    /// <summary>SDK, path, Authorization, Content-Type, gzip, and the envelope around CALLS, a list of calls.</summary>
    public static TheoryData<string, string, string?, string?, bool, string> Batches { get; } = new()
    {
        { "analytics-node 3.1", "/v1/batch", Basic, Json, false, """{"batch":CALLS,"writeKey":"key","sentAt":"2026-03-02T09:00:00.123Z"}""" },
        { "analytics-node 2.3", "/v1/batch", null, Json, false, """{"batch":CALLS,"writeKey":"key","sentAt":"2026-03-02T09:00:00.123Z"}""" },
        { "analytics-node 6.2", "/v1/batch", Basic, Json, false, """{"batch":CALLS,"timestamp":"2026-03-02T09:00:00.000Z","sentAt":"2026-03-02T09:00:00.000Z"}""" },
        { "cdp-analytics-node", "/v1/batch", Basic, Json, false, """{"batch":CALLS}""" },
        { "rudder-sdk-node", "/v1/batch", Basic, "application/x-www-form-urlencoded", true, """{"batch":CALLS,"timestamp":"2026-03-02T09:00:00.000Z","sentAt":"2026-03-02T09:00:00.000Z"}""" },
        { "rudder-sdk-node, gzip off", "/v1/batch", Basic, Json, false, """{"batch":CALLS,"timestamp":"2026-03-02T09:00:00.000Z","sentAt":"2026-03-02T09:00:00.000Z"}""" },
        { "analytics-python", "/v1/batch", null, Json, false, """{"sentAt":"2026-03-02T09:00:00.123456+00:00","batch":CALLS,"writeKey":"key"}""" },
        { "analytics-python, gzip", "/v1/batch", null, Json, true, """{"sentAt":"2026-03-02T09:00:00.123456+00:00","batch":CALLS,"writeKey":"key"}""" },
        { "analytics-ruby", "/v1/import", Basic, Json, false, """{"sentAt":"2026-03-02T09:00:00.000Z","batch":CALLS}""" },
        { "analytics-php", "/v1/batch", Basic, Json, false, """{"batch":CALLS,"sentAt":"2026-03-02T10:00:00+01:00"}""" },
        { "analytics-php, gzip", "/v1/batch", BasicWithoutColon, Json, true, """{"batch":CALLS,"sentAt":"2026-03-02T10:00:00+01:00"}""" },
        { "analytics-java", "/v1/import/", Basic, "application/json; charset=utf-8", false, """{"batch":CALLS,"sentAt":"2026-03-02T09:00:00.000Z","context":{"library":{"name":"analytics-java"}},"sequence":1,"writeKey":"key"}""" },
        { "analytics-go", "/v1/batch", Basic, Json, false, """{"messageId":"batch-1","sentAt":"2026-03-02T09:00:00.123456789Z","batch":CALLS,"context":{"library":{"name":"analytics-go","version":"3.0.0"}}}""" },
        { "Analytics.NET", "/v1/import", Basic, Json, true, """{"batch":CALLS,"messageId":"batch-2","sentAt":"2026-03-02T10:00:00.1234567+01:00"}""" },
        { "Analytics-CSharp", "/v1/b", null, null, true, """{"batch":CALLS,"sentAt":"2026-03-02T09:00:00.000Z","writeKey":"key"}""" },
        { "analytics.js, batching", "/v1/b", Basic, "text/plain", false, """{"writeKey":"key","batch":CALLS,"sentAt":"2026-03-02T09:00:00.000Z"}""" },
        { "Bearer", "/v1/batch/", "Bearer key", Json, false, """{"batch":CALLS}""" },
        { "nonsense for a key", "/v1/batch", "Basic ???", "nonsense/type", false, """{"batch":CALLS}""" },
    };

    /// <summary>Path, Content-Type, and the members of a call by a person USER.</summary>
    public static TheoryData<string, string?, string> Calls { get; } = new()
    {
        { "/v1/t", "text/plain", """ "type":"track","event":"Signed In","userId":"USER","sentAt":"2026-03-02T09:00:00.000Z","writeKey":"key","_metadata":{"bundled":["Segment.io"]} """ },
        { "/v1/i", "text/plain", """ "type":"identify","userId":"USER","traits":{"email":"a@b.example"} """ },
        { "/v1/g", "text/plain", """ "type":"group","userId":"USER","groupId":"acme","traits":{} """ },
        { "/v1/p", "text/plain", """ "type":"page","userId":"USER","name":null,"properties":{"path":"/"} """ },
        { "/v1/s", "text/plain", """ "type":"screen","userId":"USER","name":"Home" """ },
        { "/v1/a", "text/plain", """ "type":"alias","userId":"USER","previousId":"before" """ },
        { "/v1/track/", "application/json", """ "event":"Signed In","userId":"USER" """ },
        { "/v1/identify", null, """ "userId":"USER" """ },
        { "/v1/group/", "application/json", """ "groupId":"acme","userId":"USER" """ },
        { "/v1/page", "application/x-www-form-urlencoded", """ "userId":"USER" """ },
        { "/v1/screen/", "application/json", """ "userId":"USER" """ },
        { "/v1/alias", "application/json", """ "userId":"USER","previousId":"before" """ },
    };

    [Theory]
    [MemberData(nameof(Batches))]
    public async Task A_batch_in_the_shape_of_each_SDK_is_stored_once(string sdk, string path, string? authorization, string? contentType, bool gzip, string envelope)
    {
        using var client = app.CreateClient();
        var lead = NewLead();
        var calls = $$"""
            [{"type":"identify","messageId":"{{lead}}-1","userId":"{{lead}}","timestamp":"2026-03-02T08:59:59.5Z","traits":{"title":"VP"},"integrations":{},"context":{"library":{"name":"{{sdk}}"} } },
             {"type":"track","messageId":"{{lead}}-2","userId":"{{lead}}","event":"Onboarding Completed","originalTimestamp":"2026-03-02T08:59:59.5Z","properties":[]}]
            """;
        var body = envelope.Replace("CALLS", calls, StringComparison.Ordinal);

        var first = await client.PostSdkAsync(path, body, contentType, gzip, authorization);
        var again = await client.PostSdkAsync(path, body, contentType, gzip, authorization);

        first.IsSuccess(accepted: 2, duplicates: 0);
        again.IsSuccess(accepted: 0, duplicates: 2);
        Assert.Equal(2, await app.Database.CountEventsAsync(lead));
        var score = await client.GetScoreAsync(lead);
        Assert.Equal((10, 15), (score.Fit.Score, score.Behavior.Score));
    }

    [Theory]
    [MemberData(nameof(Calls))]
    public async Task A_call_by_itself_is_stored_once(string path, string? contentType, string members)
    {
        using var client = app.CreateClient();
        var lead = NewLead();
        var body = $$"""{"messageId":"{{lead}}",{{members.Replace("USER", lead, StringComparison.Ordinal)}}}""";

        var first = await client.PostSdkAsync(path, body, contentType, writeKey: "id:secret");
        var again = await client.PostSdkAsync(path, body, contentType, gzip: true);

        first.IsSuccess(accepted: 1, duplicates: 0);
        again.IsSuccess(accepted: 0, duplicates: 1);
        Assert.Equal(1, await app.Database.CountEventsAsync(lead));
    }

    [Fact]
    public async Task Figures_about_the_SDK_itself_are_answered_and_not_stored()
    {
        using var client = app.CreateClient();

        var answer = await client.PostSdkAsync("/v1/m", """{"series":[{"type":"Counter","metric":"analytics_js.invoke","value":1}]}""", "text/plain");

        answer.IsSuccess(accepted: 0, duplicates: 0);
    }

    private static string NewLead() => $"shape-{Interlocked.Increment(ref _leads)}";
}

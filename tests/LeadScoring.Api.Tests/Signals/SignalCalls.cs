using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using LeadScoring.Api.Tests.Quarantine;
using LeadScoring.Api.Tests.Support;

namespace LeadScoring.Api.Tests.Signals;

/// <summary>The signals watch as one would call it.</summary>
internal static class SignalCalls
{
    public static async Task<JsonObject> SignalsAsync(this HttpClient client, string query = "fresh=true&limit=500")
    {
        var answer = await client.CallAsync(HttpMethod.Get, "/v1/signals?" + query);
        Assert.True(answer.Status == HttpStatusCode.OK, $"{query} answered {answer.Status}: {answer.Body.ToJsonString()}");
        return answer.Body;
    }

    /// <summary>The signal of this name.</summary>
    public static JsonObject Signal(this JsonObject signals, string name) =>
        Assert.Single(signals["signals"]!.AsArray(), signal => signal!["names"]!.AsArray().Any(each => (string)each! == name))!.AsObject();

    /// <summary>Why a rule never fired, by signal; null: it may have.</summary>
    public static string? WhyNever(this JsonObject signals, string rule) => signals["neverFired"]!.AsArray().SingleOrDefault(each => (string)each!["rule"]! == rule) is { } never
        ? string.Join(", ", never["signals"]!.AsArray().Select(signal => $"{signal!["signal"]}: {signal["reason"]}"))
        : null;

    /// <summary>The names that nothing counts with their counts, as they are listed.</summary>
    public static List<(string Event, long Count)> Unused(this JsonObject signals) => [.. signals["unusedEvents"]!.AsArray().Select(each => ((string)each!["event"]!, (long)each["count"]!))];

    public static (int Known, int Most, int Unused, long Others) Names(this JsonObject signals) =>
        signals["eventNames"] is { } names ? ((int)names["known"]!, (int)names["most"]!, (int)names["unused"]!, (long)names["others"]!) : default;

    public static async Task TakePlanAsync(this HttpClient client, string plan)
    {
        var answer = await client.PutPlanAsync(plan);
        Assert.True(answer.Status == HttpStatusCode.NoContent, $"{answer.Status}: {answer.Body.ToJsonString()}");
    }

    public static Task<RawAnswer> PutPlanAsync(this HttpClient client, string plan, params (string Name, string Value)[] headers) =>
        client.CallAsync(HttpMethod.Put, "/v1/tracking-plan", Encoding.UTF8.GetBytes(plan), "application/json", headers);

    /// <summary>Violations as "event / property / problem: count", and where the next page begins.</summary>
    public static async Task<(List<string> Items, long Others, string? Next)> ViolationsAsync(this HttpClient client, string query = "limit=500")
    {
        var answer = await client.CallAsync(HttpMethod.Get, "/v1/tracking-plan/violations?" + query);
        Assert.True(answer.Status == HttpStatusCode.OK, $"{query} answered {answer.Status}: {answer.Body.ToJsonString()}");
        return ([.. answer.Body["items"]!.AsArray().Select(each => $"{each!["event"]} / {each["property"]} / {each["problem"]}: {each["count"]}")], (long)answer.Body["others"]!, (string?)answer.Body["nextCursor"]);
    }
}

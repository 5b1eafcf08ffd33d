namespace LeadScoring.Api.Tests.Support;

/// <summary>A way to send events: the service's own, or an SDK's. What holds for one holds for all.</summary>
/// <param name="Name">Its name in the names of tests.</param>
/// <param name="Path">Where to.</param>
/// <param name="List">The member with the items.</param>
/// <param name="Usual">Members of an item by <c>USER</c> with the message id <c>MESSAGE</c>, and their JSON.</param>
internal sealed record SentDialect(string Name, string Path, string List, params (string Name, string? Json)[] Usual)
{
    public static readonly SentDialect Native = new("native", "/v1/events", "events", ("messageId", "\"MESSAGE\""), ("userId", "\"USER\""), ("event", "\"Onboarding Completed\""));

    public static readonly SentDialect Segment = new("segment", "/v1/batch", "batch", ("type", "\"track\""), ("messageId", "\"MESSAGE\""), ("userId", "\"USER\""), ("event", "\"Onboarding Completed\""));

    public static readonly SentDialect PostHog = new("posthog", "/batch", "batch", ("uuid", "\"MESSAGE\""), ("distinct_id", "\"USER\""), ("event", "\"Onboarding Completed\""));

    private static readonly SentDialect[] All = [Native, Segment, PostHog];

    /// <summary>The dialect of that name.</summary>
    public static SentDialect Of(string name) => All.Single(dialect => dialect.Name == name);

    /// <summary>An item; the members given go before the usual ones.</summary>
    public string Item(string user, string message, params IEnumerable<(string Name, string? Json)> members) => RawJson
        .Object([.. Usual, .. members]).Replace("USER", user, StringComparison.Ordinal).Replace("MESSAGE", message, StringComparison.Ordinal);

    /// <summary>A request with these items.</summary>
    public Task<RawAnswer> PostAsync(HttpClient client, params IEnumerable<string> items) => PostWithAsync(client, "", items);

    /// <summary>The same, with other members before the list.</summary>
    public Task<RawAnswer> PostWithAsync(HttpClient client, string members, params IEnumerable<string> items) =>
        client.PostSdkAsync(Path, $$"""{{{members}}"{{List}}":[{{string.Join(',', items)}}]}""");
}

/// <summary>What an answer says of the items.</summary>
internal static class Outcome
{
    /// <summary>How many were new, and how many were sent before.</summary>
    public static (int Accepted, int Duplicates) Taken(this RawAnswer answer) =>
        answer.Body["accepted"] is { } accepted ? ((int)accepted, (int)answer.Body["duplicates"]!) : throw new InvalidOperationException($"{answer.Status}: {answer.Body.ToJsonString()}");

    /// <summary>Index, code and message of the items under <c>rejected</c>.</summary>
    public static List<(int Index, string Code, string Message)> Rejected(this RawAnswer answer) => Listed(answer, "rejected");

    /// <summary>The same of those under <c>warnings</c>.</summary>
    public static List<(int Index, string Code, string Message)> Warnings(this RawAnswer answer) => Listed(answer, "warnings");

    private static List<(int, string, string)> Listed(RawAnswer answer, string member) =>
        [.. answer.Body[member]!.AsArray().Select(each => ((int)each!["index"]!, (string)each["code"]!, (string)each["message"]!))];
}

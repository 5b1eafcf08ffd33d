using System.Text.Json.Nodes;
using LeadScoring.Api.Tests.Support;

namespace LeadScoring.Api.Tests.Http;

/// <summary>
/// Every operation of the API's description, each of them twice: called as it is meant, by somebody who writes the word wherever a name or a text
/// of their own may stand, and with the word in place of every text there is.
/// </summary>
internal static class CanaryOperations
{
    private const string Canary = CanaryRequests.Canary;

    /// <summary>What is read or deleted at the end was written before.</summary>
    private static readonly string[] Methods = ["put", "post", "patch", "get", "delete"];

    /// <summary>Members and parameters whose text is up to the caller.</summary>
    private static readonly Dictionary<string, string> Own = new(StringComparer.Ordinal)
    {
        ["email"] = Canary + "@example.com",
        ["emails"] = Canary + "@example.com",
        ["inviteeEmail"] = Canary + "@example.com",
        ["url"] = $"https://{Canary}.example/{Canary}",
        ["website"] = $"https://{Canary}.example/{Canary}",
        ["domain"] = Canary + ".example",
    };

    private static readonly string[] OwnNames =
    [
        "messageId", "userId", "anonymousId", "distinct_id", "previousId", "groupId", "accountId", "leadId", "id", "ids", "name", "title", "jobTitle", "description", "by", "why", "label",
        "path", "source", "feature", "industry", "plan", "method", "clientId", "clientSecret", "token", "subject", "integration",
    ];

    /// <summary>Parameters that take any text; with others the answer is that there is no such thing.</summary>
    private static readonly HashSet<string> OwnQueries = new(["accountId", "email", "messageId", "leadId", "subject", "event", "code", "by"], StringComparer.Ordinal);

    private static readonly Dictionary<string, string> NoIds = [];

    /// <summary>Such as <c>GET /v1/leads/{userId}</c>.</summary>
    public static IEnumerable<string> All => Operations.Select(each => $"{each.Method.ToUpperInvariant()} {each.Path}");

    private static IEnumerable<(string Method, string Path, JsonNode Operation)> Operations =>
        from method in Methods
        from path in DocumentedAnswers.Paths.AsObject()
        where path.Value![method] is not null
        select (method, path.Key, path.Value![method]!);

    /// <param name="ids">Ids that the service gave, by the pattern that ends with their place.</param>
    public static IEnumerable<CanaryRequest> Requests(IReadOnlyDictionary<string, string> ids) => Operations.SelectMany(each =>
    {
        var method = HttpMethod.Parse(each.Method);
        return BodiesOf(each.Operation).SelectMany(body => (CanaryRequest[])
        [
            new(method, PathOf(each.Path, ids) + QueryOf(each.Operation, OwnQueries.Contains), With(body, WordFor)?.ToJsonString()),
            new(method, PathOf(each.Path, NoIds) + QueryOf(each.Operation, _ => true), Spoiled(body)?.ToJsonString(), IsOdd: true),
        ]);
    });

    /// <summary>Its examples; one null for an operation without a body.</summary>
    private static IEnumerable<JsonNode?> BodiesOf(JsonNode operation) =>
        operation["requestBody"]?["content"]!["application/json"]!["examples"]!.AsObject().Select(example => example.Value!["value"]) ?? [null];

    private static string PathOf(string path, IReadOnlyDictionary<string, string> ids)
    {
        var pattern = "";
        return string.Concat(path.Split('/')[1..].Select(segment =>
        {
            pattern += "/" + segment;
            return "/" + (segment[0] != '{' ? segment : ids.GetValueOrDefault(pattern) ?? (segment == "{version}" ? "1" : Canary));
        }));
    }

    private static string QueryOf(JsonNode operation, Predicate<string> isMeant)
    {
        var texts = operation["parameters"]?.AsArray().OfType<JsonObject>()
            .Where(parameter => (string?)parameter["in"] == "query" && (string?)parameter["schema"]!["type"] == "string")
            .Select(parameter => (string)parameter["name"]!).Where(name => isMeant(name)) ?? [];
        return string.Concat(texts.Select((name, i) => $"{(i == 0 ? '?' : '&')}{name}={Uri.EscapeDataString(Own.GetValueOrDefault(name, Canary))}"));
    }

    private static string? WordFor(string member) => Own.GetValueOrDefault(member) ?? (OwnNames.Contains(member, StringComparer.Ordinal) ? Canary : null);

    private static JsonNode? Spoiled(JsonNode? body)
    {
        var spoiled = With(body, _ => Canary);
        (spoiled as JsonObject)?.Add(Canary, Canary);
        return spoiled;
    }

    /// <summary>A copy in which texts are replaced, but for those for which there is no word.</summary>
    private static JsonNode? With(JsonNode? node, Func<string, string?> wordFor, string member = "") => node switch
    {
        JsonObject members => new JsonObject(members.Select(each => KeyValuePair.Create(each.Key, With(each.Value, wordFor, each.Key)))),
        JsonArray items => new JsonArray([.. items.Select(item => With(item, wordFor, member))]),
        JsonValue value when value.TryGetValue<string>(out _) && wordFor(member) is { } word => word,
        _ => node?.DeepClone(),
    };
}

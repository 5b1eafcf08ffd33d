using System.Globalization;
using System.Text.Json.Nodes;
using LeadScoring.Api.Tests.Support;

namespace LeadScoring.Api.Tests.Laws;

/// <summary>Makes up stories. Many calls are of one instant, some of long before, some of days ahead, and their message ids are in no order of time.</summary>
internal static class Storyteller
{
    /// <summary>Those who may be told of in <see cref="OfTwo"/>, as they stand in paths.</summary>
    public static readonly string[] Cast = ["~ada", "~bob", "anon:~phone", "anon:~laptop"];

    private static readonly string[] Users = ["~ada", "~bob"];
    private static readonly string[] Devices = ["~phone", "~laptop"];
    private static readonly string[] Companies = ["~acme.example", "~globex"];

    private static readonly (string Name, JsonNode?[] Values)[] Traits =
    [
        ("title", ["VP Marketing", "Intern", null]),
        ("seniority", ["vp", null]),
        ("department", ["Sales", "Marketing"]),
        ("country", ["US", "KP", null]),
        ("plan", ["trial", "team"]),
        ("email", ["ada@~acme.example", "ADA@~other.example", "ada@gmail.com", null]),
        ("createdAt", ["2026-02-20T10:00:00Z", "2026-02-23T09:00:00Z"]),
        ("companyId", ["~acme.example", "~globex"]),
    ];

    private static readonly (string Name, JsonNode?[] Values)[] Firmographics =
    [
        ("employees", [8, "51-200", null]),
        ("industry", ["SaaS", "Retail"]),
        ("country", ["US", "DE"]),
        ("technologies", [new JsonArray("Salesforce"), null]),
    ];

    /// <summary>Two people with two devices, some of them shared: events, attributes, companies and who is who.</summary>
    public static string[] OfTwo(Random random, int size) => Told(random, size, "", _ => random.Next(14) switch
    {
        0 or 1 => [("type", "identify"), .. Somebody(random), ("traits", Some(random, Traits))],
        2 => [("type", "group"), .. Somebody(random), ("groupId", Of(random, Companies)), ("traits", Some(random, Firmographics))],
        3 => [("type", "alias"), ("previousId", Of(random, [.. Users, .. Devices])), ("userId", Of(random, Users))],
        _ => [.. Deed(random), .. Somebody(random)],
    });

    /// <summary>
    /// One person, who goes by <c>~ada-1</c> or <c>~ada-2</c>. Message ids are in the order of these, as of equal times the first id's goes first.
    /// No views of the pricing page: whether somebody was logged in is a matter of the event.
    /// </summary>
    public static string[] InTwoHalves(Random random, int size) =>
        [.. Told(random, size, "12", half => random.Next(8) switch
        {
            0 => [("type", "identify"), ("userId", "~ada-" + half), ("traits", Some(random, Traits))],
            1 => [("type", "group"), ("userId", "~ada-" + half), ("groupId", Of(random, Companies)), ("traits", Some(random, Firmographics))],
            _ => [.. Deed(random), ("userId", "~ada-" + half)],
        }).Where(call => !call.Contains("Pricing Page Viewed", StringComparison.Ordinal))];

    private static string[] Told(Random random, int size, string halves, Func<string, (string Name, JsonNode? Value)[]> call)
    {
        var numbers = Enumerable.Range(0, size).ToArray();
        random.Shuffle(numbers);
        var at = Given.Day0;
        return [.. numbers.Select(number =>
        {
            at += RandomHistory.Step(random);
            var when = random.Next(10) switch { 0 => Given.Day(-random.Next(60)), 1 => Given.Day(10 + random.Next(2)), _ => at };
            var half = halves.Length == 0 ? "" : Of(random, halves.ToCharArray()).ToString();
            return ObjectOf([("messageId", $"m{half}-{number:D2}"), ("timestamp", when.ToString("O", CultureInfo.InvariantCulture)), .. call(half)]).ToJsonString();
        })];
    }

    /// <summary>An event, that may name an account as well.</summary>
    private static (string, JsonNode?)[] Deed(Random random)
    {
        var (name, properties) = RandomHistory.Deed(random);
        (string, JsonNode?)[] deed = [("type", "track"), ("event", name), ("properties", ObjectOf(properties.Select(property => (property.Name, (JsonNode?)JsonValue.Create(property.Value)))))];
        return random.Next(4) == 0 ? [.. deed, ("groupId", Of(random, Companies))] : deed;
    }

    /// <summary>A user, a device, or both, which links them.</summary>
    private static (string, JsonNode?)[] Somebody(Random random) => random.Next(8) switch
    {
        0 or 1 => [("userId", Of(random, Users)), ("anonymousId", Of(random, Devices))],
        2 or 3 or 4 => [("anonymousId", Of(random, Devices))],
        _ => [("userId", Of(random, Users))],
    };

    private static JsonObject Some(Random random, (string Name, JsonNode?[] Values)[] choices) =>
        ObjectOf(random.GetItems(choices, random.Next(4)).DistinctBy(choice => choice.Name, StringComparer.Ordinal).Select(choice => (choice.Name, Of(random, choice.Values)?.DeepClone())));

    private static T Of<T>(Random random, T[] choices) => choices[random.Next(choices.Length)];

    private static JsonObject ObjectOf(IEnumerable<(string Name, JsonNode? Value)> members) => new(members.Select(member => KeyValuePair.Create(member.Name, member.Value)));
}

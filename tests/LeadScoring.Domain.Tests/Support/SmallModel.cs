using System.Text.Json.Nodes;
using LeadScoring.Domain.Models;

namespace LeadScoring.Domain.Tests.Support;

/// <summary>A model document with the least it must have; a test says only what it is about.</summary>
internal static class SmallModel
{
    public static ScoringModel Read(string behavior, string signals = "", string rest = "") => ModelReader.Read(Document(behavior, signals, rest));

    /// <param name="behavior">Members of <c>behavior</c> beside its tiers.</param>
    /// <param name="signals">Members of <c>signals</c> beside <c>a</c>, <c>b</c> and <c>c</c>, which are the events A, B and C.</param>
    /// <param name="rest">Members of the document to add or to put in place of the usual ones.</param>
    public static string Document(string behavior, string signals = "", string rest = "")
    {
        var document = JsonNode.Parse($$"""
            {
              "key": "small", "name": "Small",
              "signals": { "a": [{ "event": "A" }], "b": [{ "event": "B" }], "c": [{ "event": "C" }]{{Joined(signals)}} },
              "activity": "a",
              "fit": { "criteria": [], "tiers": [{ "key": "any", "from": 0 }] },
              "behavior": { "tiers": [{ "key": "low", "from": 0 }, { "key": "high", "from": 60 }]{{Joined(behavior)}} },
              "pql": { "total": 80, "fit": 15, "behavior": 40 },
              "bands": [{ "key": "all", "from": 0 }]
            }
            """)!.AsObject();
        foreach (var (name, node) in JsonNode.Parse("{" + rest + "}")!.AsObject())
        {
            document[name] = node?.DeepClone();
        }

        return document.ToJsonString();
    }

    /// <summary>A fit part with the given attribute worth so many points when it is there.</summary>
    public static string FitOf(int points) => FitOf(points.ToString(System.Globalization.CultureInfo.InvariantCulture));

    /// <inheritdoc cref="FitOf(int)"/>
    public static string FitOf(string points) => $$"""
        "fit": { "criteria": [{ "key": "known", "attribute": "traits.fit", "tiers": [{ "points": {{points}}, "oneOf": ["yes"] }] }], "tiers": [{ "key": "any", "from": 0 }] }
        """;

    /// <summary>The lead that <see cref="FitOf(int)"/> gives its points to.</summary>
    public static LeadScoring.Domain.Leads.LeadProfile Fitting => Profiles.Of([("traits.fit", "yes")]);

    private static string Joined(string members) => members.Length == 0 ? "" : ", " + members;
}

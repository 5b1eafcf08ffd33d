using System.Globalization;
using System.Text.Json.Nodes;
using LeadScoring.Benchmarks.Engine;
using LeadScoring.Domain.Leads;
using LeadScoring.Domain.Models;

namespace LeadScoring.Benchmarks.Rules;

/// <summary>A comparison: whoever has at least so much of the fact gets the points.</summary>
/// <param name="Fact">An attribute, or the number of events of a kind.</param>
/// <param name="AtLeast">A whole number.</param>
/// <param name="Points">Such that no sum of them is rounded, in decimal or binary, or limited.</param>
internal sealed record Rule(string Fact, int AtLeast, double Points);

/// <summary>
/// 100 rules and the leads that they are tried on, written down once for all engines: 50 compare an attribute, 50 the number of
/// events of a kind. Half of the comparisons hold. The same in every run.
/// </summary>
internal static class HundredRules
{
    private const int OfEachKind = 50;
    private const int Leads = 64;
    private const int MostOfAttribute = 100;
    private const int MostEvents = 20;

    public static readonly IReadOnlyList<Rule> Rules = [.. Write(new Random(1))];

    /// <summary>Fact by fact, as the others read a lead.</summary>
    public static readonly IReadOnlyList<Dictionary<string, int>> Facts = [.. Draw(new Random(2))];

    /// <summary>The rules as a scoring model: fit criteria, and behavior criteria over a signal each.</summary>
    public static ScoringModel Model()
    {
        var document = JsonNode.Parse(
            """
            {
              "key": "hundred-rules", "name": "100 comparisons", "activity": "events_0",
              "signals": {},
              "fit": { "criteria": [], "tiers": [{ "key": "any", "from": 0 }] },
              "behavior": { "criteria": [], "tiers": [{ "key": "any", "from": 0 }] },
              "pql": { "total": 80, "fit": 15, "behavior": 40 },
              "bands": [{ "key": "any", "from": 0 }]
            }
            """)!;
        foreach (var rule in Rules)
        {
            var isOfEvents = IsOfEvents(rule);
            if (isOfEvents) document["signals"]![rule.Fact] = new JsonArray(new JsonObject { ["event"] = rule.Fact });
            document[isOfEvents ? "behavior" : "fit"]!["criteria"]!.AsArray().Add(isOfEvents
                ? new JsonObject { ["key"] = rule.Fact, ["layer"] = "product", ["signal"] = rule.Fact, ["tiers"] = new JsonArray(new JsonObject { ["points"] = rule.Points, ["atLeast"] = rule.AtLeast }) }
                : new JsonObject { ["key"] = rule.Fact, ["attribute"] = "traits." + rule.Fact, ["tiers"] = new JsonArray(new JsonObject { ["points"] = rule.Points, ["from"] = rule.AtLeast }) });
        }

        return ModelReader.Read(document.ToJsonString());
    }

    /// <summary>The leads as the scoring engine reads them: attributes in force, events folded.</summary>
    public static LeadFacts[] FactsFor(ScoringModel model)
    {
        var layout = DigestLayout.For(model);
        return [.. Facts.Select(facts => new LeadFacts(ProfileOf(facts), Digest.Fold(layout, EventsOf(facts))))];
    }

    private static IEnumerable<Rule> Write(Random random)
    {
        for (var i = 0; i < OfEachKind; i++) yield return new Rule(Name("attribute", i), random.Next(1, MostOfAttribute), 0.5 + (0.5 * (i % 2)));
        for (var i = 0; i < OfEachKind; i++) yield return new Rule(Name("events", i), random.Next(1, MostEvents), 1 + (i % 2));
    }

    private static IEnumerable<Dictionary<string, int>> Draw(Random random) => Enumerable.Range(0, Leads).Select(_ =>
        Rules.ToDictionary(rule => rule.Fact, rule => random.Next(IsOfEvents(rule) ? MostEvents : MostOfAttribute), StringComparer.Ordinal));

    private static LeadProfile ProfileOf(Dictionary<string, int> facts)
    {
        Attributes lead = new();
        foreach (var rule in Rules.Where(rule => !IsOfEvents(rule)))
        {
            lead.Write("traits." + rule.Fact, AttributeValue.Of(facts[rule.Fact]), new Attributes.Stamp(SampleLeads.Start, "user:vera", "m"));
        }

        return new LeadProfile(lead, new Attributes());
    }

    private static IEnumerable<ProductEvent> EventsOf(Dictionary<string, int> facts) => Rules.Where(IsOfEvents).SelectMany(rule =>
        Enumerable.Range(0, facts[rule.Fact]).Select(i => new ProductEvent(
            Identity.User("vera"),
            string.Create(CultureInfo.InvariantCulture, $"{rule.Fact} {i}"),
            SampleLeads.Start.AddMinutes(i),
            rule.Fact,
            new Dictionary<string, PropertyValue>(StringComparer.Ordinal))));

    private static bool IsOfEvents(Rule rule) => rule.Fact.StartsWith("events", StringComparison.Ordinal);

    private static string Name(string kind, int i) => string.Create(CultureInfo.InvariantCulture, $"{kind}_{i}");
}

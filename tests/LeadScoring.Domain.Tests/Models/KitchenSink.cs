using System.Text.Json.Nodes;

namespace LeadScoring.Domain.Tests.Models;

/// <summary>Valid documents that together use every member a model document can have.</summary>
internal static class KitchenSink
{
    public const string Document = """
        {
          "$schema": "scoring-model.schema.json",
          "key": "kitchen-sink", "name": "Kitchen sink", "description": "Everything at once.",
          "lists": { "industries": ["SaaS", "Media"] },
          "signals": {
            "active": [{ "event": "Signed In" }, { "event": "Feature Used" }],
            "trial_started": [{ "event": "Trial Started" }],
            "trial_ended": [{ "event": "Trial Ended" }],
            "used": [{ "event": "Feature Used", "where": { "core": true, "name": { "oneOf": ["a", 2, false] }, "size": { "atLeast": 1, "atMost": 9, "atLeastShareOf": { "property": "limit", "share": 0.8 } } }, "identified": true }],
            "tried": [{ "event": "Feature Used", "where": { "size": { "above": 0, "below": 10, "exists": true } }, "during": { "from": "trial_started", "until": "trial_ended", "days": { "from": 11, "to": 14 } } }],
            "set_up": [{ "event": "Feature Used", "after": "trial_ended" }, { "event": "Signed In", "during": { "from": "trial_started" } }]
          },
          "activity": "active",
          "start": ["trial_started"],
          "fit": {
            "criteria": [
              { "key": "size", "label": "Size", "play": "Ask how the team grows.", "attribute": "employees", "tiers": [{ "points": 15, "from": 50, "to": 500 }, { "points": 8.25, "from": 501 }] },
              { "key": "industry", "attribute": "industry", "blocks": false, "tiers": [{ "points": 10, "oneOf": "industries" }] },
              { "key": "student", "attribute": "traits.note", "blocks": true, "tiers": [{ "points": -10, "attribute": "emailDomain", "endsWith": [".edu"] }, { "points": -10, "containsWord": ["student"] }] }
            ],
            "tiers": [{ "key": "weak", "from": 0 }, { "key": "strong", "from": 35 }]
          },
          "behavior": {
            "criteria": [
              { "key": "used", "label": "Used", "play": "Ask what it was used for.", "layer": "product", "keyAction": true, "product": "crm", "voidedBy": ["trial_ended"], "signal": "used", "measure": "count", "window": { "firstDays": 14 }, "tiers": [{ "points": 20, "atLeast": 3 }, { "points": 5 }] },
              { "key": "depth", "layer": "product", "signal": "used", "measure": "sessionDistinct", "property": "name", "tiers": [{ "points": 9, "atLeast": 2 }, { "points": 3, "signal": "tried", "measure": "greatest", "property": "size", "atLeast": 7.5, "window": { "lastDays": 7 } }] },
              { "key": "ended", "layer": "intent", "signal": "trial_ended", "tiers": [{ "points": -5 }] },
              { "key": "pace", "layer": "product", "signal": "active", "measure": "changePercent", "window": { "lastDays": 14 }, "tiers": [{ "points": 6, "atLeast": 50 }, { "points": 2, "measure": "change", "atLeast": -1, "atMost": 4 }] }
            ],
            "velocity": { "actions": 5, "hours": 48, "points": 25, "lapseDays": 30 },
            "decay": { "kind": "step", "points": 10, "periodDays": 30, "proportional": true, "graceDays": 5, "floor": 5, "clock": "active" },
            "products": { "keys": ["crm", "chat"], "bonuses": [{ "products": 2, "points": 10 }] },
            "tiers": [{ "key": "low", "from": 0 }, { "key": "high", "from": 60 }]
          },
          "pql": { "total": 80, "fit": 15, "behavior": 40, "blocks": [{ "key": "ended", "signal": "trial_ended" }] },
          "account": { "pql": { "total": 70.5, "fit": 10, "behavior": 35 }, "activeDays": 14 },
          "bands": [{ "key": "cold", "from": 0 }, { "key": "hot", "from": 81 }],
          "spikes": [{ "key": "deep", "label": "Deep", "play": "Offer a session.", "signal": "used", "measure": "distinct", "property": "name", "window": { "lastDays": 7 }, "atLeast": 3, "and": [{ "signal": "tried", "measure": "greatest", "property": "size", "window": { "firstDays": 30 }, "atLeast": 2 }, { "signal": "active", "measure": "change", "window": { "lastDays": 90 }, "atMost": -10 }] },
            { "key": "drop", "signal": "active", "measure": "changePercent", "window": { "lastDays": 7 }, "atMost": -50 }],
          "conversion": "trial_ended", "maturity": "starter", "salesCycleDays": 45
        }
        """;

    public static IEnumerable<string> All =>
    [
        Document,
        Edited(("$.behavior.velocity", """{ "actions": 5, "hours": 48, "share": 0.5, "lapseDays": 30 }""")),
        Edited(("$.behavior.decay", """{ "kind": "percent", "percent": 12.5, "periodDays": 30 }""")),
        Edited(("$.behavior.products", null), ("$.behavior.criteria[0].product", null), ("$.behavior.decay", """{ "kind": "halfLife", "periodDays": 30, "graceDays": 1, "floor": 5 }""")),
        Rules,
        Gated,
    ];

    /// <summary>The document with what decides about points after they are made.</summary>
    public static string Rules => Edited(
        ("$.total", """{ "kind": "weighted", "fit": 0.7, "behavior": 0.3 }"""),
        ("$.priorities", """{ "A1": "Call now" }"""),
        ("$.fit.effect", """{ "kind": "multiplier", "factors": { "weak": 0.5, "strong": 1.25 } }"""),
        ("$.behavior.products", null),
        ("$.behavior.criteria[0].product", null),
        ("$.behavior.criteria[0].most", "25"),
        ("$.behavior.criteria[2]", """{ "key": "each", "layer": "intent", "signal": "active", "each": { "points": 2, "most": 20 } }"""),
        ("$.behavior.recency", """{ "hours": 72, "multiplier": 1.5 }"""),
        ("$.behavior.freeTier", """{ "most": 40, "afterDays": 90, "paid": "trial_ended", "free": "trial_started", "unless": "used" }"""),
        ("$.behavior.decay", """
            {
              "kind": "step", "points": 10, "periodDays": 30,
              "layers": { "intent": { "points": 20, "periodDays": 14, "graceDays": 2, "clock": "used" }, "product": { "none": true } },
              "hold": { "signal": "set_up", "days": 20 }, "faster": { "after": "trial_ended", "until": "trial_started", "factor": 2 }
            }
            """));

    /// <summary>The document with a gate, and layers that fade by percent.</summary>
    public static string Gated => Edited(
        ("$.fit.effect", """{ "kind": "gate", "least": 20 }"""),
        ("$.behavior.decay", """{ "kind": "percent", "percent": 12.5, "periodDays": 30, "layers": { "intent": { "percent": 20, "periodDays": 14 } } }"""),
        ("$.behavior.products", null),
        ("$.behavior.criteria[0].product", null));

    /// <summary>The document with other JSON at some paths, or without them.</summary>
    public static string Edited(params (string Path, string? Json)[] edits) => EditedOf(Document, edits);

    /// <summary>A document with other JSON at some paths, or without them.</summary>
    public static string EditedOf(string whole, params (string Path, string? Json)[] edits)
    {
        var document = JsonNode.Parse(whole)!;
        foreach (var (path, json) in edits)
        {
            Set(document, path, json);
        }

        return document.ToJsonString();
    }

    public static void Set(JsonNode document, string path, string? json)
    {
        var (parent, step) = Resolve(document, path);
        if (parent is JsonArray items)
        {
            items[(int)step] = JsonNode.Parse(json!);
        }
        else if (json is null)
        {
            parent.AsObject().Remove((string)step);
        }
        else
        {
            parent[(string)step] = JsonNode.Parse(json);
        }
    }

    /// <summary>Every place of a document: its path and what stands there.</summary>
    public static IEnumerable<(string Path, JsonNode? Node)> Places(JsonNode? node, string path = "$") => node switch
    {
        JsonObject members => members.SelectMany(member => Places(member.Value, $"{path}.{member.Key}")).Prepend((path, node)),
        JsonArray items => items.SelectMany((item, i) => Places(item, $"{path}[{i}]")).Prepend((path, node)),
        _ => [(path, node)],
    };

    private static (JsonNode Parent, object Step) Resolve(JsonNode document, string path)
    {
        object[] steps = [.. path[2..].Replace("]", "", StringComparison.Ordinal).Split('.').SelectMany(part => part.Split('[').Select((piece, i) => i == 0 ? (object)piece : int.Parse(piece)))];
        var parent = document;
        foreach (var step in steps[..^1])
        {
            parent = (step is int index ? parent[index] : parent[(string)step])!;
        }

        return (parent, steps[^1]);
    }
}

namespace LeadScoring.Api.Models;

/// <summary>Documents in the description of the API.</summary>
internal static class ModelExamples
{
    /// <summary>Counts nothing that the default model does not count.</summary>
    public const string Small =
        """
        {
          "key": "ours",
          "name": "Ours",
          "signals": {
            "signed_in": [{ "event": "Signed In" }],
            "integration_connected": [{ "event": "Integration Connected" }],
            "pricing_viewed": [{ "event": "Pricing Page Viewed", "identified": true }]
          },
          "activity": "signed_in",
          "fit": {
            "criteria": [{ "key": "company_size", "label": "Company size", "attribute": "employees", "tiers": [{ "points": 50, "from": 50, "to": 500 }] }],
            "tiers": [{ "key": "weak", "from": 0 }, { "key": "strong", "from": 35 }]
          },
          "behavior": {
            "criteria": [
              { "key": "integration", "label": "Integration connected", "layer": "product", "signal": "integration_connected", "tiers": [{ "points": 60 }] },
              { "key": "pricing_page", "label": "Pricing page", "layer": "intent", "signal": "pricing_viewed", "tiers": [{ "points": 40, "atLeast": 2 }, { "points": 20 }] }
            ],
            "tiers": [{ "key": "low", "from": 0 }, { "key": "high", "from": 60 }]
          },
          "pql": { "total": 80, "fit": 35, "behavior": 40 },
          "bands": [{ "key": "cold", "from": 0 }, { "key": "hot", "from": 60 }]
        }
        """;
}

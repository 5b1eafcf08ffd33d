namespace LeadScoring.Api.TrackingPlans;

/// <summary>Bodies that can be sent as they are.</summary>
internal static class PlanExamples
{
    public const string Plan =
        """
        {
          "mode": "observe",
          "unplanned": "report",
          "events": {
            "Feature Used": {
              "description": "Somebody used a feature of the product",
              "properties": {
                "feature": { "type": "string", "required": true },
                "core": { "type": "boolean" }
              }
            },
            "Plan Downgraded": {
              "properties": {
                "plan": { "type": "string", "required": true, "oneOf": ["free", "team", "business"] },
                "voluntary": { "type": "boolean", "required": true }
              },
              "additional": false
            },
            "Signed In": {}
          }
        }
        """;
}

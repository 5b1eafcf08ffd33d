namespace LeadScoring.Api.Tests.Webhooks.Crm;

/// <summary>What docs/webhooks.md says that endpoints of CRMs write when they are not told otherwise.</summary>
internal static class CrmDefaults
{
    /// <summary>Types of HubSpot's properties, by name.</summary>
    public static readonly IReadOnlyList<(string Name, string Type)> HubSpot =
    [
        ("leadscore_total", "number"), ("leadscore_fit", "number"), ("leadscore_behavior", "number"), ("leadscore_band", "string"), ("leadscore_fit_tier", "string"),
        ("leadscore_pql", "bool"), ("leadscore_pql_since", "datetime"), ("leadscore_reasons", "string"), ("leadscore_play", "string"), ("leadscore_crossed_at", "datetime"),
    ];

    /// <summary>Types of Salesforce's fields, by name.</summary>
    public static readonly IReadOnlyList<(string Name, string Type)> Salesforce =
    [
        ("LeadScore_Total__c", "double"), ("LeadScore_Fit__c", "double"), ("LeadScore_Behavior__c", "double"), ("LeadScore_Band__c", "string"), ("LeadScore_Fit_Tier__c", "string"),
        ("LeadScore_PQL__c", "boolean"), ("LeadScore_PQL_Since__c", "datetime"), ("LeadScore_Reasons__c", "textarea"), ("LeadScore_Play__c", "textarea"), ("LeadScore_Crossed_At__c", "datetime"),
    ];
}

using LeadScoring.Api.Webhooks.Formats.Crm;
using LeadScoring.Api.Webhooks.Sending;

namespace LeadScoring.Api.Webhooks.Formats.HubSpot;

/// <summary>Compares settings with what HubSpot says about itself. Pure.</summary>
internal static class HubSpotCheck
{
    public static Verdict Of(HubSpotSettings settings, WebhookAnswer account, WebhookAnswer properties)
    {
        if (CrmJson.Read<Account>(account) is not { PortalId: { } portal } || CrmJson.Read<Descriptions>(properties)?.Results is not { } described)
        {
            return new Verdict("This is not how HubSpot answers: is the address right?");
        }

        var known = described.Where(each => each.Name is not null).GroupBy(each => each.Name!, StringComparer.Ordinal).ToDictionary(each => each.Key, each => each.First(), StringComparer.Ordinal);
        string[] faults = [.. settings.Properties.Select(each => FaultOf(each.Key, CrmValue.All[each.Value], known.GetValueOrDefault(each.Key))).OfType<string>()];
        var token = $"The token belongs to the HubSpot account {portal}.";
        return faults.Length > 0
            ? new Verdict($"{token} {string.Join(' ', faults)}")
            : Verdict.Arrived with { Finding = $"{token} All {settings.Properties.Count} properties exist and fit. Nothing was written; that the token may write contacts shows with the first message." };
    }

    private static string? FaultOf(string name, CrmValue value, Description? property) => property switch
    {
        null => $"The contact property {name} does not exist.",
        { ModificationMetadata.ReadOnlyValue: true } or { Calculated: true } => $"The contact property {name} is read-only.",
        { Type: "string" } => null,
        { Type: "enumeration" } when value.Type == CrmType.Text => null,
        { Type: var type } when type == TypeOf(value.Type) => null,
        { Type: var type } => $"The contact property {name} is of type {type}, but {value.Name} needs {TypeOf(value.Type)}.",
    };

    private static string TypeOf(CrmType type) => type switch
    {
        CrmType.Number => "number",
        CrmType.Flag => "bool",
        CrmType.Time => "datetime",
        _ => "string",
    };

    private sealed record Account(long? PortalId);

    private sealed record Descriptions(IReadOnlyList<Description>? Results);

    private sealed record Description(string? Name, string? Type, bool? Calculated, Modification? ModificationMetadata);

    private sealed record Modification(bool? ReadOnlyValue);
}

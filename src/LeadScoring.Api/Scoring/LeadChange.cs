using System.Text.Json;
using LeadScoring.Api.Events;
using LeadScoring.Api.Leads;
using LeadScoring.Domain.Leads;

namespace LeadScoring.Api.Scoring;

/// <summary>What is new about a lead.</summary>
/// <param name="Events">New events; they are in the log already.</param>
/// <param name="Attributes">New attribute payloads with their stamps.</param>
internal sealed record LeadChange(List<LoggedEvent> Events, List<(JsonElement Payload, Attributes.Stamp Stamp)> Attributes)
{
    /// <summary>Writes the attributes; of each the last one wins.</summary>
    public void ApplyAttributesTo(Attributes attributes)
    {
        foreach (var (payload, stamp) in Attributes)
        {
            AttributePayload.Apply(payload, attributes, stamp);
        }
    }

    /// <summary>Both changes in one.</summary>
    public LeadChange With(LeadChange other) => new([.. Events, .. other.Events], [.. Attributes, .. other.Attributes]);
}

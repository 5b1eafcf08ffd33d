using System.Text.Json;
using LeadScoring.Api.Events;
using LeadScoring.Domain.Leads;

namespace LeadScoring.Api.Leads.Log;

/// <summary>A page of a lead's log.</summary>
/// <param name="LeadId">The user id, or <c>anon:ID</c>.</param>
/// <param name="Items">The entries, in the order that was asked for.</param>
/// <param name="NextCursor">Where the next page begins; null on the last page.</param>
public sealed record LeadEventsResponse(string LeadId, IReadOnlyList<LeadEventItem> Items, string? NextCursor);

/// <summary>An entry of a lead's log.</summary>
/// <param name="MessageId">The client's id of it.</param>
/// <param name="Source">Who sent it.</param>
/// <param name="Kind"><c>track</c>, <c>identify</c> (attributes that were set), <c>alias</c> or <c>unlink</c>.</param>
/// <param name="Event">The event's name; null for the other kinds.</param>
/// <param name="Timestamp">When it happened, which is never later than its receipt.</param>
/// <param name="OriginalTimestamp">When the client said it happened, where that was not used as it is; else null.</param>
/// <param name="ReceivedAt">When it was received.</param>
/// <param name="SentAs">The id it was sent under: a user id, or <c>anon:ID</c>.</param>
/// <param name="Properties">Properties, or the attributes that were set, or for an alias and an unlinking the ids.</param>
/// <param name="Context">What the client told about the circumstances; null for nothing.</param>
public sealed record LeadEventItem(
    string MessageId, string Source, string Kind, string? Event, DateTimeOffset Timestamp, DateTimeOffset? OriginalTimestamp, DateTimeOffset ReceivedAt,
    string SentAs, JsonElement Properties, JsonElement? Context)
{
    internal static LeadEventItem Of(LeadEvent entry) => new(
        entry.MessageId,
        entry.Source,
        entry.Kind,
        entry.Kind == IncomingEvent.Track ? entry.Name : null,
        entry.OccurredAt,
        entry.OriginalAt,
        entry.ReceivedAt,
        Identity.FromKey(entry.Identity).LeadId,
        JsonElement.Parse(entry.Properties),
        entry.Context is null ? null : JsonElement.Parse(entry.Context));
}

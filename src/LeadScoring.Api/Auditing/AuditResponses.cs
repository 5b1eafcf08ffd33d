using System.Text.Json;

namespace LeadScoring.Api.Auditing;

/// <summary>A page of the audit trail, the newest first.</summary>
/// <param name="Items">The entries.</param>
/// <param name="NextCursor">Where the next page begins; null: this is the last one.</param>
public sealed record AuditListResponse(IReadOnlyList<AuditItem> Items, string? NextCursor);

/// <summary>Something that was done.</summary>
/// <param name="Id" example="0195563f-7a80-7c51-9d0a-2f4b8f6a1c3e">The entry's id.</param>
/// <param name="At">When.</param>
/// <param name="KeyId" example="a1B2c3D4e5F6">The id of the key with which it was done; null: without one.</param>
/// <param name="By" example="ops">The name of that key; else <c>development</c>, for a request from the developer's own machine, or <c>service</c>, for what the service did at a start.</param>
/// <param name="Action" example="model.published">What was done.</param>
/// <param name="Subject" example="product-led">To what; a person is named by a keyed hash of the id.</param>
/// <param name="Details">What matters of it, such as version numbers.</param>
public sealed record AuditItem(Guid Id, DateTimeOffset At, string? KeyId, string By, string Action, string Subject, JsonElement Details)
{
    internal static AuditItem Of(AuditEntry entry) => new(entry.Id, entry.At, entry.KeyId, entry.By, entry.Action, entry.Subject, JsonElement.Parse(entry.Details));
}

using System.Linq.Expressions;
using System.Text.Json;
using LeadScoring.Api.Accounts;
using LeadScoring.Domain.Leads;

namespace LeadScoring.Api.Webhooks.Deliveries;

/// <summary>A page of messages.</summary>
/// <param name="Items">The messages, the newest first.</param>
/// <param name="NextCursor">Where the next page begins; null on the last page.</param>
public sealed record DeliveryListResponse(IReadOnlyList<DeliveryItem> Items, string? NextCursor);

/// <summary>A message to an endpoint.</summary>
/// <param name="Id">Its id, the same at every attempt and replay: the receiver's <c>webhook-id</c>.</param>
/// <param name="Kind">The kind of crossing; of a spike with the alert's key, as <c>spike:KEY</c>; <c>test</c>.</param>
/// <param name="LeadId">The lead; null where an account crossed.</param>
/// <param name="AccountId">The account that crossed; null where a lead did.</param>
/// <param name="Sequence">The number of the crossing in the sequence of the lead or account; 0 for a test.</param>
/// <param name="Model">Key of the scoring model.</param>
/// <param name="State"><c>waiting</c> for an attempt, <c>delivered</c>, <c>failed</c> when it is given up, <c>damped</c>: the same was told a short time ago, <c>skipped</c>: it has no place at this endpoint, such as a lead without an email address in HubSpot, or <c>superseded</c>: a CRM was told something later about the same lead. Of a test <c>delivered</c> says that all is well.</param>
/// <param name="CreatedAt">When it was made.</param>
/// <param name="NextAttemptAt">When it is tried next, unless its endpoint is paused or disabled; while it is being sent, until when; null: it is not.</param>
/// <param name="Attempts">How many attempts there were.</param>
/// <param name="DeliveredAt">When it arrived last; null: it has not.</param>
public record DeliveryItem(
    Guid Id, string Kind, string? LeadId, string? AccountId, int Sequence, string Model, string State, DateTimeOffset CreatedAt, DateTimeOffset? NextAttemptAt, int Attempts, DateTimeOffset? DeliveredAt)
{
    /// <summary>All of a row but the message itself.</summary>
    internal static readonly Expression<Func<WebhookDelivery, DeliveryItem>> OfRow = row => new DeliveryItem(
        row.Id, row.Kind, LeadIn(row.LeadId), AccountSubject.IdIn(row.LeadId), row.Sequence, row.ModelKey, row.State, row.CreatedAt, row.NextAttemptAt, row.Attempts, row.DeliveredAt);

    private static string? LeadIn(string subject) => AccountSubject.IdIn(subject) is null ? Identity.FromKey(subject).LeadId : null;
}

/// <summary>A message with its text and all attempts.</summary>
public sealed record DeliveryWhole : DeliveryItem
{
    private static readonly Func<WebhookDelivery, DeliveryItem> Rest = OfRow.Compile();

    private DeliveryWhole(DeliveryItem item)
        : base(item)
    {
    }

    /// <summary>The message, as the format <c>standard</c> sends it.</summary>
    public required JsonElement Payload { get; init; }

    /// <summary>The attempts, the first first.</summary>
    public required IReadOnlyList<AttemptItem> Log { get; init; }

    internal static DeliveryWhole Of(WebhookDelivery row, IEnumerable<WebhookAttempt> attempts) => new(Rest(row))
    {
        Payload = JsonElement.Parse(row.Payload),
        Log = [.. attempts.Select(attempt => new AttemptItem(attempt.Number, attempt.StartedAt, attempt.Milliseconds, attempt.Status, attempt.Error, attempt.Response))],
    };
}

/// <summary>An attempt to deliver a message.</summary>
/// <param name="Number">1 and up.</param>
/// <param name="StartedAt">When it began.</param>
/// <param name="Milliseconds">How long it took.</param>
/// <param name="Status">The status of the answer; null: there was none.</param>
/// <param name="Error">What went wrong, or why nothing was sent; null: the message arrived.</param>
/// <param name="Response">How the answer began, at most 1,000 characters; of a test of a CRM what was found; null: there was none.</param>
public sealed record AttemptItem(int Number, DateTimeOffset StartedAt, int Milliseconds, int? Status, string? Error, string? Response);

/// <summary>What a replay came to.</summary>
/// <param name="Replayed">How many messages are sent again.</param>
public sealed record DeliveriesReplayedResponse(int Replayed);

using System.Text.Json;

namespace LeadScoring.Api.Accounts;

/// <summary>Attributes for an account's log.</summary>
/// <param name="AccountId">The account.</param>
/// <param name="Source">Who sent it: with account and message id its key.</param>
/// <param name="MessageId">An id that a repeat has as well, and that tells nothing of a person: see <see cref="AccountMessageId"/>.</param>
/// <param name="OccurredAt">When it happened: whole milliseconds, never later than receipt.</param>
/// <param name="ReceivedAt">When it was received, in whole milliseconds.</param>
/// <param name="Attributes">What it sets and clears.</param>
internal sealed record AccountEntry(string AccountId, string Source, string MessageId, DateTimeOffset OccurredAt, DateTimeOffset ReceivedAt, JsonElement Attributes)
{
    /// <summary>What tells entries apart.</summary>
    public (string AccountId, string Source, string MessageId) Key => (AccountId, Source, MessageId);
}

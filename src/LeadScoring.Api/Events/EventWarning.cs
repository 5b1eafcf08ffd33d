namespace LeadScoring.Api.Events;

/// <summary>What of an item was not taken as it was said, although nothing is wrong with the item.</summary>
/// <param name="Code">The kind of warning, for programs.</param>
/// <param name="Message">The member, what was done instead, and what to do.</param>
internal sealed record ItemWarning(string Code, string Message)
{
    /// <summary>Of an item about somebody who is not to come back.</summary>
    public static readonly ItemWarning Erased = new("erased", "it is about somebody who was erased, so nothing of it was stored; DELETE /v1/leads/{id}?suppress=false lets somebody in again");

    /// <summary>Of an event that happened before events are kept. It may have been stored before: then it is gone, and is not to come back.</summary>
    public static ItemWarning TooOld(int keptDays) => new("older_than_retention", $"it happened more than {keptDays} days ago, and events are kept for no longer (Retention:EventDays), so nothing of it was stored");

    /// <summary>Of a request: what it says for all its items is more than each of them can be kept with.</summary>
    public static ItemWarning SharedTooLarge(string member, int mostBytes) =>
        new("shared_too_large", $"{member} of the whole request has more than {mostBytes} bytes, so nothing of it was taken but a groupId; send less, or with each item what belongs to it");
}

/// <summary>What of an event was not taken as it was said.</summary>
/// <param name="Index">Its place in the request, from 0; null where it is about the request as a whole.</param>
/// <param name="MessageId">Its message id, where it has one that can be read.</param>
/// <param name="Code">The kind of warning, for programs: timestamp_ahead (it is stored with the time of its receipt), erased and older_than_retention (nothing of it is stored), shared_too_large (what the request says for all its items was not taken).</param>
/// <param name="Message">The member, what was done instead, and what to do.</param>
public sealed record EventWarning(int? Index, string? MessageId, string Code, string Message);

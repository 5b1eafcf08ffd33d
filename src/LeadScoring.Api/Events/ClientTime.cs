using System.Text.Json;
using LeadScoring.Api.Http;

namespace LeadScoring.Api.Events;

/// <summary>A time that an item says.</summary>
/// <param name="Member">The member that says it.</param>
/// <param name="At">The time.</param>
internal readonly record struct SaidTime(string Member, DateTimeOffset At);

/// <summary>When an event happened, out of what the client says about it and what its clock is worth.</summary>
/// <param name="OccurredAt">When it happened; null: nothing is said of it, so that the time of receipt counts.</param>
/// <param name="Said">What the client said.</param>
/// <param name="Warning">Why that is far from being possible; null where it is not.</param>
internal readonly record struct ClientTime(DateTimeOffset? OccurredAt, DateTimeOffset? Said, ItemWarning? Warning = null)
{
    /// <summary>Clocks that differ by less are taken at their word: sending takes time, too.</summary>
    private static readonly TimeSpan Tolerance = TimeSpan.FromMinutes(5);

    /// <summary>
    /// An explicit time beside the time of the call is what the caller means. Else, where the client's clock is off, the event is as
    /// much older than its receipt as it was when it was sent. A time of sending before the event is nonsense and says nothing.
    /// </summary>
    /// <param name="timestamp">The event's own time.</param>
    /// <param name="originalTimestamp">When the SDK was called.</param>
    /// <param name="sentAt">The client's clock when it sent the request.</param>
    /// <param name="receivedAt">The service's clock when the request came.</param>
    /// <returns>A time that is never later than receipt.</returns>
    public static ClientTime Of(SaidTime? timestamp, SaidTime? originalTimestamp, DateTimeOffset? sentAt, DateTimeOffset receivedAt)
    {
        if ((timestamp ?? originalTimestamp) is not { } said)
        {
            return default;
        }

        var isExplicit = timestamp is not null && originalTimestamp is not null;
        var isOff = sentAt is { } sent && (receivedAt - sent).Duration() > Tolerance && said.At <= sent;
        var age = sentAt.GetValueOrDefault() - said.At;
        var occurredAt = isOff && !isExplicit && age <= receivedAt - IntakeLimits.Earliest ? receivedAt - age : said.At;
        return occurredAt <= receivedAt
            ? new ClientTime(occurredAt, said.At)
            : new ClientTime(receivedAt, said.At, occurredAt - receivedAt > IntakeLimits.Ahead ? Ahead(said) : null);
    }

    /// <summary>A time of an item: RFC 3339, UTC where it has no offset; null when there is none.</summary>
    /// <exception cref="RejectedItemException">It cannot be read, or lies before 1970.</exception>
    public static SaidTime? Read(JsonElement item, string member)
    {
        if (LenientReader.Text(item, member, IntakeLimits.EventName) is not { } text)
        {
            return null;
        }

        return TryParse(text, out var time) && time >= IntakeLimits.Earliest
            ? new SaidTime(member, time)
            : throw new RejectedItemException("invalid_timestamp", $"{member} must be a time as in RFC 3339 from 1970 on, such as 2026-03-02T09:30:00Z");
    }

    /// <summary>A time that is no reason to refuse anything: null when it cannot be read.</summary>
    public static DateTimeOffset? ReadUsable(JsonElement item, string member)
    {
        try
        {
            return Read(item, member)?.At;
        }
        catch (RejectedItemException)
        {
            return null;
        }
    }

    public static bool TryParse(string text, out DateTimeOffset time) => Rfc3339.TryParse(text, out time) || Rfc3339.TryParse(text + "Z", out time);

    private static ItemWarning Ahead(SaidTime said) => new(
        "timestamp_ahead",
        $"{said.Member} is more than a day ahead of the time of receipt, which counts instead; what was said is kept. Check the clock and the time zone of the client");
}

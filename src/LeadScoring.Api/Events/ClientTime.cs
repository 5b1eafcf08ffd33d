using System.Text.Json;
using LeadScoring.Api.Http;

namespace LeadScoring.Api.Events;

/// <summary>When an event happened, out of what an SDK says about it and what its clock is worth.</summary>
/// <param name="OccurredAt">When it happened; null: nothing is said of it, so that the time of receipt counts.</param>
/// <param name="Said">What the client said.</param>
internal readonly record struct ClientTime(DateTimeOffset? OccurredAt, DateTimeOffset? Said)
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
    public static ClientTime Of(DateTimeOffset? timestamp, DateTimeOffset? originalTimestamp, DateTimeOffset? sentAt, DateTimeOffset receivedAt)
    {
        if ((timestamp ?? originalTimestamp) is not { } said)
        {
            return default;
        }

        var isExplicit = timestamp is not null && originalTimestamp is not null;
        var isOff = sentAt is { } sent && (receivedAt - sent).Duration() > Tolerance && said <= sent;
        var age = sentAt.GetValueOrDefault() - said;
        var occurredAt = isOff && !isExplicit && age <= receivedAt - IntakeLimits.Earliest ? receivedAt - age : said;
        return new ClientTime(occurredAt < receivedAt ? occurredAt : receivedAt, said);
    }

    /// <summary>A time of an item: RFC 3339, UTC where it has no offset; null when there is none.</summary>
    /// <exception cref="RejectedItemException">It cannot be read, or lies before 1970.</exception>
    public static DateTimeOffset? Read(JsonElement item, string member)
    {
        if (LenientReader.Text(item, member, IntakeLimits.EventName) is not { } text)
        {
            return null;
        }

        return TryParse(text, out var time) && time >= IntakeLimits.Earliest
            ? time
            : throw new RejectedItemException("invalid_timestamp", $"{member} must be a time as in RFC 3339 from 1970 on, such as 2026-03-02T09:30:00Z");
    }

    /// <summary>A time that is no reason to refuse anything: null when it cannot be read.</summary>
    public static DateTimeOffset? ReadUsable(JsonElement item, string member)
    {
        try
        {
            return Read(item, member);
        }
        catch (RejectedItemException)
        {
            return null;
        }
    }

    public static bool TryParse(string text, out DateTimeOffset time)
    {
        if (!Rfc3339.TryParse(text, out time) && !Rfc3339.TryParse(text + "Z", out time))
        {
            return false;
        }

        // Whole microseconds, as they are stored: the last instant of all would be stored as infinity.
        time = time.AddTicks(-(time.Ticks % TimeSpan.TicksPerMicrosecond));
        return true;
    }
}

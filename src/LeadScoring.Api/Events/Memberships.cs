using System.Text.Json;
using LeadScoring.Domain.Leads;

namespace LeadScoring.Api.Events;

/// <summary>
/// An event may say beside what it is about which account its lead belongs to. That is an attribute, so an entry of kind identify
/// beside the event says so. Events of one receipt that name one account share an entry, which lists them all: whatever is received later
/// may have happened between two of them, and then each of them counts.
/// </summary>
internal static class Memberships
{
    /// <summary>How many events share an entry at most, so that no row grows without bound.</summary>
    private const int MostEvents = 100;

    /// <summary>The member of an entry that lists the events with their times, where they are several.</summary>
    private const string NamedBy = "namedBy";

    /// <summary>
    /// Stands before the message id of the first event in the id of the entry. No client can send such an id: it is longer than any of theirs,
    /// but for those of CloudEvents, and these do not begin with a blank.
    /// </summary>
    private static readonly string Prefix = new(' ', IntakeLimits.MessageId);

    /// <summary>The entries beside events that were stored just now. A repeat names nothing: what it says was said before.</summary>
    public static List<LeadEvent> Of(IEnumerable<IncomingEvent> fresh) =>
    [
        .. fresh.Where(e => e.AccountId is not null)
            .GroupBy(e => (e.Row.Identity, e.Row.Source, e.Row.ReceivedAt, e.AccountId))
            .SelectMany(events => events.OrderBy(e => e.Row.OccurredAt).ThenBy(e => e.Row.MessageId, StringComparer.Ordinal).Chunk(MostEvents))
            .Select(EntryOf),
    ];

    /// <summary>What an event says of its lead, as it is written into attributes.</summary>
    public static (JsonElement Payload, Attributes.Stamp Stamp) WriteBy(IncomingEvent e) => (PayloadOf(e.AccountId!), new Attributes.Stamp(e.Row.OccurredAt, e.Row.Identity, e.Row.MessageId));

    /// <summary>What a stored payload of attributes writes, and when: once, or where events share an entry, for each of them.</summary>
    public static IEnumerable<(JsonElement Payload, Attributes.Stamp Stamp)> WritesIn(JsonElement payload, DateTimeOffset at, string identity, string messageId)
    {
        if (!messageId.StartsWith(Prefix, StringComparison.Ordinal) || payload.ValueKind != JsonValueKind.Object)
        {
            return [(payload, new Attributes.Stamp(at, identity, messageId))];
        }

        if (!payload.TryGetProperty(NamedBy, out var events))
        {
            return [(payload, new Attributes.Stamp(at, identity, messageId[Prefix.Length..]))];
        }

        var named = PayloadOf(payload.GetProperty("accountId").GetString()!);
        return events.EnumerateArray().Select(e => (named, new Attributes.Stamp(e[1].GetDateTimeOffset(), identity, e[0].GetString()!)));
    }

    private static JsonElement PayloadOf(string accountId) => JsonSerializer.SerializeToElement(new { accountId });

    /// <param name="events">By time: the entry has the time of the first, so that whoever reads up to a time finds it.</param>
    private static LeadEvent EntryOf(IncomingEvent[] events)
    {
        var (first, accountId) = (events[0].Row, events[0].AccountId!);
        return new LeadEvent
        {
            Bucket = first.Bucket,
            Identity = first.Identity,
            Source = first.Source,
            MessageId = Prefix + first.MessageId,
            Kind = IncomingEvent.Identify,
            Name = "",
            OccurredAt = first.OccurredAt,
            OriginalAt = first.OriginalAt,
            ReceivedAt = first.ReceivedAt,
            Properties = events.Length == 1 ? PayloadOf(accountId).GetRawText()
                : JsonSerializer.Serialize(new { accountId, namedBy = events.Select(e => new object[] { e.Row.MessageId, e.Row.OccurredAt }) }),
        };
    }
}

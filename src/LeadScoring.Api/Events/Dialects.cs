using LeadScoring.Api.CloudEvents;
using LeadScoring.Api.PostHog;
using LeadScoring.Api.Segment;

namespace LeadScoring.Api.Events;

/// <summary>The dialects that are understood here.</summary>
internal static class Dialects
{
    /// <summary>The service's own.</summary>
    public static readonly Dialect Native = new("native", "messageId", (_, _) => EventReader.Read) { UserIds = ["userId"], AnonymousIds = ["anonymousId"] };

    /// <summary>CloudEvents, in their JSON format.</summary>
    public static readonly Dialect CloudEvents = new("cloudevents", "id", (_, _) => CloudEventReader.Read) { UserIds = ["subject"] };

    /// <summary>Items of PostHog's batches. Whether an id is of somebody who is known is said elsewhere in the item.</summary>
    public static readonly Dialect PostHog = new("posthog", "uuid", (shared, spareId) => new PostHogReader(shared, spareId).Read)
    {
        Shared = ["sent_at"],
        UserIds = ["distinct_id", "properties.distinct_id", "properties.alias"],
        AnonymousIds = ["distinct_id", "properties.$anon_distinct_id"],
    };

    /// <summary>Items of Segment's batches.</summary>
    public static readonly Dialect Segment = OfSegment("segment", (shared, spareId) => new SegmentReader(shared, spareId).ReadItem) with { Shared = ["sentAt", "context"], KeptOfLarge = ["groupId"] };

    private static readonly string[] Calls = ["track", "identify", "group", "page", "screen", "alias"];

    private static readonly Dictionary<string, Dialect> ByName =
        new[] { Native, CloudEvents, PostHog, Segment }.Concat(Calls.Select(MakeCall)).ToDictionary(dialect => dialect.Name, StringComparer.Ordinal);

    /// <summary>Segment's requests that are one call each; the route says which.</summary>
    public static Dialect SegmentCall(string type) => ByName["segment/" + type];

    /// <summary>Null for a name that this version does not know.</summary>
    public static Dialect? Named(string name) => ByName.GetValueOrDefault(name);

    private static Dialect MakeCall(string type) => OfSegment("segment/" + type, (shared, spareId) =>
    {
        var reader = new SegmentReader(shared, spareId);
        return (item, receipt) => reader.ReadCall(type, item, receipt);
    });

    /// <summary>The id that a person had before may be of either kind.</summary>
    private static Dialect OfSegment(string name, Dialect.ReaderFactory readerOf) =>
        new(name, "messageId", readerOf) { UserIds = ["userId", "previousId"], AnonymousIds = ["anonymousId", "previousId"] };
}

using System.Text.Json;
using LeadScoring.Domain.Leads;

namespace LeadScoring.Api.Events;

/// <summary>What events say about who is who.</summary>
internal static class Linking
{
    /// <summary>The payload of an alias.</summary>
    public static JsonElement AliasPayload(string previousId, string userId) => JsonSerializer.SerializeToElement(new { previousId, userId });

    /// <summary>
    /// The links in an event. One that carries both ids links the anonymous one. An alias does not say of which kind the previous id is, so
    /// it links both.
    /// </summary>
    public static IEnumerable<Link> LinksIn(IncomingEvent e)
    {
        if (e.Row.AnonymousId is { } anonymousId)
        {
            yield return new Link(Identity.Anonymous(anonymousId), e.Sender, e.Row.OccurredAt, e.Row.MessageId);
        }

        if (e.Row.Kind == IncomingEvent.Alias)
        {
            var previousId = e.Properties.GetProperty("previousId").GetString()!;
            var userId = Identity.User(e.Properties.GetProperty("userId").GetString()!);
            yield return new Link(Identity.User(previousId), userId, e.Row.OccurredAt, e.Row.MessageId, IsAlias: true, e.Row.ReceivedAt);
            yield return new Link(Identity.Anonymous(previousId), userId, e.Row.OccurredAt, e.Row.MessageId, IsAlias: true, e.Row.ReceivedAt);
        }
    }

    /// <summary>The links in an entry of the log.</summary>
    public static IEnumerable<Link> LinksIn(LeadEvent entry)
    {
        // Of an entry that is no alias the payload says nothing here.
        using var payload = JsonDocument.Parse(entry.Kind == IncomingEvent.Alias ? entry.Properties : "{}");
        return LinksIn(new IncomingEvent(Identity.FromKey(entry.Identity), entry, payload.RootElement.Clone()));
    }
}

namespace LeadScoring.Domain.Leads;

/// <summary>One thing that somebody did, as the engine sees it: immutable, and counted once.</summary>
public sealed class ProductEvent
{
    private static readonly Dictionary<string, PropertyValue> NoProperties = [];

    /// <summary>An event. Its time is cut to milliseconds.</summary>
    /// <param name="sender">The identity the event was sent under.</param>
    /// <param name="messageId">The client's id of the event. Events of one instant count alike, whatever their ids.</param>
    /// <param name="at">When it happened, UTC.</param>
    /// <param name="name">The event's name, matched character by character.</param>
    /// <param name="properties">The event's properties; null for none.</param>
    public ProductEvent(Identity sender, string messageId, DateTimeOffset at, string name, Dictionary<string, PropertyValue>? properties = null)
    {
        Sender = sender;
        MessageId = messageId;
        Instant = Leads.Instant.Of(at);
        Name = name;
        Properties = properties ?? NoProperties;
    }

    /// <summary>The identity the event was sent under.</summary>
    public Identity Sender { get; }

    /// <summary>The client's id of the event.</summary>
    public string MessageId { get; }

    /// <summary>When it happened, UTC, in whole milliseconds.</summary>
    public DateTimeOffset At => Leads.Instant.ToTime(Instant);

    /// <summary>The event's name.</summary>
    public string Name { get; }

    /// <summary>The event's properties by name.</summary>
    public IReadOnlyDictionary<string, PropertyValue> Properties { get; }

    internal long Instant { get; }
}

namespace LeadScoring.Api.Events;

/// <summary>
/// One immutable entry of a lead's log. Its key is the identity it was sent under, the source and the client's message id: the
/// same key again is a repeat and changes nothing.
/// </summary>
public sealed class LeadEvent
{
    /// <summary>The bucket of the identity.</summary>
    public short Bucket { get; init; }

    /// <summary>The identity it was sent under, as <c>user:ID</c> or <c>anon:ID</c>.</summary>
    public required string Identity { get; init; }

    /// <summary>Who sent it: message ids are unique within a source.</summary>
    public required string Source { get; init; }

    /// <summary>The client's id of the event.</summary>
    public required string MessageId { get; init; }

    /// <summary><c>track</c>, <c>identify</c>, <c>alias</c> or <c>unlink</c>.</summary>
    public required string Kind { get; init; }

    /// <summary>The event's name; empty for the other kinds.</summary>
    public required string Name { get; init; }

    /// <summary>When it happened: whole milliseconds, never later than receipt.</summary>
    public DateTimeOffset OccurredAt { get; init; }

    /// <summary>When the client said it happened, where that was not used as it is.</summary>
    public DateTimeOffset? OriginalAt { get; init; }

    /// <summary>When it was received.</summary>
    public DateTimeOffset ReceivedAt { get; init; }

    /// <summary>The anonymous id that came along with a user id.</summary>
    public string? AnonymousId { get; init; }

    /// <summary>Properties, or for an identify the attributes, or for an alias the ids, as JSON.</summary>
    public required string Properties { get; init; }

    /// <summary>What the client told about the circumstances, as JSON.</summary>
    public string? Context { get; init; }

    /// <summary>The same entry without the anonymous id: that one is of somebody who was erased.</summary>
    internal LeadEvent WithoutAnonymousId() => new()
    {
        Bucket = Bucket,
        Identity = Identity,
        Source = Source,
        MessageId = MessageId,
        Kind = Kind,
        Name = Name,
        OccurredAt = OccurredAt,
        OriginalAt = OriginalAt,
        ReceivedAt = ReceivedAt,
        Properties = Properties,
        Context = Context,
    };
}

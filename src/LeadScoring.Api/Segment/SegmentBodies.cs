using System.ComponentModel.DataAnnotations;
using System.Text.Json;
using LeadScoring.Api.Events;

namespace LeadScoring.Api.Segment;

/// <summary>What became of a request's calls.</summary>
/// <param name="Accepted">How many were new; they are stored and scored.</param>
/// <param name="Duplicates">How many were stored before, or stand in the request twice; they change nothing.</param>
/// <param name="Ignored">How many there is nothing wrong with, and that are not stored all the same: they are about people who were erased, or older than events are kept. <c>warnings</c> names them.</param>
/// <param name="Rejected">Those that were not taken, with the reason. Sending them again as they are will not help.</param>
/// <param name="Warnings">Those that were taken otherwise than they say, such as by their receipt instead of a time that is far ahead, and those that were ignored.</param>
public sealed record SegmentResponse(int Accepted, int Duplicates, int Ignored, IReadOnlyList<RejectedEvent> Rejected, IReadOnlyList<EventWarning> Warnings)
{
    /// <summary>Always true: what the SDKs look at.</summary>
    public bool Success { get; } = true;
}

/// <summary>A batch of calls.</summary>
public sealed class SegmentBatch
{
    /// <summary>Up to 2,500 calls, each of at most 32 kB.</summary>
    [Required, MaxLength(IntakeLimits.Events)]
    public required IReadOnlyList<SegmentMessage> Batch { get; init; }

    /// <summary>The client's clock when it sent the request.</summary>
    public DateTimeOffset? SentAt { get; init; }

    /// <summary>What belongs to the context of every call, at most 4 kB: of a larger one only <c>groupId</c> is taken, and <c>warnings</c> says so. A call's own members go before it.</summary>
    public Dictionary<string, JsonElement>? Context { get; init; }

    /// <summary>The write key, where no header has it. It is not checked.</summary>
    public string? WriteKey { get; init; }
}

/// <summary>A call. One of <c>userId</c> and <c>anonymousId</c> is needed; ids may be numbers, which stand for their digits.</summary>
/// <remarks>Describes what <see cref="SegmentReader"/> reads: bodies are read item by item, so that one bad call costs its neighbours nothing.</remarks>
public sealed class SegmentMessage
{
    /// <summary>In a batch: track, identify, page, screen, group or alias.</summary>
    public string? Type { get; init; }

    /// <summary>The client's id of the call, at most 100 characters. Without one, repeats cannot be told.</summary>
    public string? MessageId { get; init; }

    /// <summary>The id that the product gave the person, at most 256 characters.</summary>
    public string? UserId { get; init; }

    /// <summary>The id of a visitor who is not known. Beside a <c>userId</c> it is linked to it: from then on both are one lead.</summary>
    public string? AnonymousId { get; init; }

    /// <summary>Of an alias: the id that the person had before.</summary>
    public string? PreviousId { get; init; }

    /// <summary>The account: of a group the one it is about, of any other call the one that the lead belongs to.</summary>
    public string? GroupId { get; init; }

    /// <summary>Of a track: what happened.</summary>
    public string? Event { get; init; }

    /// <summary>Of a page or a screen: its name.</summary>
    public string? Name { get; init; }

    /// <summary>Of a track, a page or a screen: what belongs to it.</summary>
    public Dictionary<string, JsonElement>? Properties { get; init; }

    /// <summary>Of an identify or a group: what is known of the person or the company.</summary>
    public Dictionary<string, JsonElement>? Traits { get; init; }

    /// <summary>The circumstances; kept, and not scored. Its <c>groupId</c> names the lead's account.</summary>
    public Dictionary<string, JsonElement>? Context { get; init; }

    /// <summary>When it happened, RFC 3339; without an offset UTC. Never later than receipt.</summary>
    public DateTimeOffset? Timestamp { get; init; }

    /// <summary>When the SDK was called. A <c>timestamp</c> beside it is what the caller means, and is not corrected.</summary>
    public DateTimeOffset? OriginalTimestamp { get; init; }

    /// <summary>The client's clock when it sent the call.</summary>
    public DateTimeOffset? SentAt { get; init; }
}

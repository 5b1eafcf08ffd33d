namespace LeadScoring.Api.Events;

/// <summary>What intake takes at the most. Characters are UTF-16 code units.</summary>
internal static class IntakeLimits
{
    /// <summary>Bytes of a request body.</summary>
    public const int Body = 512 * 1024;

    /// <summary>Events of a request.</summary>
    public const int Events = 2_500;

    /// <summary>Bytes of one event.</summary>
    public const int Event = 32 * 1024;

    /// <summary>Nested objects and lists of one event, itself included.</summary>
    public const int Depth = 32;

    /// <summary>Nested objects and lists of a body. What is nested deeper than an event may be is refused alone, so there has to be room above that.</summary>
    public const int BodyDepth = 512;

    /// <summary>Characters of an id of a person or an account.</summary>
    public const int Id = 256;

    /// <summary>Characters of a message id.</summary>
    public const int MessageId = 100;

    /// <summary>Characters of an event's name.</summary>
    public const int EventName = 200;

    /// <summary>Properties of an event, and traits of a lead or an account.</summary>
    public const int Members = 1_000;

    /// <summary>Characters of a property's name.</summary>
    public const int MemberName = 256;

    /// <summary>Characters of a text within properties.</summary>
    public const int Text = 8_192;

    /// <summary>Characters of a number as it is written, and the greatest power of ten in its exponent: what lies beyond could not be stored in the size it was sent. Nor is it taken if it is beyond the range of a double.</summary>
    public const int NumberCharacters = 64;

    /// <inheritdoc cref="NumberCharacters"/>
    public const int NumberExponent = 300;

    /// <summary>The earliest time an event may have.</summary>
    public static readonly DateTimeOffset Earliest = DateTimeOffset.UnixEpoch;

    /// <summary>How far a time may be ahead of receipt, which counts then, before the client is warned of it.</summary>
    public static readonly TimeSpan Ahead = TimeSpan.FromDays(1);
}

using System.Text;

namespace LeadScoring.Api.Quarantine;

/// <summary>An item of a request that could not be taken, with its reason and all that it takes to read it again.</summary>
public sealed class QuarantinedEvent
{
    /// <summary>Made of the dialect, the source and the item: the same bad item sent again is the same row.</summary>
    public Guid Id { get; init; }

    /// <summary>The dialect by its name, such as <c>native</c> or <c>segment/track</c>.</summary>
    public required string Dialect { get; init; }

    /// <summary>Who sent it: the source that it is stored under once it can be.</summary>
    public required string Source { get; init; }

    /// <summary>The item, byte by byte: bad ones hold what neither text nor JSON of the database can.</summary>
    public required byte[] Item { get; init; }

    /// <summary>What the first request said for all its items, such as when it was sent; null for nothing.</summary>
    public byte[]? Shared { get; init; }

    /// <summary>Bytes of the item and of what belongs to it.</summary>
    public int Size { get; init; }

    /// <summary>When it came first: times are read by that, also when it is read again.</summary>
    public DateTimeOffset FirstReceivedAt { get; init; }

    /// <summary>When it came last.</summary>
    public DateTimeOffset LastReceivedAt { get; init; }

    /// <summary>How often it came.</summary>
    public long TimesReceived { get; init; }

    /// <summary>The kind of fault, as of the last time it was read.</summary>
    public required string Code { get; init; }

    /// <summary>The member, what is wrong with it, and what to do.</summary>
    public required string Message { get; init; }

    /// <summary>The item's message id, where it has one that can be read.</summary>
    public string? MessageId { get; init; }

    /// <summary>Whom it may be about, as <c>user:ID</c> or <c>anon:ID</c>, as far as that can be read: so everything of a person can be found.</summary>
    public required string[] Identities { get; init; }

    /// <summary>A text as the database takes it. Messages repeat names that clients made up, and cut them wherever they are too long.</summary>
    internal static string Storable(string text) => Encoding.UTF8.GetString(Encoding.UTF8.GetBytes(text)).Replace('\0', '\uFFFD');
}

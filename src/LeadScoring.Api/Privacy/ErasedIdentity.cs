namespace LeadScoring.Api.Privacy;

/// <summary>An identity that was erased: a keyed hash of it, and nothing that says who it was.</summary>
public sealed class ErasedIdentity
{
    /// <summary>The bucket of the identity.</summary>
    public short Bucket { get; init; }

    /// <summary>HMAC-SHA-256 of it, under a key derived from <c>Secrets:Key</c>.</summary>
    public required byte[] Hash { get; init; }

    /// <summary>Tells under which key the hash was made.</summary>
    public required byte[] KeyId { get; init; }

    /// <summary>Whether nothing is stored of the identity any more. Else it may come back as a new lead.</summary>
    public bool IsSuppressed { get; init; }

    /// <summary>The number of the lead's last transition. A lead that comes back goes on from there, so that nobody takes its crossings for old ones.</summary>
    public int LastTransition { get; init; }

    /// <summary>When it was erased last.</summary>
    public DateTimeOffset ErasedAt { get; init; }

    /// <summary>The number of the transaction that did so: whoever reads from an older snapshot still sees the person.</summary>
    public long Transaction { get; init; }
}

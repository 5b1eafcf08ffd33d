namespace LeadScoring.Api.Leads;

/// <summary>
/// An identity that was ever seen. The one that names a person holds what the logs of all the person's identities come to; one
/// that is linked away only says to whom. The column that most events update, the digest, carries no index.
/// </summary>
public sealed class Lead
{
    /// <summary>The bucket of the identity that names the lead.</summary>
    public short Bucket { get; init; }

    /// <summary>The identity that names the lead, as <c>user:ID</c> or <c>anon:ID</c>.</summary>
    public required string LeadId { get; init; }

    /// <summary>The attributes with the stamps of their last writes, as JSON.</summary>
    public required string Attributes { get; init; }

    /// <summary>The digest of the lead's events; empty before the first fold.</summary>
    public required byte[] Digest { get; init; }

    /// <summary>The number of the lead's last transition.</summary>
    public int LastTransition { get; init; }

    /// <summary>The identity that this one is linked to, as <c>user:ID</c>; null when it names a lead.</summary>
    public string? LinkedTo { get; init; }

    /// <summary>The time of the event that links it.</summary>
    public DateTimeOffset? LinkedAt { get; init; }

    /// <summary>The message id of the event that links it.</summary>
    public string? LinkMessageId { get; init; }

    /// <summary>When the identity was taken out of a lead by hand; from then on only an alias that is received later links it again.</summary>
    public DateTimeOffset? UnlinkedAt { get; init; }

    /// <summary>The other identities of the person whom this one names; null when there are none.</summary>
    public string[]? Identities { get; init; }
}

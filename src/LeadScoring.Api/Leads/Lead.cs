namespace LeadScoring.Api.Leads;

/// <summary>A person: what the log of their events comes to. None of the columns that events update carries an index.</summary>
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
}

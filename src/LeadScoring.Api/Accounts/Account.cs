namespace LeadScoring.Api.Accounts;

/// <summary>A lead's company: what the log of its firmographics comes to.</summary>
public sealed class Account
{
    /// <summary>The bucket of the account id.</summary>
    public short Bucket { get; init; }

    /// <summary>The id the product gave it.</summary>
    public required string AccountId { get; init; }

    /// <summary>The attributes with the stamps of their last writes, as JSON.</summary>
    public required string Attributes { get; init; }

    /// <summary>Raised by one with each entry of the log; scores made with an older version are due, unless that version is settled.</summary>
    public long Version { get; init; }

    /// <summary>Up to which version all leads of the account are known to be scored.</summary>
    public long SettledVersion { get; init; }
}

/// <summary>One immutable entry of an account's log.</summary>
public sealed class AccountEvent
{
    /// <summary>The bucket of the account id.</summary>
    public short Bucket { get; init; }

    /// <summary>The account.</summary>
    public required string AccountId { get; init; }

    /// <summary>Who sent it.</summary>
    public required string Source { get; init; }

    /// <summary>An id that a repeat has as well: made of the client's id, or by the service. It tells nothing of a person.</summary>
    public required string MessageId { get; init; }

    /// <summary>The account's version from this entry on.</summary>
    public long Version { get; init; }

    /// <summary>When it happened: whole milliseconds, never later than receipt.</summary>
    public DateTimeOffset OccurredAt { get; init; }

    /// <summary>When it was received.</summary>
    public DateTimeOffset ReceivedAt { get; init; }

    /// <summary>The attributes it sets, as JSON.</summary>
    public required string Properties { get; init; }
}

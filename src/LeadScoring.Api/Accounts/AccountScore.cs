using LeadScoring.Api.Scoring;

namespace LeadScoring.Api.Accounts;

/// <summary>The current score of an account under a model, from all that its people did together, and who these are.</summary>
public sealed record AccountScore : ScoreRow
{
    /// <summary>How many leads the account has.</summary>
    public int Leads { get; init; }

    /// <summary>How many of them were active lately, as the model says.</summary>
    public int ActiveLeads { get; init; }

    /// <summary>How many key actions they have taken together.</summary>
    public long KeyActions { get; init; }

    /// <summary>The lead that takes the most key actions, as <c>user:ID</c> or <c>anon:ID</c>; null when none takes any.</summary>
    public string? Champion { get; init; }

    /// <summary>The lead that probably decides about buying, in the same form; null when nobody's seniority is known.</summary>
    public string? Buyer { get; init; }

    /// <summary>The lines of points, as JSON, for what will make the difference to the next score: an account's facts of before are not kept.</summary>
    public string Contributions { get; init; } = "[]";

    /// <summary>The number of the account's last transition.</summary>
    public int LastTransition { get; init; }
}

/// <summary>
/// A note that something about an account's people is new, so that the worker scores the account afresh. Written by the transaction
/// that brought the news, one row each: writers of one account never wait for each other over it.
/// </summary>
public sealed class DueAccount
{
    /// <summary>The account's bucket.</summary>
    public short Bucket { get; init; }

    /// <summary>The account.</summary>
    public required string AccountId { get; init; }

    /// <summary>The number of the transaction.</summary>
    public long Transaction { get; init; }
}

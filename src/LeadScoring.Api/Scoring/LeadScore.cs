namespace LeadScoring.Api.Scoring;

/// <summary>The current score of a lead under a model.</summary>
public sealed record LeadScore : ScoreRow
{
    /// <summary>The lead.</summary>
    public required string LeadId { get; init; }
}

namespace LeadScoring.Domain.Models;

/// <summary>Which events count: those that match any of the patterns. An event that matches several counts once.</summary>
/// <param name="Patterns">One or more patterns.</param>
public sealed record EventFilter(IReadOnlyList<EventPattern> Patterns)
{
    /// <summary>The text by which filters are told apart.</summary>
    public string Canonical { get; } = "(" + string.Join(" or ", Patterns.Select(pattern => pattern.Canonical)) + ")";
}

namespace LeadScoring.Domain.Models;

/// <summary>How much is known yet about what makes leads buy; only <see cref="ModelReview"/> looks at it.</summary>
public enum ModelMaturity
{
    /// <summary>Conversions tell which criteria matter: many of them pay.</summary>
    Standard,

    /// <summary>There are hardly any conversions yet: few criteria can be checked against them.</summary>
    Starter,
}

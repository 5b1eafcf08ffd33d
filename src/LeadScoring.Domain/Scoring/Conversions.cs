using LeadScoring.Domain.Leads;
using LeadScoring.Domain.Models;

namespace LeadScoring.Domain.Scoring;

/// <summary>When leads became customers, by the signal that a model names for it.</summary>
public static class Conversions
{
    /// <summary>When the first event of the model's conversion signal happened, UTC; null when there was none, or the model names no such signal.</summary>
    /// <exception cref="ArgumentException">The digest was folded without the model's signals.</exception>
    public static DateTimeOffset? FirstAt(ScoringModel model, Digest digest) =>
        model.Conversion is { } slot && digest[digest.Layout.PlanFor(model)[slot]] is { } state ? Instant.ToTime(state.First) : null;
}

using LeadScoring.Api.Changes;
using LeadScoring.Api.Models;
using LeadScoring.Domain.Scoring;

namespace LeadScoring.Api.Leads.Replay;

/// <summary>How a lead's score went. Points have at most two decimals; times are UTC.</summary>
/// <param name="LeadId">The user id, or <c>anon:ID</c>.</param>
/// <param name="Model">Key of the model that the points are scored under.</param>
/// <param name="ModelVersion">Its version.</param>
/// <param name="Points">The score at each step, as <c>asOf</c> gives it. None before anything was known of the lead.</param>
/// <param name="Transitions">The lines that the lead crossed, as they were noted then, under the models that were in force.</param>
/// <param name="ModelChanges">When a model was put into force.</param>
public sealed record HistoryResponse(
    string LeadId, string Model, int ModelVersion, IReadOnlyList<HistoryPoint> Points, IReadOnlyList<TransitionResponse> Transitions, IReadOnlyList<ModelChangeResponse> ModelChanges);

/// <summary>The score at one moment.</summary>
/// <param name="At">The moment.</param>
/// <param name="Fit">0 to 50 points.</param>
/// <param name="Behavior">0 to 100 points.</param>
/// <param name="Total">0 to 150 points.</param>
/// <param name="Band">The band of the total.</param>
/// <param name="Pql">Whether the lead was product-qualified.</param>
public sealed record HistoryPoint(DateTimeOffset At, decimal Fit, decimal Behavior, decimal Total, string Band, bool Pql)
{
    internal static HistoryPoint Of(DateTimeOffset at, ScoreNumbers numbers, ActiveModel model) =>
        new(at, numbers.Fit.ToDecimal(), numbers.Behavior.ToDecimal(), numbers.Total.ToDecimal(), model.Model.Bands[numbers.Band].Key, numbers.IsPql);
}

/// <summary>A model that was put into force.</summary>
/// <param name="At">When.</param>
/// <param name="Model">Its key.</param>
/// <param name="Version">Its version.</param>
public sealed record ModelChangeResponse(DateTimeOffset At, string Model, int Version);

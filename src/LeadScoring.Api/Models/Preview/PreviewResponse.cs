using LeadScoring.Api.Models.Backtests;
using LeadScoring.Api.Scoring;

namespace LeadScoring.Api.Models.Preview;

/// <summary>A lead as it is, and as it would be under another model.</summary>
/// <param name="LeadId">The user id, or <c>anon:ID</c>.</param>
/// <param name="AsOf">The moment that was scored, UTC.</param>
/// <param name="Model">Key of the model that is tried.</param>
/// <param name="Version">Its version; null: a document that is not published.</param>
/// <param name="Against">What it is compared with, as <c>key@version</c>: the version of this model that is in force, else the primary model.</param>
/// <param name="Before">The score under that one.</param>
/// <param name="After">The score under the model that is tried.</param>
/// <param name="Difference">The lines of points that differ, the greatest difference first. Those of layer <c>fit</c> add up to the difference in fit, the others to that in behavior.</param>
public sealed record PreviewResponse(
    string LeadId, DateTimeOffset AsOf, string Model, int? Version, string Against, TriedNumbers Before, TriedNumbers After, IReadOnlyList<ChangedContribution> Difference);

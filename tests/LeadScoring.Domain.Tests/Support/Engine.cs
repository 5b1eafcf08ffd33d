using LeadScoring.Domain.Leads;
using LeadScoring.Domain.Models;
using LeadScoring.Domain.Scoring;

namespace LeadScoring.Domain.Tests.Support;

/// <summary>The public engine in one call.</summary>
internal static class Engine
{
    public static readonly ScoringModel ProductLed = ModelReader.Read(ModelTemplates.ProductLed);

    public static Evaluation Evaluate(ScoringModel model, LeadProfile profile, IEnumerable<ProductEvent> log, DateTimeOffset asOf) =>
        ScoringEngine.Evaluate(model, new LeadFacts(profile, Digest.Fold(DigestLayout.For(model), log)), asOf);

    /// <summary>The default model on one lead at so many days after day 0.</summary>
    public static Evaluation OnDay(double day, History history, LeadProfile? profile = null) =>
        Evaluate(ProductLed, profile ?? LeadProfile.Unknown, history.Events, History.Day(day));

    /// <summary>The points of one line, 0 when there is none.</summary>
    public static decimal Line(this Evaluation evaluation, string key) =>
        evaluation.Contributions.Where(line => line.Criterion == key).Sum(line => line.Points.ToDecimal());
}

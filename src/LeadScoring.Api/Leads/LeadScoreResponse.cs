using System.Text.Json.Serialization;
using LeadScoring.Domain.Leads;
using LeadScoring.Domain.Scoring;

namespace LeadScoring.Api.Leads;

/// <summary>A lead's score at one moment. Points have at most two decimals; times are UTC.</summary>
/// <param name="LeadId">The user id, or <c>anon:ID</c>.</param>
/// <param name="Identities">How many ids the person has, those that were linked included.</param>
/// <param name="Flags">What is odd about the lead: <c>many_identities</c> when there are more than 10,000, which no person has.</param>
/// <param name="Model">Key of the scoring model.</param>
/// <param name="ModelVersion">Its version.</param>
/// <param name="AsOf">The moment that was scored.</param>
/// <param name="ValidUntil">If nothing new happens the answer stays the same before this instant, and may change from it on; null: it never changes by time.</param>
/// <param name="Fit">How well the lead fits.</param>
/// <param name="Behavior">What the lead did.</param>
/// <param name="Total">What the model makes of both, 0 to 150: usually their sum.</param>
/// <param name="TotalPercent">The total in percent of 150, rounded down.</param>
/// <param name="Band">The band of the total.</param>
/// <param name="Priority">The cell of the priority matrix: a letter for the fit tier, A being the highest, and a number for the behavior tier, 1 being the highest.</param>
/// <param name="Action">What the model says to do with leads of this cell; null for nothing.</param>
/// <param name="Pql">Whether the lead is product-qualified.</param>
/// <param name="Spikes">Alerts that are met whatever the total.</param>
/// <param name="Models">With <c>models=all</c>: the scores under all models in force, the primary one first.</param>
public sealed record LeadScoreResponse(
    string LeadId, int Identities, IReadOnlyList<string> Flags, string Model, int ModelVersion, DateTimeOffset AsOf, DateTimeOffset? ValidUntil,
    FitResponse Fit, BehaviorResponse Behavior, decimal Total, int TotalPercent, string Band, string Priority, string? Action, PqlResponse Pql, IReadOnlyList<SpikeResponse> Spikes,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] IReadOnlyList<ModelScoreResponse>? Models = null)
{
    internal static LeadScoreResponse Of(ScoredLead lead, string explain)
    {
        var (evaluation, numbers) = (lead.Evaluation, lead.Evaluation.Numbers);
        var lines = Explanation.LinesOf(evaluation, explain);
        return new LeadScoreResponse(
            Identity.FromKey(lead.Lead.LeadId).LeadId,
            lead.Identities,
            lead.Flags,
            lead.Model.Model.Key,
            lead.Model.Version,
            numbers.AsOf,
            numbers.ValidUntil,
            FitResponse.Of(evaluation, lines),
            BehaviorResponse.Of(evaluation, lines),
            numbers.Total.ToDecimal(),
            numbers.TotalPercent,
            evaluation.Band,
            evaluation.Priority,
            evaluation.Action,
            PqlResponse.Of(evaluation, lead.PqlSince),
            [.. evaluation.Spikes.Select(SpikeResponse.Of)],
            lead.SideBySide.Count == 0 ? null : [.. lead.SideBySide.Select(ModelScoreResponse.Of)]);
    }
}

/// <summary>Fit: what is known of the lead and its account.</summary>
/// <param name="Score">0 to 50; the sum of all contributions.</param>
/// <param name="Raw">Before the limits of 0 and 50.</param>
/// <param name="Tier">The tier of the score.</param>
/// <param name="Coverage">Known positive criteria divided by all of them, 0 to 1.</param>
/// <param name="Missing">Attributes that are not known and could add points. Unknown is not a bad fit.</param>
/// <param name="Contributions">Every line of points, unless <c>explain</c> asked for the three largest of the whole score, or for none.</param>
public sealed record FitResponse(decimal Score, decimal Raw, string Tier, decimal Coverage, IReadOnlyList<string> Missing, IReadOnlyList<ContributionResponse> Contributions)
{
    internal static FitResponse Of(Evaluation evaluation, IEnumerable<Contribution> lines) => new(
        evaluation.Numbers.Fit.ToDecimal(),
        evaluation.Numbers.FitRaw.ToDecimal(),
        evaluation.FitTier,
        evaluation.FitCoverage,
        evaluation.FitMissing,
        [.. lines.Where(line => line.Layer == Contribution.FitLayer).Select(ContributionResponse.Of)]);
}

/// <summary>Behavior: what the lead did.</summary>
/// <param name="Score">0 to 100; the sum of all contributions.</param>
/// <param name="Raw">The points of the criteria, before velocity, decay, floor and cap.</param>
/// <param name="Velocity">The velocity bonus in force.</param>
/// <param name="Decay">What decay really took.</param>
/// <param name="Tier">The tier of the score.</param>
/// <param name="Contributions">Every line of points, unless <c>explain</c> asked for the three largest of the whole score, or for none.</param>
public sealed record BehaviorResponse(decimal Score, decimal Raw, decimal Velocity, decimal Decay, string Tier, IReadOnlyList<ContributionResponse> Contributions)
{
    internal static BehaviorResponse Of(Evaluation evaluation, IEnumerable<Contribution> lines) => new(
        evaluation.Numbers.Behavior.ToDecimal(),
        evaluation.Numbers.BehaviorRaw.ToDecimal(),
        evaluation.Numbers.Velocity.ToDecimal(),
        evaluation.Numbers.Decay.ToDecimal(),
        evaluation.BehaviorTier,
        [.. lines.Where(line => line.Layer != Contribution.FitLayer).Select(ContributionResponse.Of)]);
}

/// <summary>Whether the lead is product-qualified, and what is in the way.</summary>
/// <param name="Qualified">Whether it is.</param>
/// <param name="Since">Since when it is, or since when it no longer is; null when it never was.</param>
/// <param name="BlockedBy">What keeps it from being one whatever its points.</param>
/// <param name="Missing">The points missing to each threshold; 0 where it is reached.</param>
public sealed record PqlResponse(bool Qualified, DateTimeOffset? Since, IReadOnlyList<string> BlockedBy, MissingResponse Missing)
{
    internal static PqlResponse Of(Evaluation evaluation, DateTimeOffset? since) => new(
        evaluation.Numbers.IsPql,
        since,
        evaluation.BlockedBy,
        new MissingResponse(evaluation.Missing.Total.ToDecimal(), evaluation.Missing.Fit.ToDecimal(), evaluation.Missing.Behavior.ToDecimal()));
}

/// <summary>The points missing to the thresholds of a PQL; 0 where one is reached.</summary>
/// <param name="Total">Points missing to the total.</param>
/// <param name="Fit">Points missing to the fit.</param>
/// <param name="Behavior">Points missing to the behavior.</param>
public sealed record MissingResponse(decimal Total, decimal Fit, decimal Behavior);

/// <summary>One line of points.</summary>
/// <param name="Criterion">Key of the criterion, or of one of the engine's own lines.</param>
/// <param name="Label">The same for people.</param>
/// <param name="Points">What the line adds or takes.</param>
/// <param name="Layer">fit, the layer of a behavior criterion, or adjustment.</param>
/// <param name="Evidence">What the line rests on.</param>
public sealed record ContributionResponse(string Criterion, string Label, decimal Points, string Layer, EvidenceResponse Evidence)
{
    internal static ContributionResponse Of(Contribution line) => new(line.Criterion, line.Label, line.Points.ToDecimal(), line.Layer, EvidenceResponse.Of(line.Evidence));
}

/// <summary>An alert that is met.</summary>
/// <param name="Spike">Its key.</param>
/// <param name="Label">The same for people.</param>
/// <param name="Evidence">What it rests on.</param>
public sealed record SpikeResponse(string Spike, string Label, EvidenceResponse Evidence)
{
    internal static SpikeResponse Of(Spike spike) => new(spike.Key, spike.Label, EvidenceResponse.Of(spike.Evidence));
}

/// <summary>What a line rests on.</summary>
/// <param name="Count">How many events its signal has had in all; null where no events are counted.</param>
/// <param name="FirstAt">The first of them.</param>
/// <param name="LastAt">The last of them.</param>
/// <param name="Value">What was measured or matched, as text; not counted further than the highest tier asks.</param>
public sealed record EvidenceResponse(int? Count, DateTimeOffset? FirstAt, DateTimeOffset? LastAt, string? Value)
{
    internal static EvidenceResponse Of(Evidence evidence) => new(evidence.Count, evidence.FirstAt, evidence.LastAt, evidence.Value);
}

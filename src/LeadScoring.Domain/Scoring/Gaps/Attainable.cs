using LeadScoring.Domain.Models;

namespace LeadScoring.Domain.Scoring.Gaps;

/// <summary>What some attributes and some actions come to together.</summary>
internal readonly record struct Outcome(Points Fit, Points Behavior, Points Total, bool HasCeiling)
{
    public Outcome(WhatIf lead, Points fit, Done done)
        : this(fit, lead.Behavior(fit, done), Points.Zero, done.HasCeiling) => Total = lead.Model.Total.Of(Fit, Behavior);

    public bool IsPql(PqlRule rule) => !HasCeiling && Fit >= rule.Fit && Behavior >= rule.Behavior && Total >= rule.Total;
}

/// <summary>Everything that the fits and the actions that there are can come to together.</summary>
/// <param name="lead">The lead.</param>
/// <param name="rule">The thresholds.</param>
/// <param name="fits">The fits that there are.</param>
/// <param name="dones">What actions come to.</param>
internal sealed class Attainable(WhatIf lead, PqlRule rule, IReadOnlyCollection<Points> fits, IReadOnlyCollection<Done> dones)
{
    /// <summary>Whether any of it is a PQL.</summary>
    public bool HasPql { get; } = (from fit in fits where fit >= rule.Fit from done in dones select new Outcome(lead, fit, done)).Any(outcome => outcome.IsPql(rule));

    /// <summary>All of it that nothing blocks; made anew each time, since it may be much.</summary>
    private IEnumerable<Outcome> Unblocked => from fit in fits from done in dones where !done.HasCeiling select new Outcome(lead, fit, done);

    /// <summary>The highest fit of each tier: nothing that fit may come to does more for behavior or the total than one of these.</summary>
    public static IReadOnlyCollection<Points> BestFits(ScoringModel model) =>
        [.. model.FitTiers.Skip(1).Select(next => next.From - new Points(1)), ScoringModel.MostFit];

    /// <summary>
    /// The thresholds that none of it reaches, with the most that it comes to; where each is reached by something, but never all together,
    /// the first of fit, behavior and total that is not reached where those before it are.
    /// </summary>
    /// <param name="isExact">Whether the fits are those of the attributes; else nothing is said about fit or the total alone.</param>
    public IReadOnlyList<UnreachableThreshold> Unreachable(bool isExact)
    {
        if (!Unblocked.Any())
        {
            return []; // the ceiling of the free tier blocks, whatever is done
        }

        UnreachableThreshold[] alone = [.. isExact ? [Total(Unblocked), Fit(Unblocked)] : Array.Empty<UnreachableThreshold>(), Behavior(Unblocked)];
        if (Array.Exists(alone, IsMissed))
        {
            return [.. alone.Where(IsMissed)];
        }

        var fitting = Unblocked.Where(outcome => outcome.Fit >= rule.Fit);
        var active = fitting.Where(outcome => outcome.Behavior >= rule.Behavior);
        return [active.Any() ? Total(active) : Behavior(fitting)];
    }

    private UnreachableThreshold Total(IEnumerable<Outcome> among) => new("total", rule.Total, among.Max(outcome => outcome.Total));

    private UnreachableThreshold Fit(IEnumerable<Outcome> among) => new("fit", rule.Fit, among.Max(outcome => outcome.Fit));

    private UnreachableThreshold Behavior(IEnumerable<Outcome> among) => new("behavior", rule.Behavior, among.Max(outcome => outcome.Behavior));

    private static bool IsMissed(UnreachableThreshold threshold) => threshold.Most < threshold.Threshold;
}

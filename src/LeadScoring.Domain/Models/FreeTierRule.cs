using LeadScoring.Domain.Scoring;

namespace LeadScoring.Domain.Models;

/// <summary>
/// A ceiling for those who have been on the free tier for long and show no sign of leaving it: loyal, but not about to buy. It also
/// keeps them from being PQLs. The plan is a matter of events, so that it has a date.
/// </summary>
/// <param name="Most">The greatest behavior then.</param>
/// <param name="AfterDays">From so many days of 24 hours on, that instant included.</param>
/// <param name="Paid">The signal whose events begin a paid plan, as a position in <see cref="ScoringModel.Signals"/>.</param>
/// <param name="Free">The signal whose events lead back to the free tier; null for none. Without such an event the time on it counts from the lead's start.</param>
/// <param name="Unless">The signal of which an event since then lifts the ceiling; null for none.</param>
public sealed record FreeTierRule(Points Most, int AfterDays, int Paid, int? Free, int? Unless)
{
    /// <summary>The reason that is reported.</summary>
    public const string Reason = "free_tier_ceiling";
}

/// <summary>Reads the free tier of a model document.</summary>
internal static class FreeTierReader
{
    public static FreeTierRule? Read(ModelNode? node, SignalReader signals)
    {
        if (node is not { } freeTier || !freeTier.IsObjectOf("most", "afterDays", "paid", "free", "unless"))
        {
            return null;
        }

        return new FreeTierRule(
            freeTier.Required("most")?.Points(0, 100) ?? Points.Zero,
            freeTier.Required("afterDays")?.Whole(1, Window.MostDays) ?? 1,
            signals.Plain(freeTier.Required("paid")),
            freeTier.Optional("free") is { } free ? signals.Plain(free) : null,
            freeTier.Optional("unless") is { } unless ? signals.Plain(unless) : null);
    }
}

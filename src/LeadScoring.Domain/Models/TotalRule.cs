using LeadScoring.Domain.Scoring;

namespace LeadScoring.Domain.Models;

/// <summary>
/// How fit and behavior make the total, 0 to 150. Weighted: <c>150 x (wf x fit/50 + wb x behavior/100)</c>, so that whatever the weights
/// the scale stays; additive is the same with a third and two thirds.
/// </summary>
/// <param name="Fit">The weight of fit in ten-thousandths; null: the two are added.</param>
public sealed record TotalRule(int? Fit)
{
    /// <summary>Weights are whole parts of this.</summary>
    internal const int Whole = 10_000;

    /// <summary>Fit plus behavior.</summary>
    public static readonly TotalRule Additive = new((int?)null);

    /// <summary>The total, rounded once to hundredths, a half away from zero.</summary>
    public Points Of(Points fit, Points behavior)
    {
        if (Fit is not { } weight)
        {
            return fit + behavior;
        }

        // 150/50 and 150/100, doubled to stay whole.
        var sum = (6L * weight * fit.Hundredths) + (3L * (Whole - weight) * behavior.Hundredths);
        return new Points((int)((sum + Whole) / (2 * Whole)));
    }
}

/// <summary>Reads the total of a model document.</summary>
internal static class TotalReader
{
    public static TotalRule Read(ModelNode? node)
    {
        if (node is not { } total || !total.IsObjectOf("kind", "fit", "behavior"))
        {
            return TotalRule.Additive;
        }

        switch (total.Required("kind")?.Text())
        {
            case "additive":
                total.Optional("fit")?.Error("does not belong to this kind of total");
                total.Optional("behavior")?.Error("does not belong to this kind of total");
                return TotalRule.Additive;
            case "weighted":
                var (fit, behavior) = (total.Required("fit")?.Share() ?? 0, total.Required("behavior")?.Share() ?? 0);
                if (total.Has("fit") && total.Has("behavior") && fit + behavior != TotalRule.Whole)
                {
                    total.Error("must have weights that add up to 1");
                }

                return new TotalRule(fit);
            default:
                total.Optional("kind")?.Error("must be one of additive, weighted");
                return TotalRule.Additive;
        }
    }
}

using LeadScoring.Domain.Scoring;

namespace LeadScoring.Domain.Models;

/// <summary>What fit does to behavior.</summary>
public abstract record FitEffect
{
    /// <summary>Below this fit behavior does not count.</summary>
    /// <param name="Least">The least fit, included.</param>
    public sealed record Gate(Points Least) : FitEffect;

    /// <summary>Behavior is multiplied by fit tier.</summary>
    /// <param name="Hundredths">The factors in hundredths, by position of the fit tier.</param>
    public sealed record Multiplier(IReadOnlyList<int> Hundredths) : FitEffect;
}

/// <summary>Reads what fit does to behavior.</summary>
internal static class FitEffectReader
{
    private const int MostFactor = 3;

    public static FitEffect? Read(ModelNode? node, IReadOnlyList<ScoreTier> tiers)
    {
        if (node is not { } effect || !effect.IsObjectOf("kind", "least", "factors"))
        {
            return null;
        }

        switch (effect.Required("kind")?.Text())
        {
            case "gate":
                effect.Optional("factors")?.Error("does not belong to this kind of effect");
                return new FitEffect.Gate(effect.Required("least")?.Points(0, 50) ?? Points.Zero);
            case "multiplier":
                effect.Optional("least")?.Error("does not belong to this kind of effect");
                return new FitEffect.Multiplier(ReadFactors(effect.Required("factors"), tiers));
            default:
                effect.Optional("kind")?.Error("must be one of gate, multiplier; without an effect the two are independent");
                return null;
        }
    }

    private static int[] ReadFactors(ModelNode? node, IReadOnlyList<ScoreTier> tiers)
    {
        if (node is not { } factors || !factors.IsObjectOf([.. tiers.Select(tier => tier.Key)]))
        {
            return [.. tiers.Select(_ => 100)];
        }

        if (tiers.Any(tier => !factors.Has(tier.Key)))
        {
            factors.Error($"must name every fit tier: {string.Join(", ", tiers.Select(tier => tier.Key))}");
        }

        return [.. tiers.Select(tier => factors.Optional(tier.Key)?.Points(0, MostFactor).Hundredths ?? 100)];
    }
}

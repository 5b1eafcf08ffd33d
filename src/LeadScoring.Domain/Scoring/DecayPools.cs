using LeadScoring.Domain.Models;

namespace LeadScoring.Domain.Scoring;

/// <summary>Points that fade together: those of a layer with a decay of its own, or all others.</summary>
internal struct DecayPool
{
    /// <summary>The points gained.</summary>
    public Points Gained { get; private set; }

    /// <summary>What a half-life takes from them.</summary>
    public Halving Halved;

    public void Add(Points points) => Gained += points;

    public void Add(CriterionScore score)
    {
        Gained += score.Points + score.Extra;
        if (score.Left is { } left)
        {
            Halved.Add(score.Points, left);
        }
    }
}

/// <summary>Lets pools fade, each by its own rule, down to the floor that they share.</summary>
internal static class DecayPools
{
    /// <summary>What decay takes from all pools together.</summary>
    /// <param name="model">The scoring model.</param>
    /// <param name="situation">The lead at one moment.</param>
    /// <param name="pools">The common pool first, then those of the layers in order.</param>
    /// <param name="room">The most that may be taken: what is above the floor. Pools take from it in their order.</param>
    /// <param name="validUntil">Moved to the instant (inclusive) from which on more may be taken, where that is earlier.</param>
    /// <param name="receipts">Where a line for each pool that loses something goes; null for none.</param>
    public static Points Take(ScoringModel model, Situation situation, Span<DecayPool> pools, Points room, ref long validUntil, List<Contribution>? receipts)
    {
        var all = Points.Zero;
        for (var i = 0; i < pools.Length; i++)
        {
            var layer = i == 0 ? null : model.Decay!.Layers[i - 1];
            var fading = Decay.Of(layer is null ? model.Decay : layer.Rule, situation, pools[i].Gained, pools[i].Halved);
            var taken = Points.Min(fading.Taken, Points.Min(room, Points.Max(Points.Zero, pools[i].Gained)));
            if (taken < room)
            {
                validUntil = Math.Min(validUntil, fading.NextAt);
            }

            if (taken != Points.Zero)
            {
                receipts?.Add(layer is null
                    ? new Contribution(Contribution.Decay, "Fades while nothing happens", -taken, Contribution.AdjustmentLayer, fading.Evidence())
                    : new Contribution($"{Contribution.Decay}:{layer.Layer}", $"Fades while nothing happens: {layer.Layer}", -taken, Contribution.AdjustmentLayer, fading.Evidence()));
            }

            (room, all) = (room - taken, all + taken);
        }

        return all;
    }
}

using LeadScoring.Domain.Models;
using LeadScoring.Domain.Scoring;

namespace LeadScoring.Domain.Tests.Oracle;

/// <summary>Behavior, read off the rules and the whole log. Scores are hundredths of a point.</summary>
internal sealed class NaiveBehavior
{
    private readonly ScoringModel _model;
    private readonly NaiveSituation _situation;
    private readonly List<NaiveCriterion> _criteria;
    private readonly NaiveBurst? _burst;

    public NaiveBehavior(ScoringModel model, NaiveSituation situation, NaiveFit fit)
    {
        (_model, _situation, _burst) = (model, situation, NaiveBurst.InForce(model, situation));
        _criteria = [.. model.Behavior.Select(criterion => NaiveCriterion.Of(model, criterion, situation)).OfType<NaiveCriterion>()];
        Lines.AddRange(_criteria.Select(each => new Contribution(each.Criterion.Key, each.Criterion.Label, new Points(each.Points), each.Criterion.Layer, situation.Evidence(each.Slot))));
        AddLine("recency", _criteria.Sum(each => each.Extra));
        Raw = _criteria.Where(each => each.Criterion.Product is null).Sum(each => each.Worth) + OfProducts();
        Velocity = _burst?.Bonus(model.Velocity!, _criteria.Where(each => (each.Criterion.BurstPatterns & _burst.Patterns) != 0).Sum(each => each.Worth)) ?? 0;
        AddLine("velocity", Velocity, _burst is null ? null : new Evidence(model.Velocity!.Actions, _burst.First, _burst.Last));
        var least = Math.Min(model.Decay?.Floor.Hundredths ?? 0, Math.Max(0, Raw));
        Decay = model.Decay is null ? 0 : Fade(model.Decay, Math.Max(0, Raw + Velocity - least));
        Score = Raw + Velocity - Decay;
        LimitTo("floor", Math.Max(least, Score));
        ApplyFit(fit);
        LimitTo("cap", Math.Min(10_000, Score));
        IsCeilinged = NaiveFreeTier.Holds(model.FreeTier, situation);
        LimitTo("free_tier_ceiling", IsCeilinged ? Math.Min(model.FreeTier!.Most.Hundredths, Score) : Score);
    }

    public int Score { get; private set; }
    public int Raw { get; }
    public int Velocity { get; }
    public int Decay { get; }
    public bool IsCeilinged { get; }
    public List<Contribution> Lines { get; } = [];

    /// <summary>The product with the most points, and the bonus for how many are in use.</summary>
    private int OfProducts()
    {
        int[] products = [.. _model.Products.Select((_, product) => _criteria.Where(each => each.Criterion.Product == product).Sum(each => each.Worth))];
        if (products.Length == 0)
        {
            return 0;
        }

        var inUse = products.Count(points => points > 0);
        var bonus = _model.ProductBonuses.Where(each => inUse >= each.Products).MaxBy(each => each.Products)?.Points.Hundredths ?? 0;
        AddLine("other_products", products.Max() - products.Sum());
        AddLine("product_bonus", bonus);
        return products.Max() + bonus;
    }

    /// <summary>Each layer with numbers of its own fades by itself, all else together. Where the floor leaves too little to take, all else takes first and the layers follow in order.</summary>
    private int Fade(DecayRule rule, int room)
    {
        var own = rule.Layers.Select(layer => layer.Layer).ToHashSet(StringComparer.Ordinal);
        var common = _criteria.Where(each => !own.Contains(each.Criterion.Layer)).ToList();
        var ofVelocity = rule.Kind == DecayKind.HalfLife && _burst is not null ? Velocity - new NaiveDecay(rule, _situation).Left(Velocity, _burst.Last) : 0;
        var gained = Raw + Velocity - _criteria.Except(common).Sum(each => each.Worth);
        var taken = Take("decay", rule, gained, common.Sum(each => each.Faded) + ofVelocity, room);
        foreach (var layer in rule.Layers.Where(layer => layer.Rule is not null))
        {
            var pool = _criteria.Where(each => each.Criterion.Layer == layer.Layer).ToList();
            taken += Take("decay:" + layer.Layer, layer.Rule!, pool.Sum(each => each.Worth), pool.Sum(each => each.Faded), room - taken);
        }

        return taken;
    }

    private int Take(string key, DecayRule rule, int gained, int halved, int room)
    {
        var fading = new NaiveDecay(rule, _situation);
        var taken = Math.Min(room, fading.Taken(gained, halved));
        AddLine(key, -taken, new Evidence(LastAt: fading.Clock));
        return taken;
    }

    private void ApplyFit(NaiveFit fit)
    {
        switch (_model.FitEffect)
        {
            case FitEffect.Gate gate:
                LimitTo("fit_gate", fit.Score < gate.Least.Hundredths ? 0 : Score);
                break;
            case FitEffect.Multiplier multiplier:
                LimitTo("fit_multiplier", (int)Math.Round(Score * (multiplier.Hundredths[fit.Tier] / 100m), MidpointRounding.AwayFromZero));
                break;
        }
    }

    private void LimitTo(string key, int score)
    {
        AddLine(key, score - Score);
        Score = score;
    }

    private void AddLine(string key, int points, Evidence? evidence = null)
    {
        if (points != 0)
        {
            Lines.Add(new Contribution(key, "", new Points(points), "adjustment", evidence ?? Evidence.None));
        }
    }
}

using LeadScoring.Domain.Models;
using LeadScoring.Domain.Scoring;

namespace LeadScoring.Domain.Tests.Oracle;

/// <summary>Behavior, read off the rules and the whole log. Scores are hundredths of a point.</summary>
internal sealed class NaiveBehavior
{
    private readonly ScoringModel _model;
    private readonly NaiveSituation _situation;

    public NaiveBehavior(ScoringModel model, NaiveSituation situation)
    {
        (_model, _situation) = (model, situation);
        var burst = NaiveBurst.InForce(model, situation);
        var (products, faded, inBurst) = (new int[model.Products.Count], 0, 0);
        foreach (var criterion in model.Behavior)
        {
            var met = criterion.Tiers.Where(tier => situation.IsMet(tier.Condition) && !IsVoid(criterion, tier)).ToList();
            if (met.MaxBy(tier => Math.Abs(tier.Points.Hundredths)) is not { } best)
            {
                continue;
            }

            var points = best.Points.Hundredths;
            Lines.Add(new Contribution(criterion.Key, criterion.Label, best.Points, criterion.Layer, situation.Evidence(best.Condition.Slot)));
            faded += points > 0 ? points - met.Max(Left) : 0;
            inBurst += (criterion.BurstPatterns & (burst?.Patterns ?? 0)) != 0 ? points : 0;
            if (criterion.Product is { } product)
            {
                products[product] += points;
            }
            else
            {
                Raw += points;
            }
        }

        AddProducts(products);
        AddVelocity(burst, inBurst);
        if (burst is not null)
        {
            faded += Velocity - NaiveDecay.Left(model.Decay, Velocity, situation.FullDaysSince(burst.Last));
        }

        Limit(faded);
    }

    public int Score { get; private set; }
    public int Raw { get; private set; }
    public int Velocity { get; private set; }
    public int Decay { get; private set; }
    public List<Contribution> Lines { get; } = [];

    /// <summary>What the tier is still worth: under a half-life a criterion is worth as much as the tier that has faded the least.</summary>
    private int Left(BehaviorTier tier) =>
        NaiveDecay.Left(_model.Decay, tier.Points.Hundredths, _situation.FullDaysSince(_situation.LastOf(tier.Condition.Slot)));

    private bool IsVoid(BehaviorCriterion criterion, BehaviorTier tier) =>
        criterion.VoidedBy.SelectMany(_situation.Log.Of).Any(each => each.At >= _situation.LastOf(tier.Condition.Slot));

    private void AddProducts(int[] products)
    {
        if (products.Length == 0)
        {
            return;
        }

        var inUse = products.Count(points => points > 0);
        var bonus = _model.ProductBonuses.Where(each => inUse >= each.Products).MaxBy(each => each.Products)?.Points.Hundredths ?? 0;
        AddLine("other_products", products.Max() - products.Sum());
        AddLine("product_bonus", bonus);
        Raw += products.Max() + bonus;
    }

    private void AddVelocity(NaiveBurst? burst, int inBurst)
    {
        Velocity = burst?.Bonus(_model.Velocity!, inBurst) ?? 0;
        AddLine("velocity", Velocity, burst is null ? null : new Evidence(_model.Velocity!.Actions, burst.First, burst.Last));
    }

    /// <summary>clamp(raw + velocity - decay, min(floor, max(0, raw)), 100)</summary>
    private void Limit(int faded)
    {
        var rule = _model.Decay;
        var gained = Raw + Velocity;
        var least = Math.Min(rule?.Floor.Hundredths ?? 0, Math.Max(0, Raw));
        var clock = rule is null or { Kind: DecayKind.HalfLife } ? null
            : _situation.Log.Of(rule.Clock) is [.., var last] ? last.At : _situation.Start;
        var decay = rule?.Kind == DecayKind.HalfLife ? faded
            : rule is not null && clock is { } since ? NaiveDecay.Taken(rule, gained, _situation.FullDaysSince(since)) : 0;
        Score = Math.Max(least, Math.Min(10_000, gained - decay));
        Decay = Math.Min(decay, Math.Max(0, gained - least));
        AddLine("decay", -Decay, new Evidence(LastAt: clock));
        AddLine(Score > gained - Decay ? "floor" : "cap", Score - (gained - Decay));
    }

    private void AddLine(string key, int points, Evidence? evidence = null)
    {
        if (points != 0)
        {
            Lines.Add(new Contribution(key, "", new Points(points), "adjustment", evidence ?? Evidence.None));
        }
    }
}

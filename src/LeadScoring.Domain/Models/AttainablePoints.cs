using LeadScoring.Domain.Leads;
using LeadScoring.Domain.Scoring;

namespace LeadScoring.Domain.Models;

/// <summary>The greatest scores that the criteria of a model allow. Nobody has more; whether anybody can have as much is not certain.</summary>
/// <param name="LeadFit">Fit of a lead.</param>
/// <param name="AccountFit">Fit of an account, to which people's attributes add nothing.</param>
/// <param name="Behavior">Behavior.</param>
/// <param name="LeadTotal">The total of a lead.</param>
/// <param name="AccountTotal">The total of an account.</param>
internal sealed record AttainablePoints(Points LeadFit, Points AccountFit, Points Behavior, Points LeadTotal, Points AccountTotal)
{
    private static readonly LeadProfile Account = LeadProfile.OfAccount(new Attributes(), null, 0);

    public static AttainablePoints Of(ScoringModel model)
    {
        var (lead, account) = (Points.Min(ScoringModel.MostFit, Fit(model, LeadProfile.Unknown)), Points.Min(ScoringModel.MostFit, Fit(model, Account)));
        var factor = model.FitEffect is FitEffect.Multiplier multiplier ? multiplier.Hundredths.Max() / 100d : 1;
        var behavior = Points.Min(ScoringModel.MostBehavior, (Criteria(model) + Velocity(model)).Times(factor));
        return new AttainablePoints(lead, account, behavior, model.Total.Of(lead, behavior), model.Total.Of(account, behavior));
    }

    /// <summary>What a positive criterion is worth at most, with recency; 0 for a penalty.</summary>
    public static Points Of(ScoringModel model, BehaviorCriterion criterion)
    {
        var most = Points.Max(Points.Zero, criterion.Each?.Most ?? criterion.Tiers.MaxBy(tier => tier.Points)?.Points ?? Points.Zero);
        return most > Points.Zero && model.Recency is { } recency ? Points.Min(most.Times(recency.Multiplier), criterion.Most ?? criterion.Each?.Most ?? Points.Of(5 * Points.Limit)) : most;
    }

    /// <summary>The points of all criteria with a key action together.</summary>
    public static Points OfKeyActions(ScoringModel model) => Sum(model.Behavior.Where(criterion => criterion.BurstPatterns != 0).Select(criterion => Of(model, criterion)));

    public static Points Sum(IEnumerable<Points> points) => points.Aggregate(Points.Zero, (sum, each) => sum + each);

    /// <summary>Fit before its limit.</summary>
    public static Points Fit(ScoringModel model, LeadProfile profile) =>
        Sum(model.Fit.Select(criterion => criterion.Tiers.Where(tier => profile.CanHave(tier.Attribute)).Select(tier => tier.Points).Append(Points.Zero).Max()));

    /// <summary>The criteria of no product, those of the highest product, and the bonus for as many products as can have points.</summary>
    private static Points Criteria(ScoringModel model)
    {
        Points[] products = [.. model.Products.Select((_, product) => Sum(model.Behavior.Where(criterion => criterion.Product == product).Select(criterion => Of(model, criterion))))];
        var inUse = products.Count(points => points > Points.Zero);
        return Sum(model.Behavior.Where(criterion => criterion.Product is null).Select(criterion => Of(model, criterion)))
            + products.Append(Points.Zero).Max()
            + model.ProductBonuses.Where(bonus => bonus.Products <= inUse).Select(bonus => bonus.Points).Append(Points.Zero).Max();
    }

    private static Points Velocity(ScoringModel model) =>
        model.Velocity is { } velocity ? velocity.Points ?? OfKeyActions(model).Times(velocity.Share!.Value) : Points.Zero;
}

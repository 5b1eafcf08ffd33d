using LeadScoring.Domain.Leads;
using LeadScoring.Domain.Scoring;

namespace LeadScoring.Domain.Models;

/// <summary>The greatest scores that the criteria of a model allow. Nobody has more; whether anybody can have as much is not certain.</summary>
/// <param name="LeadFit">Fit of a lead.</param>
/// <param name="AccountFit">Fit of an account, to which people's attributes add nothing.</param>
/// <param name="Behavior">Behavior.</param>
internal sealed record AttainablePoints(Points LeadFit, Points AccountFit, Points Behavior)
{
    private static readonly LeadProfile Account = LeadProfile.OfAccount(new Attributes(), null, 0);

    /// <summary>The total of a lead.</summary>
    public Points LeadTotal => LeadFit + Behavior;

    /// <summary>The total of an account.</summary>
    public Points AccountTotal => AccountFit + Behavior;

    public static AttainablePoints Of(ScoringModel model) => new(
        Points.Min(ScoringModel.MostFit, Fit(model, LeadProfile.Unknown)),
        Points.Min(ScoringModel.MostFit, Fit(model, Account)),
        Points.Min(ScoringModel.MostBehavior, Criteria(model) + Velocity(model)));

    /// <summary>What a positive criterion is worth at most, 0 for a penalty.</summary>
    public static Points Of(BehaviorCriterion criterion) => Points.Max(Points.Zero, criterion.Tiers.MaxBy(tier => tier.Points)?.Points ?? Points.Zero);

    /// <summary>The points of all criteria with a key action together.</summary>
    public static Points OfKeyActions(ScoringModel model) => Sum(model.Behavior.Where(criterion => criterion.BurstPatterns != 0).Select(Of));

    public static Points Sum(IEnumerable<Points> points) => points.Aggregate(Points.Zero, (sum, each) => sum + each);

    /// <summary>Fit before its limit.</summary>
    public static Points Fit(ScoringModel model, LeadProfile profile) =>
        Sum(model.Fit.Select(criterion => criterion.Tiers.Where(tier => profile.CanHave(tier.Attribute)).Select(tier => tier.Points).Append(Points.Zero).Max()));

    /// <summary>The criteria of no product, those of the highest product, and the bonus for as many products as can have points.</summary>
    private static Points Criteria(ScoringModel model)
    {
        Points[] products = [.. model.Products.Select((_, product) => Sum(model.Behavior.Where(criterion => criterion.Product == product).Select(Of)))];
        var inUse = products.Count(points => points > Points.Zero);
        return Sum(model.Behavior.Where(criterion => criterion.Product is null).Select(Of))
            + products.Append(Points.Zero).Max()
            + model.ProductBonuses.Where(bonus => bonus.Products <= inUse).Select(bonus => bonus.Points).Append(Points.Zero).Max();
    }

    private static Points Velocity(ScoringModel model) =>
        model.Velocity is { } velocity ? velocity.Points ?? OfKeyActions(model).Times(velocity.Share!.Value) : Points.Zero;
}

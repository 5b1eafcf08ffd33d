using LeadScoring.Domain.Scoring;

namespace LeadScoring.Domain.Models;

/// <summary>Reviews key actions, velocity and products.</summary>
internal static class VelocityReview
{
    public static IEnumerable<ModelWarning> Of(ScoringModel model)
    {
        var keyActions = model.Behavior.Count(criterion => criterion.BurstPatterns != 0);
        if (keyActions == 0)
        {
            yield return new("$.behavior.criteria", $"Of {model.Behavior.Count} criteria 0 have keyAction: accounts have no champion, and nothing tells a burst of activity.");
        }
        else if (model.Velocity is null && model.Maturity == ModelMaturity.Standard)
        {
            yield return new("$.behavior", $"There is no velocity: {keyActions} criteria have keyAction, and many key actions in a short time count no more than the same in a year.");
        }

        if (model.Velocity is { Points: { } bonus } && AttainablePoints.OfKeyActions(model) is var all && bonus > all)
        {
            yield return new("$.behavior.velocity.points", $"The bonus of {bonus} is more than all {all} points of the key actions that earn it: 25 to 50 % of them are usual, 100 % are the most.");
        }

        for (var i = 0; i < model.Products.Count; i++)
        {
            if (!model.Behavior.Any(criterion => criterion.Product == i && AttainablePoints.Of(model, criterion) > Points.Zero))
            {
                yield return new($"$.behavior.products.keys[{i}]", $"The product '{model.Products[i]}' has 0 points: no criterion that adds points belongs to it.");
            }
        }
    }
}

using System.Globalization;
using System.Text.Json;
using LeadScoring.Domain.Leads;
using LeadScoring.Domain.Scoring;

namespace LeadScoring.Domain.Models;

/// <summary>
/// Reviews a model that can be used: warns of what experience says does not work, and of what can have no effect. Warnings are
/// never faults, and a model without any need not be good: that only conversions tell.
/// </summary>
public static class ModelReview
{
    private static readonly Points HalfOfFit = new(ScoringModel.MostFit.Hundredths / 2);

    /// <summary>The warnings about a document, in the order of its parts.</summary>
    /// <exception cref="ModelException">The document has faults.</exception>
    public static IReadOnlyList<ModelWarning> Of(string json)
    {
        var model = ModelReader.Read(json, out var unused);
        using var document = JsonDocument.Parse(json);
        var most = AttainablePoints.Of(model);
        return
        [
            .. Criteria(model),
            .. unused.Select(path => new ModelWarning(path, "No rule uses this: it has no effect on any score.")),
            .. Weights(model),
            .. VelocityReview.Of(model),
            .. FadingReview.Of(model),
            .. ReachReview.Of(model, most, document.RootElement),
            .. Conversion(model),
        ];
    }

    private static IEnumerable<ModelWarning> Criteria(ScoringModel model)
    {
        var count = model.Fit.Count + model.Behavior.Count;
        var message = (model.Maturity, count) switch
        {
            (ModelMaturity.Starter, < 3) => $"There are {count} criteria, which is few: 3 to 8 are usual to begin with.",
            (ModelMaturity.Starter, > 8) => $"There are {count} criteria, which is many before conversions tell which of them matter: 3 to 8 are usual to begin with.",
            (ModelMaturity.Starter, _) => null,
            (_, < 10) => $"There are {count} criteria: a score of fewer than 10 is hard to trust; 15 to 25 are usual.",
            (_, < 15) => $"There are {count} criteria, which is few: 15 to 25 are usual.",
            (_, > 35) => $"There are {count} criteria: a score of more than 35 is hard to trust; 15 to 25 are usual.",
            (_, > 25) => $"There are {count} criteria, which is many: 15 to 25 are usual.",
            _ => null,
        };
        return message is null ? [] : [new ModelWarning("$", message)];
    }

    private static IEnumerable<ModelWarning> Conversion(ScoringModel model) => model.Conversion is { } bought && model.Pql.BlockedBy.All(block => block.Slot != bought)
        ? [new("$.conversion", $"Of {model.Pql.BlockedBy.Count} signals that block none is this one: who has bought stays a PQL. That is right only for a model of expansion.")]
        : [];

    /// <summary>What the points of criteria have to do with each other. What blocks is no weight: its points hardly matter.</summary>
    private static IEnumerable<ModelWarning> Weights(ScoringModel model)
    {
        var fit = AttainablePoints.Fit(model, LeadProfile.Unknown);
        if (fit > ScoringModel.MostFit)
        {
            yield return new("$.fit.criteria", $"The criteria come to {fit} points, of which fit counts {ScoringModel.MostFit}: some of them make no difference.");
        }

        var positive = fit + AttainablePoints.Sum(model.Behavior.Select(criterion => AttainablePoints.Of(model, criterion)));
        var penalties = AttainablePoints.Sum(model.Fit.Where(criterion => !criterion.Blocks).SelectMany(criterion => Penalty(criterion.Tiers.Select(tier => tier.Points))))
            + AttainablePoints.Sum(model.Behavior.SelectMany(criterion => Penalty(criterion.Tiers.Select(tier => criterion.Each?.Most ?? tier.Points))));
        if (penalties.Hundredths * 4L > positive.Hundredths)
        {
            yield return new("$", $"Penalties come to {penalties} points, {Percent(penalties, positive)} of the {positive} that can be gained: more than 25 % bury good leads.");
        }

        for (var i = 0; i < model.Fit.Count; i++)
        {
            var criterion = model.Fit[i];
            var left = fit - Points.Min(fit, AttainablePoints.Sum(Penalty(criterion.Tiers.Select(tier => tier.Points))));
            if (!criterion.Blocks && criterion.Tiers.Any(tier => tier.Points <= -HalfOfFit) && left >= model.Pql.Fit)
            {
                yield return new($"$.fit.criteria[{i}]", $"This disqualifies no one: a lead with all {fit} points of fit keeps {left} and passes the {model.Pql.Fit} of a PQL. With blocks it cannot be one.");
            }
        }
    }

    /// <summary>The size of a criterion's greatest penalty; none for a positive one.</summary>
    private static IEnumerable<Points> Penalty(IEnumerable<Points> tiers) => tiers.Where(points => points < Points.Zero).Select(points => -points).OrderDescending().Take(1);

    private static string Percent(Points part, Points whole) =>
        whole == Points.Zero ? "more than 100 %" : string.Create(CultureInfo.InvariantCulture, $"{part.Hundredths * 100L / whole.Hundredths} %");
}

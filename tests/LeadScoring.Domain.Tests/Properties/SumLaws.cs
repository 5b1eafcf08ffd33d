using LeadScoring.Domain.Scoring;
using LeadScoring.Domain.Tests.Support;

namespace LeadScoring.Domain.Tests.Properties;

/// <summary>What the numbers of one answer have to do with each other.</summary>
public sealed class SumLaws
{
    [Fact]
    public void Contributions_add_up_to_fit_and_behavior_exactly() => Case.Holds(lead =>
    {
        var answer = lead.Evaluate();
        var fit = answer.Contributions.Where(line => line.Layer == Contribution.FitLayer).Sum(line => line.Points.Hundredths);
        var behavior = answer.Contributions.Where(line => line.Layer != Contribution.FitLayer).Sum(line => line.Points.Hundredths);

        Assert.Equal(answer.Numbers.Fit.Hundredths, fit);
        Assert.Equal(answer.Numbers.Behavior.Hundredths, behavior);
        Assert.Equal(lead.Model.Total.Fit is { } weight ? Weighted(weight / 10_000m, fit, behavior) : fit + behavior, answer.Numbers.Total.Hundredths);
        Assert.DoesNotContain(answer.Contributions, line => line.Points == Points.Zero);
        return true;

        static int Weighted(decimal weight, int fit, int behavior) => (int)Math.Round(150 * ((weight * fit / 50) + ((1 - weight) * behavior / 100)), MidpointRounding.AwayFromZero);
    });

    [Fact]
    public void Everything_stays_within_its_bounds() => Case.Holds(lead =>
    {
        var numbers = lead.Evaluate().Numbers;

        Assert.InRange(numbers.Fit.Hundredths, 0, 50_00);
        Assert.InRange(numbers.Behavior.Hundredths, 0, 100_00);
        Assert.InRange(numbers.Total.Hundredths, 0, 150_00);
        Assert.InRange(numbers.TotalPercent, 0, 100);
        Assert.True(numbers.Decay >= Points.Zero && numbers.Velocity >= Points.Zero);
        return true;
    });

    [Fact]
    public void What_decay_takes_is_the_sum_of_its_lines_and_no_layer_loses_more_than_it_has() => Case.Holds(lead =>
    {
        var answer = lead.Evaluate();
        var decay = answer.Contributions.Where(line => line.Criterion == Contribution.Decay || line.Criterion.StartsWith("decay:", StringComparison.Ordinal)).ToList();

        Assert.Equal(answer.Numbers.Decay.Hundredths, -decay.Sum(line => line.Points.Hundredths));
        Assert.All(decay.Where(line => line.Criterion != Contribution.Decay), line =>
        {
            var layer = answer.Contributions.Where(each => "decay:" + each.Layer == line.Criterion).Sum(each => each.Points.Hundredths);
            var recency = answer.Contributions.Where(each => each.Criterion == Contribution.Recency).Sum(each => each.Points.Hundredths);
            Assert.InRange(-line.Points.Hundredths, 1, layer + recency);
        });
        return true;
    });

    [Fact]
    public void What_comes_after_decay_only_takes_but_for_what_lifts_to_0_and_a_great_fit() => Case.Holds(lead =>
    {
        var answer = lead.Evaluate();

        Assert.DoesNotContain(answer.Contributions, line => line.Criterion is Contribution.FitGate or Contribution.Cap or Contribution.FreeTierCeiling && line.Points > Points.Zero);
        Assert.DoesNotContain(answer.Contributions, line => line.Criterion is Contribution.Floor or Contribution.Recency && line.Points < Points.Zero);
        Assert.True(answer.Line(Contribution.FreeTierCeiling) == 0 || answer.Numbers.Behavior == lead.Model.FreeTier!.Most);
        Assert.True(answer.Line(Contribution.FitGate) == 0 || answer.Numbers.Behavior == Points.Zero);
        return true;
    });

    [Fact]
    public void What_differs_between_two_moments_adds_up_to_the_difference() => Case.Holds(lead =>
    {
        var (before, after) = (lead.Evaluate(lead.AsOf), lead.Evaluate(lead.AsOf.AddDays(lead.Dice.Below(200))));
        var changes = PointsChange.Between(before.Contributions, after.Contributions);

        Assert.Equal(after.Numbers.Fit - before.Numbers.Fit, Sum(changes.Where(change => change.Layer == Contribution.FitLayer)));
        Assert.Equal(after.Numbers.Behavior - before.Numbers.Behavior, Sum(changes.Where(change => change.Layer != Contribution.FitLayer)));
        Assert.All(changes, change => Assert.NotEqual(change.Before, change.After));
        Assert.Empty(PointsChange.Between(after.Contributions, after.Contributions));
        return true;

        static Points Sum(IEnumerable<PointsChange> changes) => changes.Aggregate(Points.Zero, (sum, change) => sum + change.Difference);
    });

    [Fact]
    public void The_score_without_receipts_has_the_same_numbers() => Case.Holds(lead =>
    {
        Assert.Equal(lead.Evaluate().Numbers, ScoringEngine.Score(lead.Model, lead.Facts, lead.AsOf));
        return true;
    });

    [Fact]
    public void The_score_without_receipts_allocates_nothing() => Case.Holds(
        lead =>
        {
            var (model, facts, asOf) = (lead.Model, lead.Facts, lead.AsOf);
            ScoringEngine.Score(model, facts, asOf);
            var before = GC.GetAllocatedBytesForCurrentThread();
            for (var i = 0; i < 20; i++)
            {
                ScoringEngine.Score(model, facts, asOf);
            }

            Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
            return true;
        },
        300);
}

using LeadScoring.Domain.Scoring;
using LeadScoring.Domain.Tests.Oracle;

namespace LeadScoring.Domain.Tests.Properties;

/// <summary>What time alone does to a score.</summary>
public sealed class TimeLaws
{
    private static readonly TimeSpan Century = TimeSpan.FromDays(36_500);

    [Fact]
    public void The_answer_is_constant_before_ValidUntil() => Case.Holds(
        lead =>
        {
            var dice = lead.Dice;
            var asOf = lead.AsOf;
            for (var steps = 0; steps < 6; steps++)
            {
                var answer = lead.Evaluate(asOf);
                var until = answer.Numbers.ValidUntil ?? asOf + Century;
                Assert.True(until > answer.Numbers.AsOf);
                foreach (var later in new[] { until.AddMilliseconds(-1), Between(answer.Numbers.AsOf, until, dice), Between(answer.Numbers.AsOf, until, dice) })
                {
                    Assert.Equal(Answer.Of(answer), Answer.Of(lead.Evaluate(later)));
                }

                asOf = until;
            }

            return true;
        },
        500);

    [Fact]
    public void An_answer_that_time_cannot_change_stays_for_ever() => Case.Holds(lead =>
    {
        var (answer, asOf) = (lead.Evaluate(), lead.AsOf);
        for (var steps = 0; steps < 300 && answer.Numbers.ValidUntil is { } until; steps++)
        {
            (answer, asOf) = (lead.Evaluate(until), until);
        }

        if (answer.Numbers.ValidUntil is null)
        {
            Assert.Equal(Answer.Of(answer), Answer.Of(lead.Evaluate(asOf + Century)));
            Assert.Equal(Answer.Of(answer), Answer.Of(lead.Evaluate(DateTimeOffset.MaxValue)));
        }

        return true;
    });

    [Fact]
    public void Fit_ignores_time_and_events() => Case.Holds(lead =>
    {
        var (now, later, idle) = (lead.Evaluate(), lead.Evaluate(lead.AsOf + Century), (lead with { Log = [] }).Evaluate());

        Assert.Equal(FitOf(now), FitOf(later));
        Assert.Equal(FitOf(now), FitOf(idle));
        return true;
    });

    [Fact]
    public void Time_alone_never_raises_behavior_unless_a_penalty_passes() => Case.Holds(
        lead =>
        {
            var before = lead.Evaluate().Numbers;
            for (var steps = 0; steps < 30 && !lead.Model.MayRiseByTime && before.ValidUntil is { } until; steps++)
            {
                var after = lead.Evaluate(until).Numbers;
                Assert.True(after.Behavior <= before.Behavior, $"from {before.Behavior} to {after.Behavior} at {until:O}");
                // Lists take the stored total of a lead that time has made due for the most that it can be.
                Assert.True(after.Total <= before.Total, $"from {before.Total} to {after.Total} at {until:O}");
                before = after;
            }

            return true;
        },
        500);

    [Fact]
    public void A_lead_cannot_be_scored_before_its_latest_event() => Case.Holds(lead =>
    {
        Assert.Equal(Answer.WithEvidence(lead.Evaluate(lead.Facts.Digest.LastAt ?? lead.AsOf)), Answer.WithEvidence(lead.Evaluate(lead.Log.Length == 0 ? lead.AsOf : DateTimeOffset.MinValue)));
        return true;
    });

    private static string FitOf(Evaluation evaluation) =>
        $"{evaluation.Numbers.Fit} {evaluation.Numbers.FitRaw} {evaluation.FitTier} {evaluation.FitCoverage} {string.Join(',', evaluation.FitMissing)} "
        + string.Join(';', evaluation.Contributions.Where(line => line.Layer == Contribution.FitLayer));

    private static DateTimeOffset Between(DateTimeOffset from, DateTimeOffset until, Dice dice) => from + ((until - from) * (dice.Below(1_000) / 1_000.0));
}

using LeadScoring.Domain.Tests.Oracle;

namespace LeadScoring.Domain.Tests.Properties;

public sealed class OracleTests
{
    [Fact]
    public void Every_answer_is_the_one_that_walking_through_the_whole_log_gives() => Case.Holds(
        lead =>
        {
            var dice = lead.Dice;
            foreach (var asOf in new[] { lead.AsOf, lead.AsOf.AddHours(dice.Below(10 * 24)), lead.AsOf.AddDays(dice.Below(100)) }) // much fades only later
            {
                var expected = Answer.WithEvidence(NaiveScoring.Evaluate(lead.Model, lead.Profile, lead.Log, asOf));
                Assert.Equal(expected, Answer.WithEvidence(lead.Evaluate(asOf)));
            }

            return true;
        },
        500);
}

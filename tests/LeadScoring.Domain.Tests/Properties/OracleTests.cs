using LeadScoring.Domain.Tests.Oracle;

namespace LeadScoring.Domain.Tests.Properties;

public sealed class OracleTests
{
    [Fact]
    public void Every_answer_is_the_one_that_walking_through_the_whole_log_gives() => Case.Holds(
        lead =>
        {
            var expected = Answer.WithEvidence(NaiveScoring.Evaluate(lead.Model, lead.Profile, lead.Log, lead.AsOf));
            Assert.Equal(expected, Answer.WithEvidence(lead.Evaluate()));
            return true;
        },
        500);
}

using LeadScoring.Api.Leads;
using LeadScoring.Api.Scoring;
using LeadScoring.Api.Tests.Support;

namespace LeadScoring.Api.Tests.Events;

/// <summary>The VP of marketing of docs/scoring.md: fit 50, behavior 100, as a product would send it.</summary>
public sealed class WorkedExampleTests(LeadScoringApp app) : IClassFixture<LeadScoringApp>
{
    [Fact]
    public async Task A_perfect_lead_scores_150_however_its_events_arrive()
    {
        using var client = app.CreateClient();
        await Given.PerfectFitAsync(client, "acme", "vera");
        var events = Given.EagerHistory("vera").ToArray();
        new Random(1).Shuffle(events);

        var halves = await Task.WhenAll(events.Chunk(6).Select(half => client.SendAsync(half)));
        var again = await Task.WhenAll(events.Chunk(4).Select(part => client.SendAsync(part)));

        Assert.Equal((events.Length, 0), (halves.Sum(half => half.Accepted), halves.Sum(half => half.Duplicates)));
        Assert.Equal((0, events.Length), (again.Sum(part => part.Accepted), again.Sum(part => part.Duplicates)));
        var score = await client.GetScoreAsync("vera");
        Assert.Equal((50, 100, 150, 100, "hot"), (score.Fit.Score, score.Behavior.Score, score.Total, score.TotalPercent, score.Band));
        Assert.Equal((75, 25, 0), (score.Behavior.Raw, score.Behavior.Velocity, score.Behavior.Decay));
        Assert.Equal((true, app.Clock.GetUtcNow()), (score.Pql.Qualified, score.Pql.Since));
        Assert.Equal(
            [("company_size", 15), ("industry", 10), ("seniority", 10), ("tech_stack", 8), ("geography", 7)],
            Lines(score.Fit.Contributions));
        Assert.Equal(
            [("onboarding", 15), ("core_feature", 20), ("integration", 15), ("teammates", 15), ("pricing_page", 10), ("velocity", 25)],
            Lines(score.Behavior.Contributions));
        Assert.Equal(score.Fit.Score, score.Fit.Contributions.Sum(line => line.Points));
        Assert.Equal(score.Behavior.Score, score.Behavior.Contributions.Sum(line => line.Points));
        Assert.Single(await app.Database.TransitionsOfAsync("vera"), transition => transition.Kind == TransitionKind.PqlGained);
    }

    private static IEnumerable<(string, decimal)> Lines(IEnumerable<ContributionResponse> lines) => lines.Select(line => (line.Criterion, line.Points));
}

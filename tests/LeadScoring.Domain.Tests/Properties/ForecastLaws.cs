using LeadScoring.Domain.Scoring;

namespace LeadScoring.Domain.Tests.Properties;

/// <summary>A forecast says what evaluating at each later instant says.</summary>
public sealed class ForecastLaws
{
    [Fact]
    public void It_tells_the_score_of_every_later_instant() => Case.Holds(lead =>
    {
        var until = lead.AsOf.AddDays(60);
        var forecast = Forecast.Of(lead.Model, lead.Facts, lead.AsOf, until, 10_000);

        var hours = Enumerable.Range(0, (60 * 24) + 1).Select(hour => lead.AsOf.AddHours(hour));
        var edges = forecast.Changes.SelectMany(change => new[] { change.AsOf.AddMilliseconds(-1), change.AsOf });
        foreach (var instant in hours.Where((_, i) => i % 5 == 0 || i % 24 == 0).Concat(edges).Where(instant => instant >= forecast.Now.AsOf))
        {
            var told = forecast.Changes.LastOrDefault(change => change.AsOf <= instant, forecast.Now);
            Assert.Equal(Published(ScoringEngine.Score(lead.Model, lead.Facts, instant)), Published(told));
        }

        return true;
    });

    [Fact]
    public void Each_change_changes_something_and_comes_later() => Case.Holds(lead =>
    {
        var forecast = Forecast.Of(lead.Model, lead.Facts, lead.AsOf, lead.AsOf.AddDays(400), 10_000);
        var before = forecast.Now;
        foreach (var change in forecast.Changes)
        {
            Assert.True(change.AsOf > before.AsOf && change.AsOf <= lead.AsOf.AddDays(400));
            Assert.NotEqual(Published(before), Published(change), StringComparer.Ordinal);
            before = change;
        }

        return true;
    });

    [Fact]
    public void A_complete_forecast_ends_in_what_stays_for_ever() => Case.Holds(lead =>
    {
        var forecast = Forecast.Of(lead.Model, lead.Facts, lead.AsOf, lead.AsOf.AddDays(36_500), 10_000);
        if (forecast.IsComplete)
        {
            Assert.Equal(Published(ScoringEngine.Score(lead.Model, lead.Facts, DateTimeOffset.MaxValue)), Published(forecast.Changes.LastOrDefault(forecast.Now)));
        }

        return true;
    });

    [Fact]
    public void A_cut_forecast_is_the_beginning_of_the_whole_and_knows_where_it_ends() => Case.Holds(lead =>
    {
        var (most, until) = (lead.Dice.Below(4), lead.AsOf.AddDays(400));
        var whole = Forecast.Of(lead.Model, lead.Facts, lead.AsOf, until, 10_000);
        var cut = Forecast.Of(lead.Model, lead.Facts, lead.AsOf, until, most);

        Assert.Equal(whole.Changes.Take(most), cut.Changes);
        Assert.Equal(whole.PqlUntil, cut.PqlUntil);
        Assert.Equal(whole.Changes.Count > most ? whole.Changes[most].AsOf : whole.KnownUntil, cut.KnownUntil);
        return true;
    });

    [Fact]
    public void A_lead_is_a_PQL_until_it_says() => Case.Holds(
        lead =>
        {
            // Random models seldom make one: take away what is in the way.
            var document = System.Text.Json.Nodes.JsonNode.Parse(lead.Document)!;
            document["pql"] = System.Text.Json.Nodes.JsonNode.Parse("""{ "total": 1, "fit": 0, "behavior": 1 }""");
            var easy = new Case(document.ToJsonString(), lead.Profile, lead.Log, lead.AsOf, lead.Seed);
            var forecast = Forecast.Of(easy.Model, easy.Facts, easy.AsOf, easy.AsOf.AddDays(400), 10_000);
            var lost = forecast.Changes.Where(change => !change.IsPql).Select(change => (DateTimeOffset?)change.AsOf).FirstOrDefault();

            Assert.Equal(forecast.Now.IsPql ? lost : null, forecast.PqlUntil);
            Assert.True(forecast.PqlUntil is not { } at || (ScoringEngine.Score(easy.Model, easy.Facts, at.AddMilliseconds(-1)).IsPql && !ScoringEngine.Score(easy.Model, easy.Facts, at).IsPql));
            return true;
        },
        800);

    private static string Published(ScoreNumbers numbers) =>
        $"{numbers.Fit} {numbers.Behavior} {numbers.Total} {numbers.FitTier} {numbers.BehaviorTier} {numbers.Band} {numbers.IsPql} {numbers.Spikes} {numbers.Blocks}";
}

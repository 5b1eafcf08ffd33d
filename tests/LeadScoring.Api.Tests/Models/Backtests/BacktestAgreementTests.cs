using System.Net;
using System.Text.Json;
using System.Text.Json.Nodes;
using LeadScoring.Api.Leads;
using LeadScoring.Api.Leads.Replay;
using LeadScoring.Api.Models.Backtests;
using LeadScoring.Api.Models.Backtests.Results;
using LeadScoring.Api.Models.Preview;
using LeadScoring.Api.Tests.Leads.Replay;
using LeadScoring.Api.Tests.Support;
using LeadScoring.Domain.Scoring;

namespace LeadScoring.Api.Tests.Models.Backtests;

/// <summary>
/// Two hundred people with late events, linked ids and companies that change: what a backtest says of them is what their scores of the
/// past say under both versions, one by one. The candidate has a signal that no digest held when it was tried.
/// </summary>
public sealed class BacktestAgreementTests(Past past) : IClassFixture<Past>
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web);
    private static readonly (DateTimeOffset From, DateTimeOffset To) Period = (Given.Day(12.3), Given.Day(120));

    [Fact]
    public async Task A_backtest_says_of_each_lead_what_its_scores_of_the_past_say_under_both_versions()
    {
        await past.App.DraftAsync(Candidate);
        // A dozen events at once, so that the people come in many chunks.
        await using var replica = past.App.NewReplica(BacktestCalls.With(("ChunkEvents", "60"), ("ChunkLeads", "7")));
        using var client = replica.CreateClient();
        var done = await client.RunAsync("backtest", new { from = Period.From, to = Period.To });
        var flips = (await client.FlipsAsync(done.Id, "limit=7")).ToDictionary(flip => flip.LeadId, StringComparer.Ordinal);
        Assert.Null(done.Version);
        Assert.True(flips.Values.Select(flip => flip.Kind).Distinct(StringComparer.Ordinal).Count() == 3 && flips.Count > 20, $"{flips.Count} flips");

        var previews = await PreviewsAsync(client);

        await past.App.PublishAsync(Candidate);

        await AssertPreviewsAsync(client, previews);
        await AssertDistributionAsync(client, done.Result!);
        await AssertPqlsAsync(client, done.Result!, flips);
        await AssertMomentsAsync(client, flips);
    }

    private async Task<Dictionary<string, PreviewResponse>> PreviewsAsync(HttpClient client)
    {
        Dictionary<string, PreviewResponse> previews = new(StringComparer.Ordinal);
        foreach (var person in past.People.Where((_, i) => i % 10 == 0))
        {
            var preview = (await client.AskAsync(HttpMethod.Post, "/v1/models/product-led/preview", new { leadId = "anon:" + person.Devices[0] })).Body.Deserialize<PreviewResponse>(Json)!;
            AssertSame(await client.GetScoreAsync(person.Id), preview.Before);
            previews.Add(person.Id, preview);
        }

        return previews;
    }

    /// <summary>A preview shows what the score then is, and its lines come to the difference.</summary>
    private static async Task AssertPreviewsAsync(HttpClient client, Dictionary<string, PreviewResponse> previews)
    {
        foreach (var (id, preview) in previews)
        {
            AssertSame(await client.GetScoreAsync(id), preview.After);
            var (fit, behavior) = (preview.Difference.Where(line => line.Layer == Contribution.FitLayer), preview.Difference.Where(line => line.Layer != Contribution.FitLayer));
            Assert.Equal((preview.After.Fit - preview.Before.Fit, preview.After.Behavior - preview.Before.Behavior), (fit.Sum(line => line.After - line.Before), behavior.Sum(line => line.After - line.Before)));
            Assert.Equal(preview.Difference.Select(line => Math.Abs(line.After - line.Before)).OrderDescending(), preview.Difference.Select(line => Math.Abs(line.After - line.Before)));
        }

        Assert.True(previews.Values.Count(each => each.Difference.Count > 0) > 5, "Hardly anything differs.");
    }

    /// <summary>Counts again, person by person, what GET says as of the end.</summary>
    private async Task AssertDistributionAsync(HttpClient client, PeriodResult result)
    {
        foreach (var (model, version) in new[] { (result.Before, 1), (result.After, 2) })
        {
            List<LeadScoreResponse> scores = [];
            foreach (var person in past.People)
            {
                if (await ScoreAsync(client, person.Id, Period.To, version) is { } score) scores.Add(score);
            }

            Assert.Equal((scores.Count, 0), (result.Leads, result.Skipped));
            Assert.Equal(scores.Count(score => score.Pql.Qualified), model.PqlsAtEnd.Leads);
            Assert.All(model.Bands, band => Assert.Equal((scores.Count(score => score.Band == band.Band), decimal.Round(100m * band.Leads / scores.Count, 2)), (band.Leads, band.Percent)));
            Assert.All(model.Totals, step => Assert.Equal(scores.Count(score => score.Total >= step.From && (score.Total < step.To || step.To == 150)), step.Leads));
        }
    }

    /// <summary>Walks each person's log under one version after the other, and compares flips, who was a PQL at some time, and for how long.</summary>
    private async Task AssertPqlsAsync(HttpClient client, PeriodResult result, Dictionary<string, FlipResponse> flips)
    {
        var models = past.App.Models;
        var (inPeriod, days) = (new long[2], new double[2]);
        foreach (var person in past.People)
        {
            var pqls = new List<(DateTimeOffset From, DateTimeOffset Until)>[2];
            foreach (var version in new[] { 1, 2 })
            {
                var log = await past.ReadLogAsync(person.Id);
                pqls[version - 1] = [.. PqlTimes(new LeadReplay(models.Versions[("product-led", version)], models.Layout, log).Walk(Period.To))];
                inPeriod[version - 1] += pqls[version - 1].Count > 0 ? 1 : 0;
                days[version - 1] += pqls[version - 1].Sum(time => (time.Until - time.From).TotalDays);
            }

            Assert.Equal(KindOf(pqls[0], pqls[1]), flips.GetValueOrDefault(person.Id)?.Kind);
        }

        Assert.Equal((inPeriod[0], inPeriod[1]), (result.Before.PqlsInPeriod.Leads, result.After.PqlsInPeriod.Leads));
        Assert.Equal(days[0], (double)result.Before.PqlDays, 0.006);
        Assert.Equal(days[1], (double)result.After.PqlDays, 0.006);
        Assert.Equal((CountOf(FlipKind.BecomesPql), CountOf(FlipKind.StopsBeingPql), CountOf(FlipKind.AtOtherTimes)), (result.Flips.BecomesPql, result.Flips.StopsBeingPql, result.Flips.AtOtherTimes));

        int CountOf(string kind) => flips.Values.Count(flip => flip.Kind == kind);
    }

    /// <summary>At any moment before a person's flip both versions agree; at the flip they say what it says, and a millisecond before they agree still.</summary>
    private async Task AssertMomentsAsync(HttpClient client, Dictionary<string, FlipResponse> flips)
    {
        await Parallel.ForEachAsync(past.People, new ParallelOptions { MaxDegreeOfParallelism = Past.Abreast }, async (person, _) =>
        {
            var (random, flip) = (new Random(person.Items.Count), flips.GetValueOrDefault(person.Id));
            var moments = Enumerable.Range(0, flip is null ? 6 : 2).Select(_ => Period.From + ((flip?.At ?? Period.To) - Period.From) * random.NextDouble());
            foreach (var at in flip is null || flip.At == Period.From ? moments.Where(_ => flip is null) : moments.Append(flip.At.AddMilliseconds(-1)))
            {
                var (before, after) = (await ScoreAsync(client, person.Id, at, 1), await ScoreAsync(client, person.Id, at, 2));
                Assert.Equal((person.Id, at, before?.Pql.Qualified), (person.Id, at, after?.Pql.Qualified));
            }

            if (flip is not null)
            {
                AssertSame((await ScoreAsync(client, person.Id, flip.At, 1))!, flip.Before);
                AssertSame((await ScoreAsync(client, person.Id, flip.At, 2))!, flip.After);
                Assert.NotEqual(flip.Before.Pql, flip.After.Pql);
            }
        });
    }

    private static void AssertSame(LeadScoreResponse score, TriedNumbers numbers) => Assert.Equal(
        (score.Fit.Score, score.Behavior.Score, score.Total, score.TotalPercent, score.Band, score.Fit.Tier, score.Behavior.Tier, score.Pql.Qualified, string.Join(',', score.Pql.BlockedBy), score.Pql.Missing),
        (numbers.Fit, numbers.Behavior, numbers.Total, numbers.TotalPercent, numbers.Band, numbers.FitTier, numbers.BehaviorTier, numbers.Pql, string.Join(',', numbers.BlockedBy), numbers.Missing));

    private static async Task<LeadScoreResponse?> ScoreAsync(HttpClient client, string id, DateTimeOffset at, int version)
    {
        var (status, body) = await client.TryGetOfLeadAsync(id, $"score?asOf={at.InQuery()}&model=product-led@{version}");
        Assert.True(status is HttpStatusCode.OK or HttpStatusCode.NotFound, body.ToJsonString());
        return status == HttpStatusCode.NotFound ? null : body.Deserialize<LeadScoreResponse>(Json);
    }

    /// <summary>The times within the period at which a lead was a PQL; one that touches the next is one with it.</summary>
    private static IEnumerable<(DateTimeOffset From, DateTimeOffset Until)> PqlTimes(IEnumerable<ReplayStep> steps)
    {
        DateTimeOffset? since = null;
        foreach (var step in steps)
        {
            if (step.Numbers.IsPql)
            {
                since ??= step.At < Period.From ? Period.From : step.At;
            }
            else if (since is { } from)
            {
                if (step.At > Period.From) yield return (from, step.At);
                since = null;
            }
        }

        if (since is { } last) yield return (last, Period.To);
    }

    private static string? KindOf(List<(DateTimeOffset, DateTimeOffset)> before, List<(DateTimeOffset, DateTimeOffset)> after) =>
        before.SequenceEqual(after) ? null : before.Count == 0 ? FlipKind.BecomesPql : after.Count == 0 ? FlipKind.StopsBeingPql : FlipKind.AtOtherTimes;

    private static string Candidate { get; } = BacktestCalls.ProductLed(document =>
    {
        BacktestCalls.CountPages(document);
        document.Criterion("onboarding")["tiers"]![0]!["points"] = 5;
        document["behavior"]!["decay"] = JsonNode.Parse("""{ "kind": "step", "points": 3, "periodDays": 7, "proportional": true, "floor": 2 }""");
        document["pql"]!["total"] = 75;
        document["pql"]!["blocks"]!.AsArray().Add(JsonNode.Parse("""{ "key": "left", "signal": "plan_downgraded_by_choice" }"""));
    });
}

using System.Net;
using System.Text.Json;
using System.Text.Json.Nodes;
using LeadScoring.Api.Leads;
using LeadScoring.Api.Tests.Faults;
using LeadScoring.Api.Tests.Faults.Oracle;
using LeadScoring.Api.Tests.Support;

namespace LeadScoring.Api.Tests.Leads.Replay;

/// <summary>The past, read back: against the naive oracle, against a service that was only told what had happened by then, and against what was answered then.</summary>
public sealed class ReplayTests(Past past) : IClassFixture<Past>
{
    private const int Moments = 50;

    private static readonly ParallelOptions Abreast = new() { MaxDegreeOfParallelism = Past.Abreast };
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web);

    [Fact]
    public async Task As_of_any_moment_the_score_is_what_had_happened_by_then_comes_to()
    {
        var (scored, unknown) = (0, 0);
        await Parallel.ForEachAsync(past.People, Abreast, async (person, _) =>
        {
            var (random, asked) = (new Random(person.Items.Count), 0);
            DateTimeOffset? next = null;
            foreach (var moment in MomentsOf(person.Id, random).Take(Moments))
            {
                var at = next ?? moment;
                var expected = past.Naive.ScoreOf(person.Id, at);
                // Most of them past the routes, which would take half a minute.
                var answer = ++asked % 5 == 0 ? await AskAsync(person.Id, at) : past.Replayed(person.Id, at);
                Interlocked.Increment(ref expected is null ? ref unknown : ref scored);
                Assert.Equal((expected is null, person.Id, at), (answer is null, person.Id, at));
                if (expected is null) continue;

                Assert.Equal(ScoreText.Of(person.Id, answer!.Identities, expected), ScoreText.Of(answer));
                Assert.Equal(at, answer.AsOf);
                // The instant from which time may change the answer is the next to be looked at, sometimes.
                next = random.Next(4) == 0 && answer.ValidUntil <= past.App.Clock.GetUtcNow() ? answer.ValidUntil : null;
            }
        });

        Assert.True(scored > past.People.Length * Moments * 0.8 && unknown > 10, $"{scored} scores, {unknown} moments at which nothing was known");
    }

    [Fact]
    public async Task A_service_that_was_told_only_what_had_happened_by_then_answers_the_same()
    {
        await using var fresh = new LeadScoringApp(Given.SleepingWorker);
        await fresh.InitializeAsync();
        using var client = fresh.CreateClient();
        var (random, compared) = (new Random(7), 0);
        foreach (var person in past.People.Where((_, i) => i % 25 == 0))
        {
            foreach (var at in MomentsOf(person.Id, random).Take(5))
            {
                var copy = $"{person.Id}-copy{++compared}";
                await FeedAsync(client, fresh.Clock, person, copy, at);
                fresh.Clock.Set(at);
                var expected = await Past.AnswerAsync(client, copy, "score");

                var answer = await past.Client.GetOfLeadAsync(person.Id, "score?asOf=" + at.InQuery());

                answer["pql"]!.AsObject().Remove("since");
                Assert.Equal(Past.WithoutNames(expected!), Past.WithoutNames(answer.ToJsonString()));
            }
        }

        Assert.Equal(40, compared);
        await ((IAsyncLifetime)fresh).DisposeAsync();
    }

    [Fact]
    public async Task Known_at_any_moment_the_score_is_what_was_answered_then()
    {
        await Parallel.ForEachAsync(past.Answers, Abreast, async (then, _) =>
            Assert.Equal(then.Score, await Past.AnswerAsync(past.Client, then.Id, "score?knownAt=" + then.At.InQuery())));

        Assert.InRange(past.Answers.Count(then => then.Score is null), 1, past.Answers.Count / 5);
    }

    [Theory]
    [InlineData("")]
    [InlineData("&knownAt=2026-04-20T00:00:00Z")]
    public async Task The_history_shows_what_each_of_its_moments_shows(string knownAt)
    {
        var random = new Random(3);
        foreach (var person in past.People.Where((_, i) => i % 20 == 0))
        {
            var (from, to) = (Given.Day(random.Next(-3, 5)), Given.Day(random.Next(100, 141)));

            var history = await past.Client.GetOfLeadAsync(person.Id, $"history?from={from.InQuery()}&to={to.InQuery()}&step=1.05:00:00{knownAt}");

            var points = history["points"]!.AsArray().ToDictionary(point => (string)point!["at"]!, point => point!.ToJsonString(), StringComparer.Ordinal);
            for (var at = from; at <= to; at += TimeSpan.FromHours(29))
            {
                if (random.Next(3) > 0) continue;
                var (status, score) = await past.Client.TryGetOfLeadAsync(person.Id, $"score?asOf={at.InQuery()}{knownAt}");
                Assert.Equal(status == HttpStatusCode.OK ? PointOf(score) : null, points.GetValueOrDefault(at.InQuery()));
            }
        }
    }

    [Fact]
    public async Task Since_says_when_the_flag_turned_in_the_same_replay()
    {
        var turns = 0;
        foreach (var person in past.People)
        {
            var score = await past.Client.GetScoreAsync(person.Id, Given.Day(60));
            if (score.Pql.Since is not { } since) continue;

            turns++;
            Assert.Equal((score.Pql.Qualified, since), ((await past.Client.GetScoreAsync(person.Id, since)).Pql.Qualified, (await past.Client.GetScoreAsync(person.Id, since)).Pql.Since!.Value));
            Assert.Equal(!score.Pql.Qualified, (await past.Client.GetScoreAsync(person.Id, since.AddMilliseconds(-1))).Pql.Qualified);
        }

        Assert.True(turns > 5, $"Only {turns} people ever qualified.");
    }

    private async Task<LeadScoreResponse?> AskAsync(string person, DateTimeOffset at)
    {
        var (status, body) = await past.Client.TryGetOfLeadAsync(person, "score?asOf=" + at.InQuery());
        return status == HttpStatusCode.NotFound ? null : body.Deserialize<LeadScoreResponse>(Json);
    }

    /// <summary>Moments at which something happened, a millisecond before and after, and any others.</summary>
    private IEnumerable<DateTimeOffset> MomentsOf(string person, Random random)
    {
        DateTimeOffset[] times = [.. past.Naive.TimesOf(person)];
        while (true)
        {
            yield return random.Next(3) == 0
                ? Given.Day(Math.Round(random.NextDouble() * PastPerson.Rounds[^1], 3))
                : times[random.Next(times.Length)].AddMilliseconds(random.Next(-1, 2)) is var at && at <= past.App.Clock.GetUtcNow() ? at : past.App.Clock.GetUtcNow();
        }
    }

    private static string PointOf(JsonObject score) => new JsonObject
    {
        ["at"] = score["asOf"]!.DeepClone(),
        ["fit"] = score["fit"]!["score"]!.DeepClone(),
        ["behavior"] = score["behavior"]!["score"]!.DeepClone(),
        ["total"] = score["total"]!.DeepClone(),
        ["band"] = score["band"]!.DeepClone(),
        ["pql"] = score["pql"]!["qualified"]!.DeepClone(),
    }.ToJsonString();

    /// <summary>Tells a service, under other names, what had happened to a person, and who is who today.</summary>
    private async Task FeedAsync(HttpClient client, ManualClock clock, PastPerson person, string copy, DateTimeOffset until)
    {
        var happened = person.Items.Select(each => each.Item).Where(item => item.Type != LedgerItem.Alias && past.TimeOf(item) <= until).ToLookup(item => item.IsPut);
        foreach (var put in happened[true].OrderBy(past.TimeOf))
        {
            clock.Set(past.TimeOf(put));
            await Past.SendAsync(client, [Copied(put)]);
        }

        clock.Set(until);
        var links = person.Devices.Append(person.Id + "-old").Select(id => new LedgerItem($"link-{copy}-{id}", LedgerItem.Alias, until) { UserId = copy, PreviousId = Renamed(id) });
        await Past.SendAsync(client, links.Concat(happened[false].Select(Copied)));

        LedgerItem Copied(LedgerItem item) => JsonSerializer.Deserialize<LedgerItem>(Renamed(JsonSerializer.Serialize(item)))!;

        string Renamed(string text) => text.Replace(person.Id, copy, StringComparison.Ordinal);
    }
}

using System.Net;
using System.Text.Json.Nodes;
using LeadScoring.Api.Tests.Support;

namespace LeadScoring.Api.Tests.Laws;

/// <summary>
/// Laws of order, repetition and merging for whatever SDKs may say, searched for exceptions over HTTP. What product events alone come to in any
/// order is shown by <see cref="Events.ArrivalOrderTests"/>, digests and all. Each test ends with a recount of everything that was told.
/// </summary>
public sealed class StoryTests(LeadScoringApp app) : IClassFixture<LeadScoringApp>, IAsyncLifetime
{
    private static int _tellings;

    private readonly HttpClient _client = app.CreateClient();

    public Task InitializeAsync() => Task.CompletedTask;

    public async Task DisposeAsync()
    {
        await Recount.EverythingAddsUpAsync(app);
        _client.Dispose();
    }

    [Fact]
    public void The_same_calls_in_any_order_and_any_batches_give_the_same_scores() => Story.Holds(80, Storyteller.OfTwo, async story =>
    {
        var (inOrder, inAnother) = (NewTelling(), NewTelling());
        await TellAsync(inOrder, [story.Calls]);

        await TellAsync(inAnother, RandomHistory.InBatches(story.Random, story.Calls, 5));

        Assert.Equal(await ScoresAsync(inOrder, Storyteller.Cast), await ScoresAsync(inAnother, Storyteller.Cast));
    });

    [Fact]
    public void Calls_that_are_repeated_in_between_and_afterwards_change_nothing() => Story.Holds(40, Storyteller.OfTwo, async story =>
    {
        var (once, often) = (NewTelling(), NewTelling());
        await TellAsync(once, [story.Calls]);
        string[] repeats = [.. story.Calls, .. story.Random.GetItems(story.Calls, story.Calls.Length)];

        var first = await TellAsync(often, RandomHistory.InBatches(story.Random, repeats, 5));
        var scores = await ScoresAsync(often, Storyteller.Cast);
        var crossings = await CrossingsAsync(often);
        var again = await TellAsync(often, RandomHistory.InBatches(new Random(story.Seed + 1), repeats, 5));

        Assert.Equal((story.Calls.Length, 0), (first, again));
        Assert.Equal(await ScoresAsync(once, Storyteller.Cast), scores);
        Assert.Equal(scores, await ScoresAsync(often, Storyteller.Cast));
        Assert.Equal(crossings, await CrossingsAsync(often));
    });

    /// <summary>The law: linked identities score as one lead from the start would.</summary>
    [Theory]
    [InlineData("alias")]
    [InlineData("device")]
    public void Two_halves_of_a_life_score_as_the_whole_whenever_they_are_linked(string by) => Story.Holds(25, Storyteller.InTwoHalves, async story =>
    {
        var whole = NewTelling();
        await TellAsync(whole, [[.. story.Calls.Select(call => call.Replace("~ada-1", "~ada", StringComparison.Ordinal).Replace("~ada-2", "~ada", StringComparison.Ordinal))]]);
        var expected = await ComparableScoreAsync(whole, "~ada");
        var (first, link) = by == "alias"
            ? ("~ada-1", """{"type":"alias","messageId":"link","previousId":"~ada-1","userId":"~ada-2"}""")
            : ("anon:~ada-1", """{"type":"identify","messageId":"link","anonymousId":"~ada-1","userId":"~ada-2"}""");
        var halves = by == "alias" ? story.Calls : [.. story.Calls.Select(call => call.Replace("\"userId\":\"~ada-1\"", "\"anonymousId\":\"~ada-1\"", StringComparison.Ordinal))];
        var batches = RandomHistory.InBatches(story.Random, halves, 5).ToArray();

        foreach (var before in (int[])[0, batches.Length / 2, batches.Length])
        {
            var telling = NewTelling();
            await TellAsync(telling, [.. batches[..before], [link], .. batches[before..]]);

            Assert.Equal(expected, await ComparableScoreAsync(telling, "~ada-2"));
            Assert.Equal(expected, await ComparableScoreAsync(telling, first));
        }
    });

    /// <summary>Stands in the place of <c>~</c>. All are of one length and in their order, so that ids compare as they do in the story.</summary>
    private static string NewTelling() => $"t{Interlocked.Increment(ref _tellings):D6}-";

    /// <summary>One request for each batch. Answers how many calls were new.</summary>
    private async Task<int> TellAsync(string telling, IEnumerable<IReadOnlyList<string>> batches)
    {
        var accepted = 0;
        foreach (var batch in batches)
        {
            var answer = await _client.PostSdkAsync("/v1/batch", $$"""{"batch":[{{string.Join(',', batch).Replace("~", telling, StringComparison.Ordinal)}}]}""");
            accepted += answer.Taken().Accepted;
            answer.IsSuccess(answer.Taken().Accepted, batch.Count - answer.Taken().Accepted);
        }

        return accepted;
    }

    /// <summary>Whose lead each of them is and how it scores, in full; without what is memory: since when it is a PQL.</summary>
    private async Task<List<string>> ScoresAsync(string telling, IEnumerable<string> ids)
    {
        List<string> scores = [];
        foreach (var id in ids)
        {
            using var answer = await _client.GetAsync(new Uri($"/v1/leads/{id.Replace("~", telling, StringComparison.Ordinal)}/score?explain=full", UriKind.Relative));
            var text = await answer.Content.ReadAsStringAsync();
            Assert.True(answer.StatusCode is HttpStatusCode.OK or HttpStatusCode.NotFound, text);
            scores.Add(answer.StatusCode == HttpStatusCode.NotFound ? "nobody" : Comparable(text, telling));
        }

        return scores;
    }

    /// <summary>The same without whose lead it is, for leads of different ids.</summary>
    private async Task<string> ComparableScoreAsync(string telling, string id) =>
        (await _client.GetComparableScoreAsync(id.Replace("~", telling, StringComparison.Ordinal))).Replace(telling, "~", StringComparison.Ordinal);

    private static string Comparable(string text, string telling)
    {
        var score = JsonNode.Parse(text)!.AsObject();
        score["pql"]!.AsObject().Remove("since");
        return score.ToJsonString().Replace(telling, "~", StringComparison.Ordinal);
    }

    /// <summary>How many there are once the worker has done what it has to do.</summary>
    private async Task<int> CrossingsAsync(string telling)
    {
        await Recount.NothingIsDueAsync(app);
        var crossings = 0;
        foreach (var id in Storyteller.Cast) crossings += (await app.Database.TransitionsOfAsync(id.Replace("~", telling, StringComparison.Ordinal))).Count;
        return crossings;
    }
}

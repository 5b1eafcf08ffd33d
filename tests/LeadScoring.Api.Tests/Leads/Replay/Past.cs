using System.Collections.Concurrent;
using System.Net;
using System.Text.Json.Nodes;
using LeadScoring.Api.Data;
using LeadScoring.Api.Leads;
using LeadScoring.Api.Leads.Replay;
using LeadScoring.Api.Models;
using LeadScoring.Api.Scoring;
using LeadScoring.Api.Tests.Faults;
using LeadScoring.Api.Tests.Support;
using LeadScoring.Domain.Leads;
using LeadScoring.Domain.Scoring;
using Microsoft.Extensions.DependencyInjection;

namespace LeadScoring.Api.Tests.Leads.Replay;

/// <summary>Two hundred people whose histories were received in eight rounds, with every score as it was answered after each.</summary>
public sealed class Past : IAsyncLifetime, IDisposable
{
    private const int BatchItems = 400;

    internal const int Abreast = 6;

    private readonly Dictionary<string, LeadLog> _logs = new(StringComparer.Ordinal);
    private readonly Dictionary<string, DateTimeOffset> _putAt = new(StringComparer.Ordinal);

    public LeadScoringApp App { get; } = new(Given.SleepingWorker);

    public HttpClient Client { get; private set; } = null!;

    internal PastPerson[] People { get; } = [.. Enumerable.Range(1, 200).Select(number => new PastPerson(number))];

    /// <summary>What was answered when: null where nothing was known.</summary>
    internal ConcurrentBag<(string Id, DateTimeOffset At, string? Score)> Answers { get; } = [];

    internal NaiveReplay Naive { get; private set; } = null!;

    public async Task InitializeAsync()
    {
        await App.InitializeAsync();
        Client = App.CreateClient();
        for (var round = 0; round < PastPerson.Rounds.Length; round++)
        {
            App.Clock.Set(Given.Day(PastPerson.Rounds[round]));
            var items = People.SelectMany(person => person.Items).Where(each => each.Round == round).Select(each => each.Item).ToLookup(item => item.IsPut);
            await SendAsync(Client, items[false]);
            foreach (var put in items[true])
            {
                // Each at an instant of its own.
                App.Clock.Advance(TimeSpan.FromMilliseconds(7));
                _putAt[put.MessageId] = App.Clock.GetUtcNow();
                await SendAsync(Client, [put]);
            }

            await Parallel.ForEachAsync(People, new ParallelOptions { MaxDegreeOfParallelism = Abreast }, async (person, _) => Answers.Add((person.Id, App.Clock.GetUtcNow(), await AnswerAsync(Client, person.Id, "score"))));
        }

        await using var db = App.Database.OpenContext();
        Naive = new NaiveReplay(db);
        foreach (var person in People) _logs[person.Id] = await ReadLogAsync(person.Id);
    }

    public async Task DisposeAsync() => await ((IAsyncLifetime)App).DisposeAsync();

    public void Dispose() => App.Dispose();

    /// <summary>What GET score answers for a moment of the past, with the log read once for all of them.</summary>
    internal LeadScoreResponse? Replayed(string id, DateTimeOffset at)
    {
        if (!_logs[id].IsKnownAt(at)) return null;

        var models = App.Services.GetRequiredService<ModelCatalog>().Snapshot;
        var replay = new LeadReplay(models.Current.Model, models.Layout, _logs[id]);
        replay.PlayTo(at);
        var evaluation = ScoringEngine.Evaluate(models.Current.Model, replay.Facts, at);
        return LeadScoreResponse.Of(new ScoredLead(LeadKey.OfKey("user:" + id), _logs[id].Identities, replay.AccountId, models.Current, evaluation, replay.PqlSince), Explanation.Full);
    }

    /// <summary>All that is known of a person today.</summary>
    internal Task<LeadLog> ReadLogAsync(string id) => App.Services.GetRequiredService<Transactions>().ReadAsync(
        async (connection, ct) =>
        {
            var lead = await connection.FindLeadAsync(Identity.User(id), App.Services.GetRequiredService<ModelCatalog>().Snapshot, ct);
            return await LogReader.ReadAsync(connection, lead!, App.Clock.GetUtcNow(), null, ct);
        },
        CancellationToken.None);

    /// <summary>When it happened.</summary>
    internal DateTimeOffset TimeOf(LedgerItem item) => item.IsPut ? _putAt[item.MessageId] : item.Timestamp;

    internal static async Task SendAsync(HttpClient client, IEnumerable<LedgerItem> items)
    {
        foreach (var batch in items.Chunk(BatchItems))
        {
            using var message = new Request(batch, isNative: false).Send();
            using var answer = await client.SendAsync(message);
            var body = await answer.Content.ReadAsStringAsync();
            Assert.True(answer.IsSuccessStatusCode && !body.Contains("\"code\"", StringComparison.Ordinal), body);
        }
    }

    /// <summary>What holds for all replays of the same facts: nothing of who asks, and no memory of when things were received.</summary>
    internal static async Task<string?> AnswerAsync(HttpClient client, string id, string route)
    {
        var (status, body) = await client.TryGetOfLeadAsync(id, route);
        Assert.True(status is HttpStatusCode.OK or HttpStatusCode.NotFound, $"{id}/{route}: {body}");
        if (status == HttpStatusCode.NotFound) return null;

        body["pql"]!.AsObject().Remove("since");
        return body.ToJsonString();
    }

    /// <summary>The same without the names of the lead, for a lead that was fed with the same under other names.</summary>
    internal static string WithoutNames(string answer)
    {
        var body = JsonNode.Parse(answer)!.AsObject();
        body.Remove("leadId");
        body.Remove("identities");
        return body.ToJsonString();
    }
}

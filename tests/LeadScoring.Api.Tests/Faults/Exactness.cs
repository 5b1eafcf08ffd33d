using System.Collections.Concurrent;
using System.Globalization;
using LeadScoring.Api.Tests.Faults.Oracle;
using LeadScoring.Api.Tests.Support;

namespace LeadScoring.Api.Tests.Faults;

/// <summary>What a ledger says after a fault, held against what is stored and against every score.</summary>
/// <param name="AtTheEnd">When nothing was sent any more.</param>
/// <param name="SentAgain">After what was not acknowledged had been sent again.</param>
/// <param name="Oracle">What the ledger comes to.</param>
/// <param name="Differences">What GET score answers for any id, where it is not what the oracle says.</param>
/// <param name="WrongAnswers">What no client may ever see.</param>
internal sealed record Exactness(StoredLog AtTheEnd, StoredLog SentAgain, LedgerOracle Oracle, IReadOnlyCollection<string> Differences, IReadOnlyCollection<string> WrongAnswers)
{
    /// <summary>Stops the load, and compares.</summary>
    /// <param name="database">Where everything should be.</param>
    /// <param name="client">Asks for the scores.</param>
    /// <param name="ledger">What was sent.</param>
    /// <param name="load">What sends.</param>
    public static async Task<Exactness> OfAsync(TestDatabase database, HttpClient client, Ledger ledger, Load load)
    {
        await load.StopAsync();
        var atTheEnd = await StoredLog.CompareAsync(database, ledger.Read());
        await load.SendLeftOversAsync();
        var sentAgain = await StoredLog.CompareAsync(database, ledger.Read());
        var oracle = new LedgerOracle(sentAgain.Ledger.Sent);
        return new Exactness(atTheEnd, sentAgain, oracle, await DifferencesAsync(client, oracle), [.. load.WrongAnswers]);
    }

    public void IsExact()
    {
        Assert.Empty(WrongAnswers);
        Assert.Empty(AtTheEnd.Lost);
        Assert.Empty(AtTheEnd.Unasked.Concat(SentAgain.Unasked));
        Assert.Empty(AtTheEnd.Doubled.Concat(SentAgain.Doubled));
        Assert.Empty(SentAgain.Missing);
        Assert.True(Differences.Count == 0, string.Join('\n', Differences.Take(3)));
    }

    /// <summary>For a report.</summary>
    public string InWords(int acknowledged) => string.Create(
        CultureInfo.InvariantCulture,
        $"{acknowledged:N0} acknowledged: {AtTheEnd.Lost.Count} lost, {AtTheEnd.Doubled.Concat(SentAgain.Doubled).Distinct(StringComparer.Ordinal).Count()} doubled, {AtTheEnd.Unasked.Concat(SentAgain.Unasked).Count()} unasked, {Differences.Count} of {Oracle.Ids.Count():N0} scores wrong, {WrongAnswers.Count} wrong answers");

    /// <summary>Digests, stored scores and transitions, held against the logs that the database has. Nobody may change them meanwhile: it ends with all replicas killed.</summary>
    public static async Task RecountAsync(Cluster cluster)
    {
        await Task.WhenAll(cluster.Replicas.Select(replica => replica.KillAsync()));
        await using var app = new LeadScoringApp(cluster.Server.Database);
        app.Clock.Set(DateTimeOffset.UtcNow);
        await Recount.EverythingAddsUpAsync(app);
    }

    private static async Task<IReadOnlyCollection<string>> DifferencesAsync(HttpClient client, LedgerOracle oracle)
    {
        ConcurrentBag<string> differences = [];
        await Parallel.ForEachAsync(oracle.Ids, async (id, _) =>
        {
            var score = await client.GetScoreAsync(id);
            if (score.LeadId != oracle.LeadOf(id)) differences.Add($"{id} belongs to {oracle.LeadOf(id)}, not to {score.LeadId}.");
            if (score.LeadId == id && oracle.ScoreOf(id, score.AsOf) is var expected && ScoreText.Of(score) is var answered && expected != answered)
                differences.Add($"{id}\nexpected:\n{expected}\nanswered:\n{answered}");
        });
        return differences;
    }
}

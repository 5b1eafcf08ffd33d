using System.Collections.Concurrent;
using System.Globalization;
using LeadScoring.Api.Tests.Faults.Oracle;
using LeadScoring.Api.Tests.Support;
using Microsoft.EntityFrameworkCore;
using Xunit.Abstractions;

namespace LeadScoring.Api.Tests.Faults;

/// <summary>
/// LEADSCORING_KILLS, LEADSCORING_SERVER_STOPS and LEADSCORING_EVENTS_PER_FAULT make it longer; docs/reliability.md says what is counted,
/// and where it is written to.
/// </summary>
public sealed class CrashTests(ITestOutputHelper output)
{
    private static readonly int Kills = Setting("LEADSCORING_KILLS", 3);
    private static readonly int ServerStops = Setting("LEADSCORING_SERVER_STOPS", 1);
    private static readonly int EventsPerFault = Setting("LEADSCORING_EVENTS_PER_FAULT", 600);

    /// <summary>After the database is back, each replica takes events again within this time.</summary>
    private static readonly TimeSpan MostToAcceptAgain = TimeSpan.FromSeconds(5);

    private readonly Random _random = new(1);

    [Fact]
    public async Task Whatever_is_killed_under_load_what_was_acknowledged_is_stored_and_counts_once()
    {
        await using var cluster = await Cluster.StartAsync();
        using var ledger = new Ledger(Path.Combine(AppContext.BaseDirectory, "crash-ledger.jsonl"));
        await using var load = new Load(cluster.Replicas, ledger, DateTimeOffset.FromUnixTimeSeconds(DateTimeOffset.UtcNow.ToUnixTimeSeconds()));
        load.Start();
        using var stopped = new CancellationTokenSource();
        var follower = new Follower(cluster.Replicas);
        var following = Task.Run(() => follower.FollowAsync(stopped.Token));
        foreach (var fault in FaultsOf(cluster))
        {
            var goal = load.Acknowledged + _random.Next(EventsPerFault / 2, EventsPerFault * 3 / 2);
            await Eventually.IsTrueAsync(() => load.Acknowledged >= goal || !load.WrongAnswers.IsEmpty, "events are acknowledged");
            Assert.Empty(load.WrongAnswers);
            await fault();
        }

        await load.StopAsync();
        var atTheEnd = await StoredLog.CompareAsync(cluster.Server.Database, ledger.Read());
        await load.SendLeftOversAsync();
        var sentAgain = await StoredLog.CompareAsync(cluster.Server.Database, ledger.Read());
        Assert.Empty(load.WrongAnswers);
        Assert.Empty(atTheEnd.Lost);
        Assert.Empty(atTheEnd.Unasked.Concat(sentAgain.Unasked));
        Assert.Empty(atTheEnd.Doubled.Concat(sentAgain.Doubled));
        Assert.Empty(sentAgain.Missing);

        var oracle = new LedgerOracle(sentAgain.Ledger.Sent);
        var differences = await DifferencesAsync(cluster.Replicas[0].Client, oracle);
        await using var db = cluster.Server.Database.OpenContext();
        await Eventually.IsTrueAsync(async () => !await db.DueAccounts.AnyAsync() && !await db.Accounts.AnyAsync(account => account.SettledVersion != account.Version), "the workers are done");
        await stopped.CancelAsync();
        await following;
        var unfollowed = await follower.DifferencesAsync(db);
        await ReportAsync(cluster, load, atTheEnd, sentAgain, oracle, differences.Count, follower, unfollowed.Count);
        Assert.Empty(follower.WrongAnswers);
        Assert.Empty(unfollowed);
        Assert.True(differences.Count == 0, string.Join('\n', differences.Take(3)));
        Assert.All(cluster.Acceptances, taken => Assert.InRange(taken, TimeSpan.Zero, MostToAcceptAgain));
        await RecountAsync(cluster);
    }

    /// <summary>In random order. Every third kill hits both replicas.</summary>
    private Func<Task>[] FaultsOf(Cluster cluster)
    {
        var kills = Enumerable.Range(1, Kills).Select(Func<Task> (kill) => () => cluster.KillAsync(kill % 3 == 0 ? cluster.Replicas : [cluster.Replicas[_random.Next(cluster.Replicas.Count)]]));
        Func<Task>[] faults = [.. kills, .. Enumerable.Repeat<Func<Task>>(cluster.StopServerAsync, ServerStops)];
        _random.Shuffle(faults);
        return faults;
    }

    /// <summary>What GET score answers for every id, where it is not what the oracle says.</summary>
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

    /// <summary>Digests, stored scores and transitions, held against the logs that the database has.</summary>
    private static async Task RecountAsync(Cluster cluster)
    {
        await Task.WhenAll(cluster.Replicas.Select(replica => replica.KillAsync()));
        await using var app = new LeadScoringApp(cluster.Server.Database);
        app.Clock.Set(DateTimeOffset.UtcNow);
        await Recount.EverythingAddsUpAsync(app);
    }

    private async Task ReportAsync(Cluster cluster, Load load, StoredLog atTheEnd, StoredLog sentAgain, LedgerOracle oracle, int differences, Follower follower, int unfollowed)
    {
        await using var db = cluster.Server.Database.OpenContext();
        var report = new CrashReport();
        report.Add("sent: events, identifies, groups, aliases, PUTs", atTheEnd.Ledger.Sent.Count);
        report.Add("acknowledged", atTheEnd.Ledger.Acknowledged.Count);
        report.Add("acknowledged and not stored", atTheEnd.Lost.Count);
        report.Add("stored more than once", atTheEnd.Doubled.Concat(sentAgain.Doubled).Distinct(StringComparer.Ordinal).Count());
        report.Add("stored and never sent", sentAgain.Unasked.Count);
        report.Add("not acknowledged, sent again at the end", atTheEnd.Ledger.Sent.Count - atTheEnd.Ledger.Acknowledged.Count);
        report.Add("not stored after that", sentAgain.Missing.Count);
        report.Add("leads, and ids that belong to them", string.Create(CultureInfo.InvariantCulture, $"{oracle.Leads:N0}, {oracle.Ids.Count():N0}"));
        report.Add("scores that are not the oracle's", differences);
        report.Add("transitions", await db.Transitions.CountAsync());
        report.Add("transitions that a reader of the feed got meanwhile, and the pages", string.Create(CultureInfo.InvariantCulture, $"{follower.Crossings:N0}, {follower.Pages:N0}"));
        report.Add("changes that the reader skipped, got twice or in another order", unfollowed);
        report.Add("deadlocks since the last start of PostgreSQL", (int)await db.Database.SqlQuery<long>($"SELECT deadlocks AS \"Value\" FROM pg_stat_database WHERE datname = current_database()").SingleAsync());
        report.Add("answers by status", load.AnswersByStatus);
        report.Add("answers other than 2xx, 429, 503", load.WrongAnswers.Count);
        report.Add("kill -9", $"{Kills} times, {cluster.Starts.Count} services in all");
        report.Add("from start to ready, median", cluster.Starts);
        report.Add("immediate stops of PostgreSQL", ServerStops);
        report.Add("from PostgreSQL ready to the next 200 of each replica, median", cluster.Acceptances);
        output.WriteLine(report.ToString());
        await File.WriteAllTextAsync(Path.Combine(AppContext.BaseDirectory, "crash-report.md"), report.ToString());
    }

    private static int Setting(string name, int usual) => int.TryParse(Environment.GetEnvironmentVariable(name), CultureInfo.InvariantCulture, out var given) ? given : usual;
}

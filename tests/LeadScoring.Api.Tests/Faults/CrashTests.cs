using System.Globalization;
using LeadScoring.Api.Tests.Support;
using Microsoft.EntityFrameworkCore;
using Xunit.Abstractions;

namespace LeadScoring.Api.Tests.Faults;

/// <summary>
/// F1, F2 and F3. LEADSCORING_KILLS, LEADSCORING_SERVER_STOPS and LEADSCORING_EVENTS_PER_FAULT make it longer; docs/reliability.md says what is counted,
/// and where it is written to.
/// </summary>
[Trait("Category", FaultForm.Category)]
public sealed class CrashTests(ITestOutputHelper output)
{
    private static readonly int Kills = Setting("LEADSCORING_KILLS", FaultForm.Of(3, 20));
    private static readonly int ServerStops = Setting("LEADSCORING_SERVER_STOPS", FaultForm.Of(1, 10));
    private static readonly int EventsPerFault = Setting("LEADSCORING_EVENTS_PER_FAULT", FaultForm.Of(600, 4_000));

    /// <summary>After the database is back, each replica takes events again within this time.</summary>
    private static readonly TimeSpan MostToAcceptAgain = TimeSpan.FromSeconds(5);

    private readonly Random _random = new(1);

    [Fact]
    public async Task Whatever_is_killed_under_load_what_was_acknowledged_is_stored_and_counts_once()
    {
        await using var cluster = await Cluster.StartAsync();
        using var ledger = new Ledger(Path.Combine(AppContext.BaseDirectory, "crash-ledger.jsonl"));
        await using var load = new Load(cluster.Replicas, ledger, DateTimeOffset.FromUnixTimeSeconds(DateTimeOffset.UtcNow.ToUnixTimeSeconds()), LoadShape.Usual);
        load.Start();
        using var stopped = new CancellationTokenSource();
        var follower = new Follower(cluster.Replicas);
        var following = Task.Run(() => follower.FollowAsync(stopped.Token));
        foreach (var fault in FaultsOf(cluster))
        {
            await load.GoOnAsync(_random.Next(EventsPerFault / 2, EventsPerFault * 3 / 2));
            await fault();
        }

        var exactness = await Exactness.OfAsync(cluster.Server.Database, cluster.Replicas[0].Client, ledger, load);
        await using var db = cluster.Server.Database.OpenContext();
        await Eventually.IsTrueAsync(async () => !await db.DueAccounts.AnyAsync() && !await db.Accounts.AnyAsync(account => account.SettledVersion != account.Version), "the workers are done");
        await stopped.CancelAsync();
        await following;
        var unfollowed = await follower.DifferencesAsync(db);
        await ReportAsync(cluster, load, exactness, follower, unfollowed.Count);
        exactness.IsExact();
        Assert.Empty(follower.WrongAnswers);
        Assert.Empty(unfollowed);
        Assert.All(cluster.Acceptances, taken => Assert.InRange(taken, TimeSpan.Zero, MostToAcceptAgain));
        await Exactness.RecountAsync(cluster);
    }

    /// <summary>In random order. Every third kill hits both replicas.</summary>
    private Func<Task>[] FaultsOf(Cluster cluster)
    {
        var kills = Enumerable.Range(1, Kills).Select(Func<Task> (kill) => () => cluster.KillAsync(kill % 3 == 0 ? cluster.Replicas : [cluster.Replicas[_random.Next(cluster.Replicas.Count)]]));
        Func<Task>[] faults = [.. kills, .. Enumerable.Repeat<Func<Task>>(cluster.StopServerAsync, ServerStops)];
        _random.Shuffle(faults);
        return faults;
    }

    private async Task ReportAsync(Cluster cluster, Load load, Exactness exactness, Follower follower, int unfollowed)
    {
        await using var db = cluster.Server.Database.OpenContext();
        var (atTheEnd, sentAgain) = (exactness.AtTheEnd, exactness.SentAgain);
        var report = new CrashReport();
        report.Add("sent: events, identifies, groups, aliases, PUTs", atTheEnd.Ledger.Sent.Count);
        report.Add("acknowledged", atTheEnd.Ledger.Acknowledged.Count);
        report.Add("acknowledged and not stored", atTheEnd.Lost.Count);
        report.Add("stored more than once", atTheEnd.Doubled.Concat(sentAgain.Doubled).Distinct(StringComparer.Ordinal).Count());
        report.Add("stored and never sent", sentAgain.Unasked.Count);
        report.Add("not acknowledged, sent again at the end", atTheEnd.Ledger.Sent.Count - atTheEnd.Ledger.Acknowledged.Count);
        report.Add("not stored after that", sentAgain.Missing.Count);
        report.Add("leads, and ids that belong to them", string.Create(CultureInfo.InvariantCulture, $"{exactness.Oracle.Leads:N0}, {exactness.Oracle.Ids.Count():N0}"));
        report.Add("scores that are not the oracle's", exactness.Differences.Count);
        report.Add("transitions", await db.Transitions.CountAsync());
        report.Add("transitions that a reader of the feed got meanwhile, and the pages", string.Create(CultureInfo.InvariantCulture, $"{follower.Crossings:N0}, {follower.Pages:N0}"));
        report.Add("changes that the reader skipped, got twice or in another order", unfollowed);
        report.Add("deadlocks since the last start of PostgreSQL", (int)await cluster.Server.Database.CountDeadlocksAsync());
        report.Add("answers by status", load.AnswersByStatus);
        report.Add("answers other than 2xx, 429, 503", load.WrongAnswers.Count);
        report.Add("kill -9", $"{Kills} times, {cluster.Starts.Count} services in all");
        report.Add("from start to ready, median", cluster.Starts);
        report.Add("immediate stops of PostgreSQL", ServerStops);
        report.Add("from PostgreSQL ready to the next 200 of each replica, median", cluster.Acceptances);
        output.WriteLine(report.ToString());
        FaultReport.Add(
            1, $"F1 to F3: kill -9 of one or both replicas {Kills} times, PostgreSQL stopped at once {ServerStops} times",
            $"{exactness.InWords(load.Acknowledged)}; {follower.Crossings.Number()} crossings followed, {unfollowed} skipped, doubled or out of order; {load.AnswersByStatus}",
            $"from start to ready {cluster.Starts.Max().Seconds()} at most; 200 again {cluster.Acceptances.Max().Seconds()} at most after PostgreSQL is ready");
        await File.WriteAllTextAsync(Path.Combine(AppContext.BaseDirectory, "crash-report.md"), report.ToString());
    }

    private static int Setting(string name, int usual) => int.TryParse(Environment.GetEnvironmentVariable(name), CultureInfo.InvariantCulture, out var given) ? given : usual;
}

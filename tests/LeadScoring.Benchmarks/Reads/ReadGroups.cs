using System.Diagnostics;
using LeadScoring.Benchmarks.EndToEnd;
using LeadScoring.Benchmarks.EndToEnd.Load;
using LeadScoring.Benchmarks.EndToEnd.Processes;
using LeadScoring.Benchmarks.EndToEnd.Reporting;

namespace LeadScoring.Benchmarks.Reads;

/// <summary>Reads that are held against each other, and what must come out.</summary>
internal static class ReadGroups
{
    private const int Connections = 64;

    /// <summary>One in so many rows is due when lists are read.</summary>
    private const int OneDueIn = 1_000;

    private const int Starts = 3;

    /// <summary>Scores of random leads against the row of a random lead.</summary>
    public static Task<Outcome> ScoreAsync(ReadsStage stage, CancellationToken cancellationToken) => SideBySideAsync(
        stage,
        (bare, service) =>
        (
            new GettingContender("bare SELECT of the lead's row, 64 connections", stage.Database, bare, Connections, random => "/lead/" + ManyLeads.UserId(random.Next(stage.Options.Leads))),
            new GettingContender("GET score, 64 connections", stage.Database, service, Connections, random => $"/v1/leads/{ManyLeads.UserId(random.Next(stage.Options.Leads))}/score")
        ),
        (rounds, plain, ours) =>
        [
            Goal.AtLeast(1, $"{ours.Name}: requests/s against the bare one", rounds.Ratio(ours, plain, round => round.RequestsPerSecond)),
            Goal.AtMost(1, $"{ours.Name}: CPU of service and PostgreSQL per request against the bare one", rounds.Ratio(ours, plain, CpuPerRequest)),
        ],
        cancellationToken);

    /// <summary>The first page of the list, of which one row in a thousand is due, against the page as it is stored.</summary>
    public static async Task<Outcome> ListAsync(ReadsStage stage, CancellationToken cancellationToken) => await SideBySideAsync(
        stage,
        (bare, service) =>
        (
            new GettingContender("bare SELECT of the first 50 of the index, 1 connection", stage.Database, bare, 1, static _ => "/page"),
            new GettingContender("GET leads, the first 50, exact, 1 connection", stage.Database, service, 1, static _ => "/v1/leads?limit=50")
        ),
        (rounds, plain, ours) =>
        [
            Goal.AtMost(2, $"{ours.Name}: median time against the bare one", rounds.Ratio(ours, plain, round => round.Milliseconds(50))),
            Goal.AtMost(2, $"{ours.Name}: CPU of service and PostgreSQL per request against the bare one", rounds.Ratio(ours, plain, CpuPerRequest)),
        ],
        cancellationToken,
        // The worker has had its look when the service started, and rests.
        prepare: () => MakeDueAsync(stage.Database));

    /// <summary>From the start of the process until it is ready, after it was killed.</summary>
    public static async Task<Outcome> StartAsync(ReadsStage stage, CancellationToken cancellationToken)
    {
        List<double> seconds = [];
        using var client = new HttpClient();
        for (var i = 0; i < Starts; i++)
        {
            var start = Stopwatch.GetTimestamp();
            var service = await stage.ServiceAsync(cancellationToken);
            while (!(await client.GetAsync(new Uri(service.Address, "/health/ready"), cancellationToken)).IsSuccessStatusCode) await Task.Delay(10, cancellationToken);
            seconds.Add(Stopwatch.GetElapsedTime(start).TotalSeconds);
            stage.End(service);
            Progress.Say($"ready after {seconds[^1]:0.00} s");
        }

        return new Outcome([], [Goal.AtMost(5, "start to ready after kill -9, in s", Medians.Median(seconds))]);
    }

    private static async Task MakeDueAsync(Database database)
    {
        await database.ExecuteAsync($"UPDATE lead_scores SET valid_until = now() WHERE right(lead_id, 7)::int % {OneDueIn} = 0");
        await database.ExecuteAsync("VACUUM ANALYZE lead_scores");
    }

    private static double CpuPerRequest(Round round) => round.ServiceCpuPerEvent + round.PostgresCpuPerEvent;

    private static async Task<Outcome> SideBySideAsync(
        ReadsStage stage,
        Func<ServiceUnderTest, ServiceUnderTest, (Contender Plain, Contender Ours)> contenders,
        Func<IReadOnlyList<Round>, Contender, Contender, IReadOnlyList<Goal>> goals,
        CancellationToken cancellationToken,
        Func<Task>? prepare = null)
    {
        var bare = await stage.BareAsync(cancellationToken);
        var service = await stage.ServiceAsync(cancellationToken);
        try
        {
            await stage.WorkerRestsAsync(cancellationToken);
            if (prepare is not null) await prepare();
            var (plain, ours) = contenders(bare, service);
            var rounds = await new Rounds(stage.Meter, stage.Options).RunAsync([plain, ours], cancellationToken);
            return new Outcome(rounds, goals(rounds, plain, ours));
        }
        finally
        {
            stage.End(bare);
            stage.End(service);
        }
    }
}

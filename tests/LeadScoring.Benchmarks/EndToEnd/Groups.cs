using LeadScoring.Benchmarks.EndToEnd.Load;
using LeadScoring.Benchmarks.EndToEnd.Reporting;

namespace LeadScoring.Benchmarks.EndToEnd;

/// <summary>Contenders that are held against each other, and what must come out.</summary>
internal static class Groups
{
    private static readonly Traffic Spread = new(Connections: 16, Leads: 100, EventsPerLead: 1);
    private static readonly Traffic Sessions = new(Connections: 16, Leads: 10, EventsPerLead: 10);
    private static readonly Traffic Single = new(Connections: 64, Leads: 1, EventsPerLead: 1);

    /// <summary>Batches against bare COPY of the same rows.</summary>
    public static async Task<Outcome> BatchesAsync(Stage stage, CancellationToken cancellationToken)
    {
        const string table = "benchmark.events";
        var database = await stage.DatabaseAsync("bench_batches", cancellationToken);
        await EventRows.CreateTableAsync(database, table);
        var service = await stage.ServiceAsync(database, cancellationToken);
        try
        {
            var copy = new CopyContender("COPY, 1,000 rows, 1 connection", database, stage.Rows, table);
            var spread = new PostingContender("100 events on 100 leads, 16 connections", database, service, stage.Mix, Spread);
            var sessions = new PostingContender("100 events on 10 leads, 16 connections", database, service, stage.Mix, Sessions);
            var rounds = await new Rounds(stage.Meter, stage.Options).RunAsync([copy, spread, sessions], cancellationToken);
            return new Outcome(rounds,
            [
                Goal.AtLeast(0.35, $"{spread.Name}: events/s against COPY", rounds.Ratio(spread, copy, round => round.EventsPerSecond)),
                Goal.AtMost(3, $"{spread.Name}: PostgreSQL CPU per event against COPY", rounds.Ratio(spread, copy, round => round.PostgresCpuPerEvent)),
                Goal.AtLeast(0.8, $"{sessions.Name}: events/s against COPY", rounds.Ratio(sessions, copy, round => round.EventsPerSecond)),
                Goal.AtMost(100, $"{spread.Name}: p99 in ms, quiet rounds", rounds.MedianOfQuiet(spread, round => round.Milliseconds(99))),
            ]);
        }
        finally
        {
            stage.End(service);
        }
    }

    /// <summary>Events that come one by one, committed in groups, against a transaction for each.</summary>
    public static async Task<Outcome> SingleAsync(Stage stage, CancellationToken cancellationToken)
    {
        var database = await stage.DatabaseAsync("bench_single", cancellationToken);
        var service = await stage.ServiceAsync(database, cancellationToken);
        var perRequest = await stage.ServiceAsync(database, cancellationToken, "--Intake:Lanes=64", "--Intake:GroupEvents=1");
        try
        {
            var grouped = new PostingContender("1 event, 64 connections", database, service, stage.Mix, Single);
            var alone = new PostingContender("the same, a transaction per request", database, perRequest, stage.Mix, Single);
            var rounds = await new Rounds(stage.Meter, stage.Options).RunAsync([grouped, alone], cancellationToken);
            return new Outcome(rounds,
            [
                Goal.AtLeast(6, $"{grouped.Name}: requests/s against a transaction per request", rounds.Ratio(grouped, alone, round => round.RequestsPerSecond)),
            ]);
        }
        finally
        {
            stage.End(service);
            stage.End(perRequest);
        }
    }

    /// <summary>Batches while a model is tried on all logs, against batches alone.</summary>
    public static async Task<Outcome> BacktestAsync(Stage stage, CancellationToken cancellationToken)
    {
        var database = await stage.DatabaseAsync("bench_backtest", cancellationToken);
        var service = await stage.ServiceAsync(database, cancellationToken);
        using var client = new HttpClient { BaseAddress = service.Address };
        try
        {
            var alone = new PostingContender("100 events on 100 leads, 16 connections", database, service, stage.Mix, Spread);
            var beside = new BesideBacktestContender("the same beside a backtest", alone, client);
            var (events, tried) = (await database.AskAsync<long>("SELECT count(*) FROM events"), await beside.RunAloneAsync(cancellationToken));
            Progress.Say($"a backtest alone goes through {tried:N0} leads/s, with {(double)events / KnownLeads.Count:0.#} events each");
            var rounds = await new Rounds(stage.Meter, stage.Options).RunAsync([alone, beside], cancellationToken);
            return new Outcome(rounds,
            [
                Goal.AtLeast(0.9, "100 events on 100 leads beside a backtest: events/s against those without", rounds.Ratio(beside, alone, round => round.EventsPerSecond)),
                Goal.AtMost(1.5, "the same: p99 against that without", rounds.Ratio(beside, alone, round => round.Milliseconds(99))),
                Goal.AtLeast(0, "a backtest alone: leads/s", tried),
            ]);
        }
        finally
        {
            stage.End(service);
        }
    }

    /// <summary>Batches into a large table against the same into a small one.</summary>
    public static async Task<Outcome> StoredAsync(Stage stage, CancellationToken cancellationToken)
    {
        var small = await stage.DatabaseAsync("bench_small", cancellationToken);
        var large = await stage.DatabaseAsync("bench_large", cancellationToken);
        Progress.Say($"storing {stage.Options.Stored:N0} events");
        await new LargeLog(large, stage.Rows).FillAsync(stage.Options.Stored);
        var (little, much) = (await stage.ServiceAsync(small, cancellationToken), await stage.ServiceAsync(large, cancellationToken));
        try
        {
            var intoSmall = new PostingContender("100 events on 100 leads, small table", small, little, stage.Mix, Spread);
            var intoLarge = new PostingContender($"100 events on 100 leads, {stage.Options.Stored:N0} events stored", large, much, stage.Mix, Spread);
            var rounds = await new Rounds(stage.Meter, stage.Options).RunAsync([intoSmall, intoLarge], cancellationToken);
            return new Outcome(rounds,
            [
                Goal.AtMost(1.3, $"{intoLarge.Name}: PostgreSQL CPU per event against a small table", rounds.Ratio(intoLarge, intoSmall, round => round.PostgresCpuPerEvent)),
            ]);
        }
        finally
        {
            stage.End(little);
            stage.End(much);
            await stage.Postgres.DropAsync(large.Name, CancellationToken.None);
        }
    }
}

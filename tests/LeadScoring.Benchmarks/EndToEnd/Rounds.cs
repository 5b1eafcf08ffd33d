using System.Diagnostics;
using LeadScoring.Benchmarks.EndToEnd.Load;
using LeadScoring.Benchmarks.EndToEnd.Processes;
using LeadScoring.Benchmarks.EndToEnd.Reporting;

namespace LeadScoring.Benchmarks.EndToEnd;

/// <summary>Lets contenders take turns, so that whatever disturbs the machine for longer than a round disturbs all of them.</summary>
internal sealed class Rounds(CpuMeter meter, Timing options)
{
    /// <summary>However slow it is: so many times the time asked for.</summary>
    private const int MostWarmUps = 6;

    /// <summary>Until all connections are busy.</summary>
    private static readonly TimeSpan LeadIn = TimeSpan.FromMilliseconds(300);

    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);

    public async Task<List<Round>> RunAsync(IReadOnlyList<Contender> contenders, CancellationToken cancellationToken)
    {
        foreach (var contender in contenders) await WarmUpAsync(contender, cancellationToken);

        List<Round> rounds = [];
        for (var number = 1; number <= options.Rounds; number++)
        {
            foreach (var contender in contenders)
            {
                await WaitForQuietAsync(cancellationToken);
                var round = await MeasureAsync(contender, number, options.Round, cancellationToken);
                Progress.Say($"round {number}: {round.Contender}: {round.EventsPerSecond:N0} events/s, others {round.ForeignCores:0.00} cores");
                rounds.Add(round);
            }
        }

        return rounds;
    }

    /// <summary>In time on the clock and on the processors: a service that others crowd out has compiled little after five seconds.</summary>
    private async Task WarmUpAsync(Contender contender, CancellationToken cancellationToken)
    {
        Progress.Say($"warming up: {contender.Name}");
        var used = TimeSpan.Zero;
        for (var start = Stopwatch.GetTimestamp(); used < options.WarmUp && Stopwatch.GetElapsedTime(start) < MostWarmUps * options.WarmUp;)
        {
            var cpu = (await MeasureAsync(contender, 0, options.WarmUp, cancellationToken)).Cpu;
            used += cpu.Service + cpu.Postgres;
        }
    }

    /// <summary>Counts what is done between two moments in the midst of the work, so that neither its start nor its end is in it.</summary>
    private async Task<Round> MeasureAsync(Contender contender, int number, TimeSpan length, CancellationToken cancellationToken)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var work = contender.RunAsync(stop.Token);
        await WaitAsync(work, LeadIn, cancellationToken);
        var (startedAt, log) = (DateTimeOffset.UtcNow, await contender.Database.LogPositionAsync());
        var (start, before) = (Stopwatch.GetTimestamp(), meter.Read(contender.Service));
        await WaitAsync(work, length, cancellationToken);
        var (end, after) = (Stopwatch.GetTimestamp(), meter.Read(contender.Service));
        var logBytes = await contender.Database.LogPositionAsync() - log;
        await stop.CancelAsync();
        var pieces = await work;
        Piece[] counted = [.. pieces.Where(piece => piece.Done >= start && piece.Done < end)];
        if (number > 0 && counted.Length == 0) throw new InvalidOperationException($"Nothing was finished within a round of {length.TotalSeconds:0} s. Choose longer ones with --seconds.");
        return new Round
        {
            Contender = contender.Name,
            Number = number,
            Time = Stopwatch.GetElapsedTime(start, end),
            Events = counted.Sum(piece => (long)piece.Events),
            Cpu = after - before,
            Took = [.. counted.Select(piece => piece.Took).Order()],
            ScoresWritten = contender.Service is null ? 0 : await contender.Database.ScoresWrittenSinceAsync(startedAt),
            LogBytes = logBytes,
        };
    }

    /// <summary>Others may have a pause: within the time that was given for it, a round begins after a quiet second.</summary>
    private async Task WaitForQuietAsync(CancellationToken cancellationToken)
    {
        for (var start = Stopwatch.GetTimestamp(); Stopwatch.GetElapsedTime(start) < options.Patience;)
        {
            var before = meter.Read(null);
            await Task.Delay(Second, cancellationToken);
            if ((meter.Read(null) - before).Foreign / Second <= Round.ForeignLimit) return;
        }
    }

    /// <summary>Work that ends by itself has failed.</summary>
    private static async Task WaitAsync(Task work, TimeSpan time, CancellationToken cancellationToken)
    {
        if (await Task.WhenAny(work, Task.Delay(time, cancellationToken)) == work) await work;
        cancellationToken.ThrowIfCancellationRequested();
    }
}

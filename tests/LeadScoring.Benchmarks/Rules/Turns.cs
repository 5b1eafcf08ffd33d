using System.Diagnostics;
using LeadScoring.Benchmarks.EndToEnd;
using LeadScoring.Benchmarks.EndToEnd.Processes;
using LeadScoring.Benchmarks.EndToEnd.Reporting;

namespace LeadScoring.Benchmarks.Rules;

/// <summary>Lets engines take turns, one at a time, so that whatever disturbs the machine for longer than a round disturbs all of them.</summary>
internal static class Turns
{
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);

    public static async Task<List<Turn>> TakeAsync(IReadOnlyList<IRuleEngine> engines, Timing options)
    {
        foreach (var engine in engines)
        {
            Progress.Say($"warming up: {engine.Name}");
            await engine.RunAsync(options.WarmUp);
        }

        List<Turn> turns = [];
        for (var number = 1; number <= options.Rounds; number++)
        {
            foreach (var engine in engines)
            {
                await WaitForQuietAsync(engine, options.Patience);
                var turn = await TakeAsync(engine, number, options.Round);
                Progress.Say($"round {number}: {turn.Contender}: {turn.Microseconds:0.00} µs, others {turn.ForeignCores:0.00} cores");
                turns.Add(turn);
            }
        }

        return turns;
    }

    private static async Task<Turn> TakeAsync(IRuleEngine engine, int number, TimeSpan time)
    {
        var (start, before) = (Stopwatch.GetTimestamp(), Meter.Read(engine));
        var lap = await engine.RunAsync(time);
        var used = Meter.Read(engine) - before;
        return new Turn(engine.Name, number, lap, used.Engine, Math.Max(0, used.Foreign / Stopwatch.GetElapsedTime(start)));
    }

    private static async Task WaitForQuietAsync(IRuleEngine engine, TimeSpan patience)
    {
        for (var start = Stopwatch.GetTimestamp(); Stopwatch.GetElapsedTime(start) < patience;)
        {
            var before = Meter.Read(engine);
            await Task.Delay(Second);
            if ((Meter.Read(engine) - before).Foreign / Second <= Round.ForeignLimit) return;
        }
    }

    /// <summary>Processor time of the engine's process, and of everybody but that and this one.</summary>
    private readonly record struct Meter(TimeSpan Engine, TimeSpan Foreign)
    {
        public static Meter Read(IRuleEngine engine)
        {
            var (self, used) = (ProcessorTime.OfProcess(Environment.ProcessId), ProcessorTime.OfProcess(engine.ProcessId));
            return new Meter(used, ProcessorTime.OfMachine() - (engine.ProcessId == Environment.ProcessId ? self : self + used));
        }

        public static Meter operator -(Meter after, Meter before) => new(after.Engine - before.Engine, after.Foreign - before.Foreign);
    }
}

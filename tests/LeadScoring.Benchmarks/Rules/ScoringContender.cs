using System.Diagnostics;
using LeadScoring.Domain.Leads;

namespace LeadScoring.Benchmarks.Rules;

/// <summary>The scoring engine in this process, in one of its two ways.</summary>
/// <param name="name">Its name in the report.</param>
/// <param name="leads">Parsed and folded beforehand.</param>
/// <param name="evaluate">Evaluates one of them, and says something of the answer, so that it is not optimized away.</param>
internal sealed class ScoringContender(string name, IReadOnlyList<LeadFacts> leads, Func<LeadFacts, int> evaluate) : IRuleEngine
{
    /// <summary>The clock and the meter of bytes are read once in so many evaluations.</summary>
    private const int LeastBetweenLooks = 64;

    public string Name => name;

    public int ProcessId => Environment.ProcessId;

    public Task<Lap> RunAsync(TimeSpan time) => Task.Run(() =>
    {
        var (evaluations, answers) = (0L, 0L);
        var (bytes, start) = (GC.GetAllocatedBytesForCurrentThread(), Stopwatch.GetTimestamp());
        TimeSpan elapsed;
        do
        {
            for (var i = 0; i < LeastBetweenLooks; i++) answers += evaluate(leads[i % leads.Count]);
            evaluations += LeastBetweenLooks;
            elapsed = Stopwatch.GetElapsedTime(start);
        }
        while (elapsed < time);

        bytes = GC.GetAllocatedBytesForCurrentThread() - bytes;
        GC.KeepAlive(answers);
        return new Lap(evaluations, elapsed, bytes);
    });
}

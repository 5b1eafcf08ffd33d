using LeadScoring.Benchmarks.EndToEnd.Processes;

namespace LeadScoring.Benchmarks.EndToEnd;

/// <summary>What one contender did in one round.</summary>
internal sealed record Round
{
    /// <summary>Cores that others may use before a round is marked.</summary>
    public const double ForeignLimit = 0.15;

    public required string Contender { get; init; }

    /// <summary>From 1.</summary>
    public required int Number { get; init; }

    public required TimeSpan Time { get; init; }

    public required long Events { get; init; }

    public required CpuTimes Cpu { get; init; }

    /// <summary>Of each request, ascending.</summary>
    public required TimeSpan[] Took { get; init; }

    /// <summary>Leads whose score row was written.</summary>
    public required long ScoresWritten { get; init; }

    /// <summary>Bytes of the server's log.</summary>
    public required long LogBytes { get; init; }

    public double EventsPerSecond => Events / Time.TotalSeconds;

    public double RequestsPerSecond => Took.Length / Time.TotalSeconds;

    public double PostgresCpuPerEvent => Cpu.Postgres.TotalMicroseconds / Events;

    public double ServiceCpuPerEvent => Cpu.Service.TotalMicroseconds / Events;

    public double GeneratorCpuPerEvent => Cpu.Generator.TotalMicroseconds / Events;

    public double Milliseconds(double percentile) => Took[(int)Math.Min(Took.Length - 1, Took.Length * percentile / 100)].TotalMilliseconds;

    public double ForeignCores => Math.Max(0, Cpu.Foreign / Time);

    public bool IsQuiet => ForeignCores <= ForeignLimit;
}

namespace LeadScoring.Benchmarks.Rules;

/// <summary>What a contender did in one turn.</summary>
/// <param name="Evaluations">How many leads were evaluated.</param>
/// <param name="Time">On the clock.</param>
/// <param name="Bytes">Allocated meanwhile; null where that is not known.</param>
internal sealed record Lap(long Evaluations, TimeSpan Time, long? Bytes);

/// <summary>A lap with what was around it.</summary>
/// <param name="Contender">Whose turn it was.</param>
/// <param name="Number">The round, from 1.</param>
/// <param name="Done">What was done in it.</param>
/// <param name="Cpu">Processor time of the contender's process.</param>
/// <param name="ForeignCores">What others used of the machine.</param>
internal sealed record Turn(string Contender, int Number, Lap Done, TimeSpan Cpu, double ForeignCores)
{
    public double Microseconds => Done.Time.TotalMicroseconds / Done.Evaluations;

    public double CpuMicroseconds => Cpu.TotalMicroseconds / Done.Evaluations;

    public double? Bytes => (double?)Done.Bytes / Done.Evaluations;
}

/// <summary>An engine with the leads that it evaluates one after the other, over and over.</summary>
internal interface IRuleEngine
{
    string Name { get; }

    /// <summary>The process that does the work.</summary>
    int ProcessId { get; }

    Task<Lap> RunAsync(TimeSpan time);
}

using LeadScoring.Benchmarks.EndToEnd.Processes;

namespace LeadScoring.Benchmarks.EndToEnd.Load;

/// <summary>A way to store events, as fast as it can.</summary>
/// <param name="name">Its name in the report.</param>
/// <param name="database">Where the events go.</param>
internal abstract class Contender(string name, Database database)
{
    public string Name => name;

    public Database Database => database;

    /// <summary>The service that does the work; null where the events go straight to the database.</summary>
    public virtual ServiceUnderTest? Service => null;

    /// <summary>Works until it is told to stop, then finishes what it has begun.</summary>
    /// <returns>Each piece of work that was done.</returns>
    public abstract Task<IReadOnlyCollection<Piece>> RunAsync(CancellationToken stop);
}

/// <summary>A request that was answered, or a batch that was committed.</summary>
/// <param name="Done">When, in ticks of the stopwatch.</param>
/// <param name="Took">How long it took.</param>
/// <param name="Events">How many events it stored.</param>
internal readonly record struct Piece(long Done, TimeSpan Took, int Events);

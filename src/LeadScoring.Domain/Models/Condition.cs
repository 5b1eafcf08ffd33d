namespace LeadScoring.Domain.Models;

/// <summary>A measure over a signal that must reach a threshold.</summary>
/// <param name="Slot">The signal, as a position in <see cref="ScoringModel.Signals"/>.</param>
/// <param name="Measure">What is measured.</param>
/// <param name="Window">Over which events.</param>
/// <param name="AtLeast">The threshold; reaching it is enough.</param>
/// <param name="Value">The value shown as evidence where the measure itself is only known to have reached the threshold.</param>
/// <param name="AtMost">What the measure must not exceed, for <see cref="Measure.Change"/> and <see cref="Measure.ChangePercent"/>, of which <paramref name="AtLeast"/> may be minus infinity; null for no such bound.</param>
public sealed record Condition(int Slot, Measure Measure, Window Window, double AtLeast, double? Value = null, double? AtMost = null)
{
    /// <summary>The threshold of a counting measure as a number of entries, 1 to 64 where the digest holds a list; 0 where nothing is counted up to one.</summary>
    internal int Entries => Scoring.Change.IsMeasuredBy(Measure) ? 0 : (int)AtLeast;
}

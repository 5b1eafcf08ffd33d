namespace LeadScoring.Domain.Models;

/// <summary>A measure over a signal that must reach a threshold.</summary>
/// <param name="Slot">The signal, as a position in <see cref="ScoringModel.Signals"/>.</param>
/// <param name="Measure">What is measured.</param>
/// <param name="Window">Over which events.</param>
/// <param name="AtLeast">The threshold; reaching it is enough.</param>
/// <param name="Value">The value shown as evidence where the measure itself is only known to have reached the threshold.</param>
public sealed record Condition(int Slot, Measure Measure, Window Window, double AtLeast, double? Value = null)
{
    /// <summary>The threshold of a counting measure as a number of entries, 1 to 64 where the digest holds a list.</summary>
    internal int Entries => (int)AtLeast;
}

namespace LeadScoring.Domain.Models;

/// <summary>A measure with its threshold, as the document asks for it.</summary>
internal sealed record AskedMeasure(EventFilter Filter, string? Property, Measure Measure, Window Window, double AtLeast, double? AtMost = null)
{
    /// <summary>Whether everything that meets the other meets this one as well: the same measure, thresholds that are no narrower, a window that is no shorter.</summary>
    public bool Covers(AskedMeasure other) =>
        Filter.Canonical == other.Filter.Canonical && Property == other.Property && Measure == other.Measure && AtLeast <= other.AtLeast
        && (Scoring.Change.IsMeasuredBy(Measure)
            ? Window == other.Window && !(AtMost < (other.AtMost ?? double.PositiveInfinity))
            : Window.Kind == WindowKind.Always || (Window.Kind == other.Window.Kind && Window.Days >= other.Window.Days));
}

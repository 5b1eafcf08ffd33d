namespace LeadScoring.Domain.Models;

/// <summary>Reads the measures that compare the last days with those before.</summary>
internal static class ChangeReader
{
    /// <summary>The longest span that is compared, in days: the digest keeps twice as many.</summary>
    public const int MostDays = 90;

    private const int MostEvents = 1_000_000;
    private const int LeastPercent = -100; // all that was there before is gone

    /// <summary>What is asked for.</summary>
    /// <param name="tier">The tier, or the rule itself.</param>
    /// <param name="filter">The signal.</param>
    /// <param name="measure">Which of the two measures.</param>
    /// <param name="window">The place of the window; null when there is none.</param>
    public static AskedMeasure Read(ModelNode tier, EventFilter filter, Measure measure, ModelNode? window)
    {
        var least = measure == Measure.Change ? -MostEvents : LeastPercent;
        var atLeast = tier.Optional("atLeast")?.Whole(least, MostEvents);
        var atMost = tier.Optional("atMost")?.Whole(least, MostEvents);
        if (atLeast is null && atMost is null)
        {
            tier.Error("must have atLeast or atMost, or both");
        }
        else if (atLeast > atMost)
        {
            tier.Error("can never be met: atLeast is greater than atMost");
        }

        return new AskedMeasure(filter, null, measure, ReadWindow(window ?? tier.Required("window")), atLeast ?? double.NegativeInfinity, atMost);
    }

    private static Window ReadWindow(ModelNode? node)
    {
        if (node is not { } window || !window.IsObjectOf("firstDays", "lastDays") || window.Optional("lastDays") is not { } days || window.Has("firstDays"))
        {
            node?.Error("must have lastDays alone: change and changePercent compare the last days with those before");
            return new Window(WindowKind.LastDays, 1);
        }

        return new Window(WindowKind.LastDays, days.Whole(1, MostDays));
    }
}

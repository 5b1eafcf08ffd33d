namespace LeadScoring.Domain.Models;

/// <summary>Reads what is measured, and within which window.</summary>
internal static class MeasureReader
{
    /// <summary>What a digest must keep so that the measure is exact up to the threshold.</summary>
    public static SignalNeeds Needs(Measure measure, Window window, int threshold) => (measure, window.Kind) switch
    {
        (Measure.Count, WindowKind.Always) => new SignalNeeds(),
        (Measure.Count, WindowKind.FirstDays) => new SignalNeeds { Earliest = threshold },
        (Measure.Count, _) => new SignalNeeds { Latest = threshold },
        (Measure.Distinct, WindowKind.LastDays) => new SignalNeeds { DistinctLatest = threshold },
        (Measure.Distinct, _) => new SignalNeeds { DistinctEarliest = threshold },
        _ => new SignalNeeds { SessionDistinct = threshold },
    };

    public static Measure ReadMeasure(ModelNode node)
    {
        switch (node.Text())
        {
            case "count": return Measure.Count;
            case "distinct": return Measure.Distinct;
            case "sessionDistinct": return Measure.SessionDistinct;
            case "greatest": return Measure.Greatest;
            case "change": return Measure.Change;
            case "changePercent": return Measure.ChangePercent;
            default:
                node.Error("must be one of count, distinct, sessionDistinct, greatest, change, changePercent");
                return Measure.Count;
        }
    }

    public static Window ReadWindow(ModelNode? node)
    {
        if (node is not { } window || !window.IsObjectOf("firstDays", "lastDays"))
        {
            return Window.Always;
        }

        if (window.Has("firstDays") == window.Has("lastDays"))
        {
            window.Error("must have either firstDays or lastDays");
            return Window.Always;
        }

        return window.Optional("firstDays") is { } first
            ? new Window(WindowKind.FirstDays, first.Whole(1, Window.MostDays))
            : new Window(WindowKind.LastDays, window.Required("lastDays")!.Value.Whole(1, Window.MostDays));
    }
}

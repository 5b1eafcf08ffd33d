using LeadScoring.Api.Events;

namespace LeadScoring.Api.Segment;

/// <summary>The event that a view of a page or a screen is.</summary>
internal static class ViewName
{
    private const string Viewed = "Viewed";

    /// <summary>"Pricing" is "Pricing Page Viewed", "Pricing Page" too, and no name at all is "Page Viewed".</summary>
    /// <param name="name">The view's name, where it has one.</param>
    /// <param name="kind">Page or Screen.</param>
    /// <exception cref="RejectedItemException">It would be too long for an event's.</exception>
    public static string Of(string? name, string kind) => ItemReader.AtMost(IntakeLimits.EventName, Full(name, kind), "name");

    private static string Full(string? name, string kind) =>
        name is null ? $"{kind} {Viewed}"
        : name.Trim() is var plain && plain.EndsWith(kind, StringComparison.Ordinal) ? $"{plain} {Viewed}"
        : $"{plain} {kind} {Viewed}";
}

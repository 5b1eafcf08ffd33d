using LeadScoring.Domain.Leads;
using LeadScoring.Domain.Models;

namespace LeadScoring.Domain.Scoring.Gaps;

/// <summary>Makes events that match a pattern.</summary>
internal static class SampleEvents
{
    private static readonly Identity User = Identity.User("example");
    private static readonly Identity Visitor = Identity.Anonymous("example");

    /// <summary>Events that match the pattern, as many as can be told apart by the property; without one, as many as wanted.</summary>
    /// <param name="pattern">The pattern; its periods are not looked at.</param>
    /// <param name="property">The property that is measured; null for none.</param>
    /// <param name="atLeast">What its value must be at least; null for any.</param>
    /// <param name="at">Their time.</param>
    public static IEnumerable<ProductEvent> Of(EventPattern pattern, string? property, double? atLeast, DateTimeOffset at) =>
        new SampleProperties(pattern.Where).Samples(property, atLeast).Select(properties => Event(pattern, properties, at));

    private static ProductEvent Event(EventPattern pattern, Dictionary<string, PropertyValue> properties, DateTimeOffset at) =>
        new(pattern.Identified == false ? Visitor : User, "example", at, pattern.Event, properties);
}

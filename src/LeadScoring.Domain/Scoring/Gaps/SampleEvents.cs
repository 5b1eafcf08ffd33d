using LeadScoring.Domain.Leads;
using LeadScoring.Domain.Models;

namespace LeadScoring.Domain.Scoring.Gaps;

/// <summary>Makes events that match a pattern.</summary>
internal static class SampleEvents
{
    private static readonly Identity User = Identity.User("example");
    private static readonly Identity Visitor = Identity.Anonymous("example");

    /// <summary>Events that match the pattern, as many as can be told apart by the property; without one, as many as wanted.</summary>
    /// <param name="pattern">The pattern; its period is not looked at.</param>
    /// <param name="property">The property that is measured; null for none.</param>
    /// <param name="atLeast">What its value must be at least; null for any.</param>
    /// <param name="at">Their time.</param>
    public static IEnumerable<ProductEvent> Of(EventPattern pattern, string? property, double? atLeast, DateTimeOffset at)
    {
        var where = pattern.Where.ToLookup(condition => condition.Property, StringComparer.Ordinal);
        Dictionary<string, PropertyValue> others = new(StringComparer.Ordinal);
        foreach (var conditions in where.Where(group => group.Key != property && !group.All(condition => condition.Comparison == Comparison.Missing)))
        {
            if (!SampleValues.Of([.. conditions]).Any())
            {
                return [];
            }

            others[conditions.Key] = SampleValues.Of([.. conditions]).First();
        }

        if (property is null)
        {
            return Enumerable.Repeat(Event(pattern, others, at), Gap.MostEvents);
        }

        PropertyCondition[] measured = [.. where[property], .. atLeast is { } least ? [new PropertyCondition(property, Comparison.AtLeast, [PropertyValue.Of(least)])] : Array.Empty<PropertyCondition>()];
        return SampleValues.Of(measured).Select(value => Event(pattern, new(others, StringComparer.Ordinal) { [property] = value }, at));
    }

    private static ProductEvent Event(EventPattern pattern, Dictionary<string, PropertyValue> properties, DateTimeOffset at) =>
        new(pattern.Identified == false ? Visitor : User, "example", at, pattern.Event, properties);
}

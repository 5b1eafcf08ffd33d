using LeadScoring.Domain.Leads;
using LeadScoring.Domain.Models;

namespace LeadScoring.Domain.Scoring.Gaps;

/// <summary>Finds properties with which an event meets all conditions of a pattern.</summary>
/// <param name="where">The conditions.</param>
internal sealed class SampleProperties(IReadOnlyList<PropertyCondition> where)
{
    /// <summary>Limits are easier to read as 100 than as 1.</summary>
    private static readonly PropertyValue UsualWhole = PropertyValue.Of(100);

    /// <summary>Properties that differ in the measured one; without one, the same again and again.</summary>
    /// <param name="measured">The property that is measured; null for none.</param>
    /// <param name="atLeast">What its value must be at least; null for any.</param>
    public IEnumerable<Dictionary<string, PropertyValue>> Samples(string? measured, double? atLeast)
    {
        if (Wholes(measured) is not { } wholes)
        {
            return [];
        }

        if (measured is null)
        {
            return Completed(wholes) is { } all ? Enumerable.Repeat(all, Gap.MostEvents) : [];
        }

        return Values(measured, wholes, atLeast)
            .Select(value => Completed(new(wholes, StringComparer.Ordinal) { [measured] = value }))
            .OfType<Dictionary<string, PropertyValue>>();
    }

    /// <summary>Values of the properties that others are shares of, but for the one that is measured; null where none will do.</summary>
    private Dictionary<string, PropertyValue>? Wholes(string? measured)
    {
        Dictionary<string, PropertyValue> wholes = new(StringComparer.Ordinal);
        foreach (var shares in where.Where(IsShare).Where(share => share.Whole != measured).GroupBy(share => share.Whole!, StringComparer.Ordinal))
        {
            var whole = Values(shares.Key, wholes, null).Prepend(UsualWhole).Where(value => IsAllowed(shares.Key, value))
                .Select(value => new Dictionary<string, PropertyValue>(wholes, StringComparer.Ordinal) { [shares.Key] = value })
                .FirstOrDefault(with => shares.All(share => Values(share.Property, with, null).Any()));
            if (whole is null)
            {
                return null;
            }

            wholes = whole;
        }

        return wholes;
    }

    /// <summary>The given properties and one value of each of the others; null where the conditions cannot all be met.</summary>
    private Dictionary<string, PropertyValue>? Completed(Dictionary<string, PropertyValue> given)
    {
        Dictionary<string, PropertyValue> all = new(given, StringComparer.Ordinal);
        foreach (var conditions in where.GroupBy(condition => condition.Property, StringComparer.Ordinal).Where(group => !given.ContainsKey(group.Key) && !group.All(condition => condition.Comparison == Comparison.Missing)))
        {
            if (!Values(conditions.Key, given, null).Any())
            {
                return null;
            }

            all[conditions.Key] = Values(conditions.Key, given, null).First();
        }

        return where.All(condition => condition.IsMetBy(all)) ? all : null;
    }

    private IEnumerable<PropertyValue> Values(string property, Dictionary<string, PropertyValue> given, double? atLeast)
    {
        var bounds = where.Where(condition => IsShare(condition) && condition.Property == property && given.ContainsKey(condition.Whole!))
            .Select(share => (double)((decimal)share.Values[0].Number * (decimal)given[share.Whole!].Number))
            .Concat(atLeast is { } least ? [least] : Array.Empty<double>())
            .Select(bound => new PropertyCondition(property, Comparison.AtLeast, [PropertyValue.Of(bound)]));
        var above = where.Any(condition => condition.Whole == property) ? [new PropertyCondition(property, Comparison.Above, [PropertyValue.Of(0d)])] : Array.Empty<PropertyCondition>();
        return SampleValues.Of([.. where.Where(condition => condition.Property == property && !IsShare(condition)), .. bounds, .. above]);
    }

    private bool IsAllowed(string property, PropertyValue value)
    {
        Dictionary<string, PropertyValue> alone = new(StringComparer.Ordinal) { [property] = value };
        return where.Where(condition => condition.Property == property && !IsShare(condition)).All(condition => condition.IsMetBy(alone));
    }

    private static bool IsShare(PropertyCondition condition) => condition.Comparison == Comparison.AtLeastShareOf;
}

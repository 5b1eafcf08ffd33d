using System.Globalization;
using LeadScoring.Domain.Leads;
using LeadScoring.Domain.Models;

namespace LeadScoring.Domain.Scoring.Gaps;

/// <summary>Finds values of a property that meet all of some conditions.</summary>
internal static class SampleValues
{
    /// <summary>More than an action has events, since some of them may have been seen before.</summary>
    private const int Most = 2 * Gap.MostEvents;

    /// <summary>Different values that meet all conditions on one property; any texts where there are none.</summary>
    public static IEnumerable<PropertyValue> Of(IReadOnlyList<PropertyCondition> conditions) =>
        Candidates(conditions).Where(value => conditions.All(condition => IsMet(condition, value))).DistinctBy(value => (value.Kind, value.AsText())).Take(Most);

    private static IEnumerable<PropertyValue> Candidates(IReadOnlyList<PropertyCondition> conditions)
    {
        var listed = conditions.Where(condition => condition.Comparison == Comparison.OneOf).SelectMany(condition => condition.Values);
        var least = Bound(conditions, Comparison.AtLeast, Comparison.Above).Select(number => (double?)number).Max();
        var most = Bound(conditions, Comparison.AtMost, Comparison.Below).Select(number => (double?)number).Min();
        return listed.Concat(least is null && most is null ? Texts() : Numbers(least, most).Select(PropertyValue.Of));
    }

    private static IEnumerable<PropertyValue> Texts() =>
        Enumerable.Range(1, Most).Select(i => PropertyValue.Of(string.Create(CultureInfo.InvariantCulture, $"example {i}")));

    /// <summary>Whole steps from the one end there is, or parts of the range.</summary>
    private static IEnumerable<double> Numbers(double? least, double? most) => (least, most) switch
    {
        ({ } from, { } to) => Enumerable.Range(0, Most + 1).Select(i => from + ((to - from) * i / Most)).Prepend(Math.Floor(from) + 1),
        ({ } from, null) => Enumerable.Range(0, Most + 1).Select(i => from + i),
        _ => Enumerable.Range(0, Most + 1).Select(i => most!.Value - i),
    };

    private static IEnumerable<double> Bound(IReadOnlyList<PropertyCondition> conditions, params Comparison[] kinds) =>
        conditions.Where(condition => kinds.Contains(condition.Comparison)).Select(condition => condition.Values[0].Number);

    private static bool IsMet(PropertyCondition condition, PropertyValue value) =>
        condition.IsMetBy(new Dictionary<string, PropertyValue>(StringComparer.Ordinal) { [condition.Property] = value });
}

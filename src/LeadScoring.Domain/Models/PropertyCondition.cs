using System.Globalization;
using LeadScoring.Domain.Leads;

namespace LeadScoring.Domain.Models;

/// <summary>How a property is compared.</summary>
public enum Comparison
{
    /// <summary>Equal to one of the values: texts character by character, numbers by value, flags.</summary>
    OneOf,

    /// <summary>A number of at least the value.</summary>
    AtLeast,

    /// <summary>A number greater than the value.</summary>
    Above,

    /// <summary>A number of at most the value.</summary>
    AtMost,

    /// <summary>A number smaller than the value.</summary>
    Below,

    /// <summary>A number of at least the value times another property of the event; see <see cref="ShareCondition"/>.</summary>
    AtLeastShareOf,

    /// <summary>Present, and not null.</summary>
    Exists,

    /// <summary>Absent, or null.</summary>
    Missing,
}

/// <summary>What one property of an event must be for the event to count.</summary>
/// <param name="Property">The property's name.</param>
/// <param name="Comparison">How it is compared.</param>
/// <param name="Values">What it is compared with: one or more for <see cref="Comparison.OneOf"/>, one number for the others, none for presence.</param>
/// <param name="Whole">The property of which the value is a share, for <see cref="Comparison.AtLeastShareOf"/>; else null.</param>
public sealed record PropertyCondition(string Property, Comparison Comparison, IReadOnlyList<PropertyValue> Values, string? Whole = null)
{
    /// <summary>Whether an event with these properties satisfies the condition. A value of another kind never does.</summary>
    public bool IsMetBy(IReadOnlyDictionary<string, PropertyValue> properties)
    {
        properties.TryGetValue(Property, out var value);
        return Comparison switch
        {
            Comparison.OneOf => IsOneOf(value),
            Comparison.Exists => value.Kind != PropertyKind.None,
            Comparison.Missing => value.Kind == PropertyKind.None,
            _ when value.Kind != PropertyKind.Number => false,
            Comparison.AtLeastShareOf => ShareCondition.IsMet(value, Values[0], properties.GetValueOrDefault(Whole!)),
            Comparison.AtLeast => value.Number >= Values[0].Number,
            Comparison.Above => value.Number > Values[0].Number,
            Comparison.AtMost => value.Number <= Values[0].Number,
            _ => value.Number < Values[0].Number,
        };
    }

    private bool IsOneOf(PropertyValue value)
    {
        for (var i = 0; i < Values.Count; i++)
        {
            if (Values[i] == value)
            {
                return true;
            }
        }

        return false;
    }

    internal string Canonical =>
        string.Create(CultureInfo.InvariantCulture, $"{Quoted.Text(Property)} {Comparison} {string.Join('|', Values.Select(v => v.Kind + ":" + Quoted.Text(v.AsText() ?? "")).Order(StringComparer.Ordinal))}{(Whole is null ? "" : " of " + Quoted.Text(Whole))}");
}

using System.Globalization;

namespace LeadScoring.Domain.Leads;

/// <summary>What kind of value a property has.</summary>
public enum PropertyKind
{
    /// <summary>Absent, or JSON null.</summary>
    None,

    /// <summary>A string.</summary>
    Text,

    /// <summary>A number that rules can compare.</summary>
    Number,

    /// <summary>True or false.</summary>
    Flag,

    /// <summary>Present, but nothing a rule can compare: an object, a list, or a number of more than 1e15.</summary>
    Other,
}

/// <summary>One property of an event as rules see it. Texts are compared character by character, numbers by value.</summary>
public readonly record struct PropertyValue
{
    /// <summary>Numbers beyond this size, either sign, are kept in the log but are nothing a rule can compare.</summary>
    public const double GreatestNumber = 1e15;

    private PropertyValue(PropertyKind kind, string? text, double number) => (Kind, Text, Number) = (kind, text, number);

    /// <summary>The kind of value.</summary>
    public PropertyKind Kind { get; }

    /// <summary>The text of a <see cref="PropertyKind.Text"/>, else null.</summary>
    public string? Text { get; }

    /// <summary>The number of a <see cref="PropertyKind.Number"/>; 1 for true; else 0.</summary>
    public double Number { get; }

    /// <summary>Present, but not comparable.</summary>
    public static readonly PropertyValue Other = new(PropertyKind.Other, null, 0);

    /// <summary>A string.</summary>
    public static PropertyValue Of(string text) => new(PropertyKind.Text, text, 0);

    /// <summary>A number, minus zero being zero; one beyond <see cref="GreatestNumber"/> becomes <see cref="Other"/>.</summary>
    public static PropertyValue Of(double number) =>
        Math.Abs(number) <= GreatestNumber ? new(PropertyKind.Number, null, number + 0.0) : Other;

    /// <summary>True or false.</summary>
    public static PropertyValue Of(bool flag) => new(PropertyKind.Flag, null, flag ? 1 : 0);

    /// <summary>The value as text, by which distinct values are told apart; null when there is nothing to tell apart.</summary>
    public string? AsText() => Kind switch
    {
        PropertyKind.Text => Text,
        PropertyKind.Number => Number.ToString("R", CultureInfo.InvariantCulture),
        PropertyKind.Flag => Number > 0 ? "true" : "false",
        _ => null,
    };
}

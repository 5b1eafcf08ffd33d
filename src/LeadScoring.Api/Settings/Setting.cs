using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using System.Globalization;
using System.Reflection;

namespace LeadScoring.Api.Settings;

/// <summary>One setting of this service, as its options class declares it.</summary>
/// <param name="section">The section of the configuration that it stands in.</param>
/// <param name="property">The property that holds it.</param>
/// <param name="standard">Its value where nothing is configured.</param>
internal sealed class Setting(string section, PropertyInfo property, object? standard)
{
    /// <summary>Such as <c>Intake:Lanes</c>.</summary>
    public string Key { get; } = $"{section}:{property.Name}";

    /// <summary>The name in its section.</summary>
    public string Name => property.Name;

    /// <summary>The property that holds it.</summary>
    public PropertyInfo Property => property;

    /// <summary>Its value where nothing is configured.</summary>
    public object? Default => standard;

    /// <summary>What it may be, in words; null: anything of its type.</summary>
    public string? Bounds => property.GetCustomAttribute<RangeAttribute>() is { } range
        ? string.Create(CultureInfo.InvariantCulture, $"from {range.Minimum} to {range.Maximum}")
        : null;

    /// <summary>Whether it is a list; its entries are numbered from 0.</summary>
    public bool IsList => property.PropertyType.IsArray;

    private Type ValueType => property.PropertyType.GetElementType() ?? Nullable.GetUnderlyingType(property.PropertyType) ?? property.PropertyType;

    /// <summary>What is wrong with a value as it is configured; null: nothing.</summary>
    /// <param name="key">Where it stands: of a list, the key of the entry.</param>
    /// <param name="text">The value.</param>
    public string? FaultOf(string key, string text)
    {
        object? value;
        try
        {
            value = TypeDescriptor.GetConverter(ValueType).ConvertFromInvariantString(text);
        }
        catch (Exception e) when (e is FormatException or ArgumentException or OverflowException || e.InnerException is FormatException or OverflowException)
        {
            return $"{key} is \"{text}\"; it must be {Kind}{(Bounds is null ? "" : ", " + Bounds)}.";
        }

        var attributes = IsList ? [] : property.GetCustomAttributes<ValidationAttribute>();
        return attributes.FirstOrDefault(attribute => !attribute.IsValid(value)) switch
        {
            null => null,
            RangeAttribute => $"{key} is \"{text}\"; it must be {Bounds}.{DaysAreMeant(text)}",
            var broken => broken.FormatErrorMessage(key),
        };
    }

    private string Kind => ValueType switch
    {
        var type when type == typeof(bool) => "true or false",
        var type when type == typeof(TimeSpan) => "a time such as 00:00:05, five seconds",
        var type when type == typeof(int) || type == typeof(long) || type == typeof(short) => "a whole number",
        var type when type == typeof(double) || type == typeof(decimal) => "a number such as 0.5",
        var type => $"a {type.Name}",
    };

    private string DaysAreMeant(string text) =>
        ValueType == typeof(TimeSpan) && !text.Contains(':', StringComparison.Ordinal) ? " A number alone means days: write 00:00:05 for five seconds." : "";
}

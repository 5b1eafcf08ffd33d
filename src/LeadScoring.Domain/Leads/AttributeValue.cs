using System.Globalization;

namespace LeadScoring.Domain.Leads;

/// <summary>What is known of one attribute of a lead or an account: a text, a number, or a list of texts.</summary>
public sealed class AttributeValue
{
    private AttributeValue(string text, double? number, IReadOnlyList<string>? items) => (Text, Number, Items) = (text, number, items);

    /// <summary>The value as text; the items of a list are joined by ", ".</summary>
    public string Text { get; }

    /// <summary>The number, when the attribute is one.</summary>
    public double? Number { get; }

    /// <summary>The items, when the attribute is a list.</summary>
    public IReadOnlyList<string>? Items { get; }

    /// <summary>Some order of all values, nothing being the smallest: by text, then text before number before list.</summary>
    public static int Compare(AttributeValue? one, AttributeValue? other)
    {
        var byText = string.CompareOrdinal(one?.Text, other?.Text);
        return byText != 0 ? byText : Kind(one).CompareTo(Kind(other));

        static int Kind(AttributeValue? value) => value switch { null => 0, { Items: not null } => 3, { Number: not null } => 2, _ => 1 };
    }

    /// <summary>A text; blanks around it do not count.</summary>
    public static AttributeValue Of(string text) => new(text.Trim(), null, null);

    /// <summary>A number, minus zero being zero: what is stored has no minus zero.</summary>
    public static AttributeValue Of(double number) => new((number + 0.0).ToString("R", CultureInfo.InvariantCulture), number + 0.0, null);

    /// <summary>A list of texts.</summary>
    public static AttributeValue Of(IReadOnlyList<string> items)
    {
        string[] trimmed = [.. items.Select(item => item.Trim())];
        return new(string.Join(", ", trimmed), null, trimmed);
    }
}

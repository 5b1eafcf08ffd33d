using LeadScoring.Domain.Leads;

namespace LeadScoring.Api.Leads;

/// <summary>Attributes in the form in which they are set.</summary>
internal static class ShownAttributes
{
    private const string Traits = "traits";
    private const string TraitPrefix = Traits + ".";

    /// <summary>The values in force by name, each a text, a number or a list of texts, with those of <c>traits</c> together. What was cleared is left out.</summary>
    public static SortedDictionary<string, object> Of(Attributes attributes)
    {
        SortedDictionary<string, object> shown = new(StringComparer.Ordinal);
        SortedDictionary<string, object> traits = new(StringComparer.Ordinal);
        foreach (var (name, entry) in attributes.Entries)
        {
            if (entry.Value is { } value)
            {
                var isTrait = name.StartsWith(TraitPrefix, StringComparison.Ordinal);
                (isTrait ? traits : shown)[isTrait ? name[TraitPrefix.Length..] : name] = value.Items ?? (object?)value.Number ?? value.Text;
            }
        }

        if (traits.Count > 0)
        {
            shown[Traits] = traits;
        }

        return shown;
    }

    /// <summary>When the last of them was set or cleared; null: none ever was.</summary>
    public static DateTimeOffset? ChangedAt(Attributes attributes) => attributes.Entries.Count == 0 ? null : attributes.Entries.Values.Max(entry => entry.Stamp.At);
}

using System.Globalization;

namespace LeadScoring.Api.Models;

/// <summary>Finds models by the names that people give: <c>key@version</c>, or a key alone for its version in force, else the one that was last.</summary>
internal static class NamedModels
{
    /// <summary>How many names an error lists: models may be published every day for years.</summary>
    private const int MostNames = 20;

    /// <summary>The model of this name; without a name the one in force; null when there is none.</summary>
    public static ActiveModel? Named(this ModelSnapshot models, string? name)
    {
        if (name is null)
        {
            return models.Current;
        }

        var parts = name.Split('@', 2);
        var inForce = models.InForceAs(parts[0]);
        if (parts.Length == 1 && inForce is not null)
        {
            return inForce;
        }

        var last = models.Changes.LastOrDefault(change => change.TookEffect && change.ModelKey == parts[0] && change.Version is { } version
            && (parts.Length == 1 || version.ToString(CultureInfo.InvariantCulture) == parts[1]));
        return last is null ? null : last.Version == inForce?.Version ? inForce : models.At(last.Number, parts[0]);
    }

    /// <summary>The names of the models that were put into force last, the newest first.</summary>
    public static IEnumerable<string> Names(this ModelSnapshot models) => models.Changes
        .Where(change => change is { TookEffect: true, Version: not null })
        .OrderByDescending(change => change.Number)
        .Select(change => string.Create(CultureInfo.InvariantCulture, $"{change.ModelKey}@{change.Version}"))
        .Distinct(StringComparer.Ordinal)
        .Take(MostNames);
}

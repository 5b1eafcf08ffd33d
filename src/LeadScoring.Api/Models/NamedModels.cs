using System.Globalization;

namespace LeadScoring.Api.Models;

/// <summary>Finds models by the names that people give: <c>key@version</c>, or a key alone for its newest version.</summary>
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
        return models.ByActivation.Values
            .Where(model => model.Model.Key == parts[0] && (parts.Length == 1 || model.Version.ToString(CultureInfo.InvariantCulture) == parts[1]))
            // What is in force may be a version that was in force before, so it is told by its activation.
            .OrderByDescending(model => model.Version).ThenByDescending(model => model.Activation).FirstOrDefault();
    }

    /// <summary>The names of the models that were put into force last, the newest first.</summary>
    public static IEnumerable<string> Names(this ModelSnapshot models) => models.ByActivation.Values
        .OrderByDescending(model => model.Activation)
        .Select(model => string.Create(CultureInfo.InvariantCulture, $"{model.Model.Key}@{model.Version}"))
        .Distinct(StringComparer.Ordinal)
        .Take(MostNames);
}

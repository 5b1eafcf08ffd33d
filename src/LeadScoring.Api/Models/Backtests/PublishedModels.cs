using LeadScoring.Domain.Leads;
using LeadScoring.Domain.Models;

namespace LeadScoring.Api.Models.Backtests;

/// <summary>What would be in force if a model were published now.</summary>
internal static class PublishedModels
{
    /// <summary>
    /// What publishing a model is compared with: its version in force; the primary model, where it is not in force or would take that
    /// one's place.
    /// </summary>
    public static ActiveModel BaselineOfImpact(this ModelSnapshot models, string key, bool isPrimary = false) => (isPrimary ? null : models.InForceAs(key)) ?? models.Current;

    /// <summary>
    /// The models as they would be then. Whoever works with them does what the writers of scores will do, refolding logs for new signals
    /// included; they are known to nobody else.
    /// </summary>
    /// <param name="models">The models as they are.</param>
    /// <param name="key">The key of the model.</param>
    /// <param name="version">Its version; null: it would get the next number.</param>
    /// <param name="model">The model.</param>
    /// <param name="isPrimary">Whether it becomes the primary one; one that is stays it.</param>
    /// <param name="now">The clock.</param>
    public static ModelSnapshot With(this ModelSnapshot models, string key, int? version, ScoringModel model, bool isPrimary, DateTimeOffset now)
    {
        var number = version ?? (models.Versions.Keys.Where(each => each.Key == key).Max(each => (int?)each.Version) ?? 0) + 1;
        var change = new ModelActivation
        {
            Number = models.Newest.Number + 1,
            ModelKey = key,
            Version = number,
            IsPrimary = isPrimary || models.Current.Model.Key == key,
            Action = ModelAction.Published,
            Notify = ModelNotify.All,
            RequestedAt = now,
            ActivatedAt = now,
        };
        return new ModelSnapshot(
            [.. models.Changes, change],
            new Dictionary<(string, int), ScoringModel>(models.Versions) { [(key, number)] = model },
            LayoutWith(models.Layout, model));
    }

    /// <summary>A layout of its own in any case: the one in use would remember the model for ever.</summary>
    private static DigestLayout LayoutWith(DigestLayout layout, ScoringModel model)
    {
        var known = layout.Signals.Select(signal => signal.Definition.Canonical).ToHashSet(StringComparer.Ordinal);
        var last = layout.Signals.Select(signal => signal.Id).DefaultIfEmpty(0).Max();
        Signal[] added = [.. model.Signals.Where(signal => !known.Contains(signal.Canonical)).Select((signal, i) => new Signal(last + 1 + i, signal))];
        return new DigestLayout(added.Length == 0 ? layout.Generation : layout.Generation + 1, [.. layout.Signals, .. added]);
    }
}

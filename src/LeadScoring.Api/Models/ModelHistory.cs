namespace LeadScoring.Api.Models;

/// <summary>The activations so far, as whoever makes the next one sees them.</summary>
/// <param name="Changes">By number; the last may still wait.</param>
internal sealed record ModelHistory(IReadOnlyList<ModelActivation> Changes)
{
    /// <summary>The last number that is taken; 0 for none.</summary>
    public int LastNumber => Changes.Count == 0 ? 0 : Changes[^1].Number;

    /// <summary>The last number that is in force, or was called off; 0 for none.</summary>
    public int LastInForce => Changes.LastOrDefault(change => change.ActivatedAt is not null)?.Number ?? 0;

    /// <summary>The change that waits; null for none.</summary>
    public ModelActivation? Pending => Changes.LastOrDefault(change => change.ActivatedAt is null);

    /// <summary>The key of the primary model; null: there is no model yet.</summary>
    public string? Primary => Changes.LastOrDefault(change => change is { TookEffect: true, IsPrimary: true })?.ModelKey;

    /// <summary>What a model file published last, be it that it waits still; null: none did.</summary>
    public ModelActivation? Configured => Changes.LastOrDefault(change => change.Action == ModelAction.Configured);

    /// <summary>The version of a model that is in force; null: none is.</summary>
    public int? VersionInForce(string key) => Of(key).LastOrDefault()?.Version;

    /// <summary>The version that was in force before the one that is; null: none was.</summary>
    public int? VersionBefore(string key)
    {
        var now = VersionInForce(key);
        return Of(key).LastOrDefault(change => change.Version is { } version && version != now)?.Version;
    }

    private IEnumerable<ModelActivation> Of(string key) => Changes.Where(change => change.TookEffect && change.ModelKey == key);
}

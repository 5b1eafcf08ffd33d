using LeadScoring.Api.Scoring;
using LeadScoring.Domain.Leads;
using LeadScoring.Domain.Models;
using LeadScoring.Domain.Scoring;

namespace LeadScoring.Api.Models;

/// <summary>A model version that is or was in force.</summary>
/// <param name="Activation">The number of its activation; the highest is in force.</param>
/// <param name="Version">The model's version.</param>
/// <param name="Model">The compiled model.</param>
internal sealed record ActiveModel(int Activation, int Version, ScoringModel Model)
{
    /// <summary>Keys of the spike alerts that are met, in the model's order with commas between.</summary>
    public string SpikesOf(ScoreNumbers numbers) => numbers.Spikes == 0 ? "" : Joined(numbers.Spikes, Model.Spikes.Select(spike => spike.Key));

    /// <summary>The reasons that block, with commas between.</summary>
    public string BlocksOf(ScoreNumbers numbers) => numbers.Blocks == 0 ? "" : Joined(numbers.Blocks, Model.BlockReasons);

    /// <summary>Whether going from the row to these numbers crosses a line.</summary>
    public bool Crosses(ScoreRow row, ScoreNumbers numbers) =>
        numbers.IsPql != row.IsPql || Model.Bands[numbers.Band].Key != row.Band || Model.FitTiers[numbers.FitTier].Key != row.FitTier || SpikesOf(numbers) != row.Spikes;

    private static string Joined(ulong bits, IEnumerable<string> keys) => string.Join(',', keys.Where((_, i) => (bits & (1UL << i)) != 0));
}

/// <summary>What this process knows of models: immutable, and replaced as a whole.</summary>
/// <param name="Current">The model in force.</param>
/// <param name="Layout">The digest layout of the newest signal generation. It holds the signals of every model that was ever in force.</param>
/// <param name="ByActivation">Every model that was ever in force.</param>
internal sealed record ModelSnapshot(ActiveModel Current, DigestLayout Layout, IReadOnlyDictionary<int, ActiveModel> ByActivation);

/// <summary>The database is ahead of what this process knows of models: reload, and do the work again.</summary>
internal sealed class StaleModelsException() : Exception("The database names a model activation or a signal generation that this process has not loaded yet.");

using LeadScoring.Api.Scoring;
using LeadScoring.Domain.Models;
using LeadScoring.Domain.Scoring;

namespace LeadScoring.Api.Models;

/// <summary>A model version that is or was in force.</summary>
/// <param name="Activation">The number of the activation under which it is looked at: all models in force at once have the same.</param>
/// <param name="Version">The model's version.</param>
/// <param name="IsPrimary">Whether it is the one that lists and flags are about unless another one is asked for.</param>
/// <param name="Model">The compiled model.</param>
/// <param name="Changes">The changes of this model since it came into force, by number.</param>
internal sealed record ActiveModel(int Activation, int Version, bool IsPrimary, ScoringModel Model, IReadOnlyList<ModelActivation> Changes)
{
    /// <summary>From when on it has been in force as it is, but no later than now: clocks of replicas differ.</summary>
    public DateTimeOffset InForceSince(DateTimeOffset now) => Changes[^1].ActivatedAt is { } since && since < now ? since : now;

    /// <summary>
    /// Whether others are to be told of a crossing that the model makes by being in force in place of what was after that activation:
    /// they are not where any of the changes since was to be made without a word.
    /// </summary>
    public bool Tells(int since, string kind) => Changes.All(change =>
        change.Number <= since || change.Notify == ModelNotify.All || (change.Notify == ModelNotify.Gained && kind == TransitionKind.PqlGained));

    /// <summary>Keys of the spike alerts that are met, in the model's order with commas between.</summary>
    public string SpikesOf(ScoreNumbers numbers) => numbers.Spikes == 0 ? "" : Joined(numbers.Spikes, Model.Spikes.Select(spike => spike.Key));

    /// <summary>The reasons that block, with commas between.</summary>
    public string BlocksOf(ScoreNumbers numbers) => numbers.Blocks == 0 ? "" : Joined(numbers.Blocks, Model.BlockReasons);

    /// <summary>Whether going from the row to these numbers crosses a line.</summary>
    public bool Crosses(ScoreRow row, ScoreNumbers numbers) =>
        numbers.IsPql != row.IsPql || Model.Bands[numbers.Band].Key != row.Band || Model.FitTiers[numbers.FitTier].Key != row.FitTier || SpikesOf(numbers) != row.Spikes;

    private static string Joined(ulong bits, IEnumerable<string> keys) => string.Join(',', keys.Where((_, i) => (bits & (1UL << i)) != 0));
}

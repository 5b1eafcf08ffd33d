using LeadScoring.Domain.Leads;
using LeadScoring.Domain.Models;

namespace LeadScoring.Api.Models;

/// <summary>A model version that is or was in force.</summary>
/// <param name="Activation">The number of its activation; the highest is in force.</param>
/// <param name="Version">The model's version.</param>
/// <param name="Model">The compiled model.</param>
internal sealed record ActiveModel(int Activation, int Version, ScoringModel Model);

/// <summary>What this process knows of models: immutable, and replaced as a whole.</summary>
/// <param name="Current">The model in force.</param>
/// <param name="Layout">The digest layout of the newest signal generation. It holds the signals of every model that was ever in force.</param>
/// <param name="ByActivation">Every model that was ever in force.</param>
internal sealed record ModelSnapshot(ActiveModel Current, DigestLayout Layout, IReadOnlyDictionary<int, ActiveModel> ByActivation);

/// <summary>The database is ahead of what this process knows of models: reload, and do the work again.</summary>
internal sealed class StaleModelsException() : Exception("The database names a model activation or a signal generation that this process has not loaded yet.");

using LeadScoring.Api.Models;
using LeadScoring.Api.Scoring;
using LeadScoring.Domain.Scoring;

namespace LeadScoring.Api.Leads;

/// <summary>One lead's score at one moment, before it is shown in one form or the other.</summary>
/// <param name="Lead">The identity that names the lead.</param>
/// <param name="Identities">How many identities count.</param>
/// <param name="AccountId">The account that the attributes name; null for none.</param>
/// <param name="Model">The model it is scored under.</param>
/// <param name="Evaluation">The engine's answer.</param>
/// <param name="PqlSince">Since when the lead is a PQL, or no longer is; null when it never was.</param>
internal sealed record ScoredLead(LeadKey Lead, int Identities, string? AccountId, ActiveModel Model, Evaluation Evaluation, DateTimeOffset? PqlSince)
{
    /// <summary>More ids than this are not one person's: some program sends an id of its own for everybody.</summary>
    private const int MostIdentities = 10_000;

    /// <summary>The scores under all models in force, the primary one first; empty where they were not asked for.</summary>
    public IReadOnlyList<ScoredLead> SideBySide { get; init; } = [];

    /// <summary>What is odd about the lead.</summary>
    public IReadOnlyList<string> Flags => Identities > MostIdentities ? ["many_identities"] : [];
}

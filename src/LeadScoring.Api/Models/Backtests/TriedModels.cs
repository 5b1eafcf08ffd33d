using LeadScoring.Domain.Leads;
using LeadScoring.Domain.Models;
using LeadScoring.Domain.Scoring;

namespace LeadScoring.Api.Models.Backtests;

/// <summary>A model with the name it has in answers.</summary>
/// <param name="Version">Its version; null: a document that is not published.</param>
/// <param name="Model">The model.</param>
internal sealed record TriedModel(int? Version, ScoringModel Model);

/// <summary>Two models that are held against each other on the same leads.</summary>
/// <param name="Before">The one that is or was in force.</param>
/// <param name="After">The one that is tried.</param>
internal sealed record TriedModels(TriedModel Before, TriedModel After)
{
    /// <summary>A layout with the signals of both, whatever is stored.</summary>
    public DigestLayout Layout { get; } = DigestLayout.For(Before.Model, After.Model);

    /// <summary>Whether it is known who became a customer: the model that is tried says by which signal, else the other one.</summary>
    public bool KnowsCustomers => NamingCustomers.Conversion is not null;

    private ScoringModel NamingCustomers { get; } = After.Model.Conversion is null ? Before.Model : After.Model;

    /// <summary>Since when a lead has been a customer; null: it is none.</summary>
    public DateTimeOffset? CustomerSince(Digest digest) => Conversions.FirstAt(NamingCustomers, digest);
}

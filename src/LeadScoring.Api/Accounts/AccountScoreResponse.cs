using LeadScoring.Api.Leads;
using LeadScoring.Api.Models;
using LeadScoring.Domain.Scoring;

namespace LeadScoring.Api.Accounts;

/// <summary>An account's score as of now. Points have at most two decimals; times are UTC.</summary>
/// <param name="AccountId">Its id.</param>
/// <param name="Leads">How many leads it has.</param>
/// <param name="ActiveLeads">How many of them were active lately; the model says how long that is.</param>
/// <param name="KeyActions">How many key actions they have taken together.</param>
/// <param name="Champion">The lead that takes the most key actions; null when none takes any.</param>
/// <param name="EconomicBuyer">The most senior lead, who probably decides about buying; null when nobody's seniority is known.</param>
/// <param name="NewestDepartments">The departments whose first person came last, the newest first, at most 5.</param>
/// <param name="Model">Key of the scoring model.</param>
/// <param name="ModelVersion">Its version.</param>
/// <param name="AsOf">The moment that was scored.</param>
/// <param name="ValidUntil">If nothing new happens the answer stays the same before this instant, and may change from it on; null: it never changes by time.</param>
/// <param name="Fit">How well the company fits. A person's attributes add nothing here.</param>
/// <param name="Behavior">What its people did together.</param>
/// <param name="Total">What the model makes of both, 0 to 150: usually their sum.</param>
/// <param name="TotalPercent">The total in percent of 150, rounded down.</param>
/// <param name="Band">The band of the total.</param>
/// <param name="Priority">The cell of the priority matrix: a letter for the fit tier, A being the highest, and a number for the behavior tier, 1 being the highest.</param>
/// <param name="Action">What the model says to do with accounts of this cell; null for nothing.</param>
/// <param name="Pql">Whether the account is product-qualified, by the model's thresholds for accounts.</param>
/// <param name="Spikes">Alerts that are met whatever the total.</param>
public sealed record AccountScoreResponse(
    string AccountId, int Leads, int ActiveLeads, long KeyActions, ChampionResponse? Champion, EconomicBuyerResponse? EconomicBuyer, IReadOnlyList<DepartmentResponse> NewestDepartments,
    string Model, int ModelVersion, DateTimeOffset AsOf, DateTimeOffset? ValidUntil, FitResponse Fit, BehaviorResponse Behavior, decimal Total, int TotalPercent, string Band, string Priority, string? Action, PqlResponse Pql,
    IReadOnlyList<SpikeResponse> Spikes)
{
    internal static AccountScoreResponse Of(AccountScore row, AccountFacts facts, ActiveModel model, Evaluation evaluation) => Of(row, facts.People[model.Model.Key], model, evaluation);

    private static AccountScoreResponse Of(AccountScore row, AccountPeople people, ActiveModel model, Evaluation evaluation) => new(
        row.AccountId!,
        row.Leads,
        row.ActiveLeads,
        row.KeyActions,
        people.Champion is { } champion ? new ChampionResponse(champion.Lead.LeadId, champion.KeyActions, champion.LastAt) : null,
        people.EconomicBuyer is { } buyer ? new EconomicBuyerResponse(buyer.Lead.LeadId, buyer.Seniority) : null,
        [.. people.NewestDepartments.Select(department => new DepartmentResponse(department.Name, department.FirstSeenAt))],
        model.Model.Key,
        model.Version,
        evaluation.Numbers.AsOf,
        row.ValidUntil,
        FitResponse.Of(evaluation, evaluation.Contributions),
        BehaviorResponse.Of(evaluation, evaluation.Contributions),
        evaluation.Numbers.Total.ToDecimal(),
        evaluation.Numbers.TotalPercent,
        evaluation.Band,
        evaluation.Priority,
        evaluation.Action,
        PqlResponse.Of(evaluation, row.PqlSince),
        [.. evaluation.Spikes.Select(SpikeResponse.Of)]);
}

/// <summary>The person of an account who does the most.</summary>
/// <param name="LeadId">Who it is.</param>
/// <param name="KeyActions">How many key actions they have taken.</param>
/// <param name="LastAt">The last of them.</param>
public sealed record ChampionResponse(string LeadId, long KeyActions, DateTimeOffset LastAt);

/// <summary>The person of an account who probably decides about buying.</summary>
/// <param name="LeadId">Who it is.</param>
/// <param name="Seniority"><c>c-level</c>, <c>vp</c>, <c>director</c>, <c>manager</c> or <c>individual contributor</c>.</param>
public sealed record EconomicBuyerResponse(string LeadId, string Seniority);

/// <summary>A department that people of an account belong to.</summary>
/// <param name="Name">Its name, as the first of its people writes it.</param>
/// <param name="FirstSeenAt">When the first of its people signed up or did something that the model listens to; null when nobody did.</param>
public sealed record DepartmentResponse(string Name, DateTimeOffset? FirstSeenAt);

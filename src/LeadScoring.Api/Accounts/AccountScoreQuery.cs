using FluentValidation;
using LeadScoring.Api.Leads.Replay;
using LeadScoring.Api.Models;
using Microsoft.AspNetCore.Mvc;

namespace LeadScoring.Api.Accounts;

/// <summary>Which score of an account to show.</summary>
public sealed class AccountScoreQuery
{
    /// <summary>The model to score under, by the key of one in force; left out: the primary one.</summary>
    [FromQuery(Name = "model")]
    public string? Model { get; init; }
}

internal sealed class AccountScoreQueryValidator : AbstractValidator<AccountScoreQuery>
{
    public AccountScoreQueryValidator(ModelCatalog catalog) => RuleFor(query => query.Model).InForce(catalog);
}

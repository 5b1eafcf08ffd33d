using FluentValidation;
using LeadScoring.Api.Leads.Replay;
using LeadScoring.Api.Models;
using Microsoft.AspNetCore.Mvc;

namespace LeadScoring.Api.Changes;

/// <summary>From where on to follow the changes.</summary>
public sealed class ChangesQuery
{
    internal const string Latest = "latest";
    internal const int MostLimit = 1_000;
    internal const int MostWait = 30;

    /// <summary><c>cursor</c> of the answer before; <c>latest</c> to begin with what comes from now on; left out to begin with everything there is.</summary>
    /// <example>latest</example>
    [FromQuery(Name = "after")]
    public string? After { get; init; }

    /// <summary>Only changes of this type: <c>transition</c>, <c>score</c> or <c>account</c>.</summary>
    /// <example>transition</example>
    [FromQuery(Name = "type")]
    public string? Type { get; init; }

    /// <summary>Only changes under this model, by the key of one in force; left out: under the primary one, and crossings under the one that was primary when they happened.</summary>
    /// <example>product-led</example>
    [FromQuery(Name = "model")]
    public string? Model { get; init; }

    /// <summary>How many changes an answer has at most, 1 to 1,000.</summary>
    /// <example>100</example>
    [FromQuery(Name = "limit")]
    public int Limit { get; init; } = 100;

    /// <summary>How many seconds to wait for a change when there is none yet, 0 to 30.</summary>
    /// <example>0</example>
    [FromQuery(Name = "wait")]
    public int Wait { get; init; }

    internal bool IsLatest => After == Latest;

    internal bool Wants(string type) => Type is null || Type == type;
}

internal sealed class ChangesQueryValidator : AbstractValidator<ChangesQuery>
{
    public ChangesQueryValidator(ModelCatalog catalog)
    {
        RuleFor(query => query.Model).InForce(catalog);
        RuleFor(query => query.After).Must((query, after) => after is null || query.IsLatest || ChangeCursor.Read(after) is not null)
            .WithMessage("after is damaged; take cursor as it was given, or latest, or leave it out to begin with everything there is.");
        RuleFor(query => query.Type).ChangeType();
        RuleFor(query => query.Limit).InclusiveBetween(1, ChangesQuery.MostLimit).WithMessage($"limit must be from 1 to {ChangesQuery.MostLimit}.");
        RuleFor(query => query.Wait).InclusiveBetween(0, ChangesQuery.MostWait).WithMessage($"wait must be from 0 to {ChangesQuery.MostWait} seconds.");
    }
}

/// <summary>Rules that several readers of the feed share.</summary>
internal static class ChangeRules
{
    public static IRuleBuilderOptions<T, string?> ChangeType<T>(this IRuleBuilder<T, string?> rule) => rule
        .Must(type => type is null or ChangeItem.TransitionType or ChangeItem.ScoreType or ChangeItem.AccountType)
        .WithMessage($"type must be {ChangeItem.TransitionType}, {ChangeItem.ScoreType} or {ChangeItem.AccountType}; leave it out for all.");
}

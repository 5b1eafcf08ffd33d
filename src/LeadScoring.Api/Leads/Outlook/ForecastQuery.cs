using FluentValidation;
using LeadScoring.Domain.Models;
using Microsoft.AspNetCore.Mvc;

namespace LeadScoring.Api.Leads.Outlook;

/// <summary>How far to look ahead.</summary>
public sealed class ForecastQuery
{
    /// <summary>How many days to look ahead, 1 to 3,650; the last instant is included.</summary>
    /// <example>365</example>
    [FromQuery(Name = "days")]
    public int Days { get; init; } = 365;
}

internal sealed class ForecastQueryValidator : AbstractValidator<ForecastQuery>
{
    public ForecastQueryValidator() =>
        RuleFor(query => query.Days).InclusiveBetween(1, Window.MostDays).WithMessage($"days must be from 1 to {Window.MostDays}.");
}

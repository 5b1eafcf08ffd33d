using FluentValidation;
using LeadScoring.Api.Http;
using LeadScoring.Api.Models;
using Microsoft.AspNetCore.Mvc;

namespace LeadScoring.Api.Leads;

/// <summary>Which leads to list, in which order, and from where on.</summary>
public sealed class LeadListQuery : LeadFilter
{
    internal const int MostLimit = 500;
    internal const int UsualLimit = 50;

    /// <summary>How many leads a page has at most, 1 to 500.</summary>
    /// <example>50</example>
    [FromQuery(Name = "limit")]
    public int Limit { get; init; } = UsualLimit;

    /// <summary><c>nextCursor</c> of the page before, with the same filters and sort; left out for the first page.</summary>
    [FromQuery(Name = "cursor")]
    public string? Cursor { get; init; }

    /// <summary>The page begins behind this place; null for the first page.</summary>
    internal ListCursor? After => Cursor is null ? null : ListCursor.Read(Cursor, CursorScope);
}

internal sealed class LeadListQueryValidator : AbstractValidator<LeadListQuery>
{
    public LeadListQueryValidator(ModelCatalog catalog)
    {
        Include(new LeadFilterValidator(catalog));
        RuleFor(query => query.Limit).InclusiveBetween(1, LeadListQuery.MostLimit).WithMessage($"limit must be from 1 to {LeadListQuery.MostLimit}.");
        RuleFor(query => query.Cursor).Must((query, cursor) => cursor is null || query.After is not null)
            .WithMessage("cursor is damaged, or was made for another sort or other filters; take nextCursor as it was given, or start without a cursor.");
    }
}

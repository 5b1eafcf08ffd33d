using FluentValidation;
using Microsoft.AspNetCore.Mvc;

namespace LeadScoring.Api.Leads.Log;

/// <summary>Which page of a lead's log to show.</summary>
public sealed class LeadEventsQuery
{
    internal const string NewestFirst = "newest";
    internal const string OldestFirst = "oldest";
    internal const int MostLimit = 500;
    internal const int UsualLimit = 50;

    /// <summary><c>newest</c>: what happened last comes first; <c>oldest</c>: what happened first does.</summary>
    /// <example>newest</example>
    [FromQuery(Name = "order")]
    public string Order { get; init; } = NewestFirst;

    /// <summary>How many entries a page has at most, 1 to 500.</summary>
    /// <example>50</example>
    [FromQuery(Name = "limit")]
    public int Limit { get; init; } = UsualLimit;

    /// <summary><c>nextCursor</c> of the page before, in the same order; left out for the first page.</summary>
    [FromQuery(Name = "cursor")]
    public string? Cursor { get; init; }
}

internal sealed class LeadEventsQueryValidator : AbstractValidator<LeadEventsQuery>
{
    public LeadEventsQueryValidator()
    {
        RuleFor(query => query.Order).Must(order => order is LeadEventsQuery.NewestFirst or LeadEventsQuery.OldestFirst)
            .WithMessage($"order must be {LeadEventsQuery.NewestFirst} (the newest first) or {LeadEventsQuery.OldestFirst} (the oldest first).");
        RuleFor(query => query.Limit).InclusiveBetween(1, LeadEventsQuery.MostLimit).WithMessage($"limit must be from 1 to {LeadEventsQuery.MostLimit}.");
        RuleFor(query => query.Cursor).Must((query, cursor) => cursor is null || LeadEventsCursor.Read(cursor, query.Order) is not null)
            .WithMessage("cursor is damaged, or was made for the other order; take nextCursor as it was given, or start without a cursor.");
    }
}
